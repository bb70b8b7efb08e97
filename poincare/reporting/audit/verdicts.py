"""The audit: every published number, ours under its protocol, and a verdict."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from poincare.evaluation.metrics import METRICS, Tolerance
from poincare.evaluation.tasks import TASKS
from poincare.reporting.audit.rules import ROW, AuditRules
from poincare.reporting.tables.frames import over_seeds
from poincare.reporting.tables.worth import is_control

REPRODUCED = "reproduced"
NOT_REPRODUCED = "not reproduced"
CANNOT = "cannot be compared"
NOT_RUN = "not run"
VERDICTS = (REPRODUCED, NOT_REPRODUCED, CANNOT, NOT_RUN)

_OURS = ["task", "dataset", "system", "dim", "metric"]


def holds(published: float, ours: float, sd: float, criterion: Tolerance) -> bool:
    """Whether our mean over seeds is within the criterion, widened by our standard deviation.

    |ours − published| ≤ relative · |published| + absolute + sd, with sd = 0 for one seed (NaN).
    Both sides are rounded to nine decimals, so that a distance of exactly the tolerance holds.
    """
    spread = 0.0 if pd.isna(sd) else sd
    tolerance = criterion.around(published) + spread
    return round(abs(ours - published), 9) <= round(tolerance, 9)


def verdict(metrics: Iterable[bool | None], cannot_be_compared: str) -> str:
    """The verdict on a published row.

    Parameters
    ----------
    metrics : iterable of bool or None
        For each of its metrics whether ours `holds`; None where we have no result.
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
    return _judged(results, rules.explanations, rules)


def audit(results: pd.DataFrame, rules: AuditRules) -> pd.DataFrame:
    """Every audited number with ours and the verdict on its row.

    A value in doubt (`poincare.reporting.tables.worth`) reproduces nothing. Controls are left out.

    Returns
    -------
    The columns of `AuditRules.numbers`, and ours (mean over seeds under the source's protocol),
    sd, seeds, doubt, difference (ours − published), tolerance (without sd), holds (yes, no or
    blank), ours_beside (under the protocol without its flaws) and verdict.
    """
    return _judged(results, rules.numbers, rules)


def _judged(results: pd.DataFrame, numbers: pd.DataFrame, rules: AuditRules) -> pd.DataFrame:
    means = pd.concat([over_seeds(results, task) for task in TASKS])
    means = means[~is_control(means["system"])]
    ours = means.rename(columns={"value": "ours"}).astype({"dim": float})
    ours = ours[[*_OURS, "protocol", "ours", "sd", "seeds", "doubt"]]
    beside = ours.rename(columns={"protocol": "beside", "ours": "ours_beside"})
    frame = numbers.merge(ours, on=[*_OURS, "protocol"], how="left").merge(
        beside[[*_OURS, "beside", "ours_beside"]], on=[*_OURS, "beside"], how="left"
    )
    frame = frame.fillna({"seeds": 0, "doubt": ""}).astype({"seeds": int})
    frame["difference"] = frame["ours"] - frame["published"]
    records = frame.to_dict("records")
    frame["tolerance"] = [_tolerance(row, rules) for row in records]
    held = [_held(row, rules) for row in records]
    frame["holds"] = [{True: "yes", False: "no"}.get(one, "") for one in held]
    rows = frame.groupby(ROW, dropna=False, sort=False).ngroup()
    verdicts = {
        row: verdict(part["held"], part["cannot_be_compared"].iloc[0])
        for row, part in frame.assign(held=pd.Series(held, dtype=object)).groupby(rows)
    }
    frame["verdict"] = rows.map(verdicts)
    return frame


def _tolerance(row: Mapping[str, Any], rules: AuditRules) -> float:
    """NaN for metrics that no task of ours has."""
    if row["metric"] not in METRICS:
        return float("nan")
    return rules.criterion(row["metric"]).around(row["published"])


def _held(row: Mapping[str, Any], rules: AuditRules) -> bool | None:
    if pd.isna(row["ours"]):
        return None
    criterion = rules.criterion(row["metric"])
    return not row["doubt"] and holds(row["published"], row["ours"], row["sd"], criterion)


def counts(frame: pd.DataFrame) -> dict[str, int]:
    """Published numbers by the verdict on their rows, in the order of `VERDICTS`."""
    found = frame["verdict"].value_counts()
    return {name: int(found.get(name, 0)) for name in VERDICTS}
