"""The audit: every published number, what ours comes to under its rule, and a verdict."""

from collections.abc import Iterable, Mapping

import pandas as pd

from poincare.reporting.audit.rules import ROW, AuditRules, Criterion
from poincare.reporting.tables import frames as tables

REPRODUCED = "reproduced"
NOT_REPRODUCED = "not reproduced"
CANNOT = "cannot be compared"
NOT_RUN = "not run"
VERDICTS = (REPRODUCED, NOT_REPRODUCED, CANNOT, NOT_RUN)

_OURS = ["task", "dataset", "system", "dim", "metric"]


def holds(published: float, ours: float, sd: float, criterion: Criterion) -> bool:
    """Whether our mean over seeds is within the criterion, widened by our standard deviation.

    |ours − published| ≤ relative · |published| + absolute + sd, with sd = 0 for one seed (NaN).
    Both sides are rounded to nine decimals, so that a distance of just the tolerance holds.
    """
    spread = 0.0 if pd.isna(sd) else sd
    tolerance = criterion.tolerance(published) + spread
    return round(abs(ours - published), 9) <= round(tolerance, 9)


def verdict(metrics: Iterable[bool | None], cannot_be_compared: str) -> str:
    """The verdict on a published row.

    Parameters
    ----------
    metrics : iterable of bool or None
        For each of its metrics whether ours `holds`; None where there is no result of ours.
    cannot_be_compared : str
        Why no run can decide; blank if one can.
    """
    metrics = list(metrics)
    if cannot_be_compared:
        return CANNOT
    if any(one is None for one in metrics):
        return NOT_RUN
    return REPRODUCED if all(metrics) else NOT_REPRODUCED


def explained(results: pd.DataFrame, rules: AuditRules) -> pd.DataFrame:
    """The numbers that `rules.explanations` may explain, in the columns of `audit`."""
    return _judged(results, rules.explanations, rules.criteria)


def audit(results: pd.DataFrame, rules: AuditRules) -> pd.DataFrame:
    """Every audited number with ours and the verdict on its row.

    Returns
    -------
    The columns of `AuditRules.numbers`, and ours (mean over seeds under the source's rule), sd,
    seeds, difference (ours − published), tolerance (without sd), holds (yes, no or blank),
    ours_beside (under the rule without its flaws) and verdict.
    """
    return _judged(results, rules.numbers, rules.criteria)


def _judged(
    results: pd.DataFrame, numbers: pd.DataFrame, criteria: Mapping[str, Criterion]
) -> pd.DataFrame:
    means = pd.concat([tables.over_seeds(results, task) for task in tables.METRICS])
    ours = means.rename(columns={"value": "ours"}).astype({"dim": float})
    ours = ours[[*_OURS, "protocol", "ours", "sd", "seeds"]]
    beside = ours.rename(columns={"protocol": "beside", "ours": "ours_beside"})
    frame = numbers.merge(ours, on=[*_OURS, "protocol"], how="left").merge(
        beside.drop(columns=["sd", "seeds"]), on=[*_OURS, "beside"], how="left"
    )
    frame["seeds"] = frame["seeds"].fillna(0).astype(int)
    frame["difference"] = frame["ours"] - frame["published"]
    frame["tolerance"] = [
        criteria[row.metric].tolerance(row.published) if row.metric in criteria else float("nan")
        for row in frame.itertuples()
    ]
    held = [_held(row, criteria) for row in frame.to_dict("records")]
    frame["holds"] = [{True: "yes", False: "no"}.get(one, "") for one in held]
    rows = frame.groupby(ROW, dropna=False, sort=False).ngroup()
    verdicts = {
        row: verdict(part["held"], part["cannot_be_compared"].iloc[0])
        for row, part in frame.assign(held=pd.Series(held, dtype=object)).groupby(rows)
    }
    frame["verdict"] = rows.map(verdicts)
    return frame


def _held(row: Mapping[str, object], criteria: Mapping[str, Criterion]) -> bool | None:
    if pd.isna(row["ours"]):
        return None
    return holds(row["published"], row["ours"], row["sd"], criteria[row["metric"]])


def counts(frame: pd.DataFrame) -> dict[str, int]:
    """Published numbers by the verdict on their rows, in the order of `VERDICTS`."""
    found = frame["verdict"].value_counts()
    return {name: int(found.get(name, 0)) for name in VERDICTS}
