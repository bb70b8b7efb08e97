"""Every published number, ours under its protocol, and the verdict on its row."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from poincare.evaluation.metrics import METRICS
from poincare.evaluation.tasks import TASKS
from poincare.reporting.audit.rules import ROW, AuditRules
from poincare.reporting.audit.verdicts import CANNOT, DOUBTFUL, gain_in_tolerances, verdict
from poincare.reporting.tables.frames import over_seeds
from poincare.reporting.tables.worth import is_control

_OURS = ["task", "dataset", "system", "dim", "metric"]


def audit(results: pd.DataFrame, rules: AuditRules) -> pd.DataFrame:
    """Every audited number with ours and the verdict on its row.

    A value in doubt (`poincare.reporting.tables.worth`) is never called good. Controls are left
    out.

    Returns
    -------
    The columns of `AuditRules.numbers`, and ours (mean over seeds under the source's protocol),
    sd, seeds, doubt, kept (where ours is from, blank for this run), difference (ours − published),
    tolerance (without sd), gain (`gain_in_tolerances`; NaN without ours), holds (yes, no or blank),
    ours_beside and kept_beside (under the protocol without its flaws) and verdict. A row that only
    its doubt makes incomparable has that as its reason.
    """
    return _judged(results, rules.numbers, rules)


def explained(results: pd.DataFrame, rules: AuditRules) -> pd.DataFrame:
    """The numbers that `rules.explanations` may explain, in the columns of `audit`."""
    return _judged(results, rules.explanations, rules)


def _judged(results: pd.DataFrame, numbers: pd.DataFrame, rules: AuditRules) -> pd.DataFrame:
    frame = _with_ours(results, numbers)
    frame["difference"] = frame["ours"] - frame["published"]
    records = frame.to_dict("records")
    frame["tolerance"] = [_tolerance(row, rules) for row in records]
    frame["gain"] = [_gain(row, rules) for row in records]
    held = (frame["gain"].abs() <= 1) & (frame["doubt"] == "")
    frame["holds"] = held.map({True: "yes", False: "no"}).where(frame["gain"].notna(), "")
    rows = frame.groupby(ROW, dropna=False, sort=False).ngroup()
    frame["verdict"] = rows.map({row: _verdict(part) for row, part in frame.groupby(rows)})
    doubtful = (frame["verdict"] == CANNOT) & (frame["cannot_be_compared"] == "")
    frame.loc[doubtful, "cannot_be_compared"] = DOUBTFUL
    return frame


def _with_ours(results: pd.DataFrame, numbers: pd.DataFrame) -> pd.DataFrame:
    means = pd.concat([over_seeds(results, task) for task in TASKS])
    means = means[~is_control(means["system"])]
    ours = means.rename(columns={"value": "ours"}).astype({"dim": float})
    ours = ours[[*_OURS, "protocol", "ours", "sd", "seeds", "doubt", "kept"]]
    beside = ours.rename(
        columns={"protocol": "beside", "ours": "ours_beside", "kept": "kept_beside"}
    )
    frame = numbers.merge(ours, on=[*_OURS, "protocol"], how="left").merge(
        beside[[*_OURS, "beside", "ours_beside", "kept_beside"]], on=[*_OURS, "beside"], how="left"
    )
    blank = dict.fromkeys(("doubt", "kept", "kept_beside"), "")
    return frame.fillna({"seeds": 0} | blank).astype({"seeds": int})


def _tolerance(row: Mapping[str, Any], rules: AuditRules) -> float:
    """NaN for metrics that no task of ours has."""
    if row["metric"] not in METRICS:
        return float("nan")
    return rules.criterion(row["metric"]).around(row["published"])


def _gain(row: Mapping[str, Any], rules: AuditRules) -> float:
    if pd.isna(row["ours"]):
        return float("nan")
    name = row["metric"]
    values = (row["published"], row["ours"], row["sd"])
    return gain_in_tolerances(*values, METRICS[name], rules.criterion(name))


def _verdict(part: pd.DataFrame) -> str:
    gains = [None if pd.isna(gain) else gain for gain in part["gain"]]
    return verdict(gains, part["cannot_be_compared"].iloc[0], part["doubt"].max())
