"""Which kept rows a report shows, and which are stale."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from poincare.evaluation.protocols import UNKNOWN
from poincare.evaluation.results import COLUMNS, KEYS, PROTOCOL_HASH, TRAINER_VERSION, read_results
from poincare.reporting.kept.present import SCORED, Present, present_hashes
from poincare.reporting.tables.frames import KEPT
from poincare.reporting.words import joined

#: A value of tables: the mean over the seeds.
VALUE = [key for key in KEYS if key != "seed"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Kept:
    """Kept results as a report uses them.

    Attributes
    ----------
    rows : pandas.DataFrame
        The rows to show, in the columns of results; `KEPT` says where each is from.
    stale : pandas.DataFrame
        The rows that are not shown, and the column ``reason``.
    versions : mapping of str to int
        Present version of the trainer, by system.
    uncertain : mapping of str to tuple of str
        What is not known of the published system, by system.
    """

    rows: pd.DataFrame
    stale: pd.DataFrame
    versions: Mapping[str, int]
    uncertain: Mapping[str, tuple[str, ...]]

    @classmethod
    def none(cls) -> "Kept":
        """No kept results."""
        return cls(
            rows=pd.DataFrame(columns=[*COLUMNS, KEPT]),
            stale=pd.DataFrame(columns=[*COLUMNS, "reason"]),
            versions={},
            uncertain={},
        )

    def beside(self, results: pd.DataFrame) -> pd.DataFrame:
        """The rows of the run, with a blank in `KEPT`, and the kept ones."""
        own = results.assign(**{KEPT: ""})
        return pd.concat([own, self.rows], ignore_index=True) if len(self.rows) else own


def read_kept(
    path: str | Path | None, recipes: list[str] | list[Path], results: pd.DataFrame
) -> Kept:
    """The kept results of a file beside the results of a run; none if there is no file.

    Raises
    ------
    UserError
        If the file or a recipe is not valid.
    """
    if path is None:
        return Kept.none()
    kept = read_results(path)
    return kept_beside(kept, present_hashes(kept, recipes), results)


def kept_beside(kept: pd.DataFrame, present: Present, results: pd.DataFrame) -> Kept:
    """Kept rows to show beside the results of a run, and those that are stale.

    A row is stale if its recipe, data or protocol has another hash today, or none that is known.
    Of one value, the rows of the latest version of the trainer count, and earlier ones are stale. A
    value that the run has is not taken from kept rows.
    """
    reason = kept_reasons(kept, present)
    fresh = kept[reason == ""]
    latest = fresh.groupby(VALUE, dropna=False)[TRAINER_VERSION].transform("max")
    earlier = (fresh[TRAINER_VERSION] < latest).fillna(False).astype(bool)
    reason[fresh.index[earlier]] = [
        f"trainer version {version} has the value" for version in latest[earlier]
    ]
    rows = kept[reason == ""]
    rows = rows[~_index(rows).isin(_index(results))]
    marks = [_mark(row, present) for row in rows.to_dict("records")]
    return Kept(
        rows=rows.assign(**{KEPT: pd.Series(marks, rows.index, dtype=object)}),
        stale=kept[reason != ""].assign(reason=reason[reason != ""]),
        versions=present.versions,
        uncertain=present.uncertain,
    )


def kept_reasons(kept: pd.DataFrame, present: Present) -> pd.Series:
    """Why each row is stale; blank if its recipe, data and protocol are those of today."""
    reasons = [joined(_changes(row, present)) for row in kept.to_dict("records")]
    return pd.Series(reasons, kept.index, dtype=object)


def _changes(row: Mapping[str, Any], present: Present) -> list[str]:
    system, dataset, scored = row["system"], row["dataset"], tuple(row[key] for key in SCORED)
    if dataset not in present.data:
        return ["the hash of the data is not known"]
    found = []
    if system not in present.recipes:
        found.append("there is no such recipe")
    elif row["recipe_hash"] != present.recipes[system]:
        found.append("the recipe changed")
    if row["data_hash"] != present.data[dataset]:
        found.append("the data changed")
    if scored not in present.protocols:
        found.append("there is no such protocol")
    elif row[PROTOCOL_HASH] == UNKNOWN:
        found.append("its protocol is not known")
    elif row[PROTOCOL_HASH] != present.protocols[scored]:
        found.append("the protocol changed")
    return found


def _index(rows: pd.DataFrame) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(rows[VALUE])


def _mark(row: Mapping[str, Any], present: Present) -> str:
    """``kept, 2026-11-26, dd156ae1da8f``, and the version of an earlier trainer."""
    commit = str(row["code_version"]).rpartition("+")[2]
    text = f"kept, {row['date']}, {commit}"
    version, now = row[TRAINER_VERSION], present.versions[row["system"]]
    if pd.isna(version) or version == now:
        return text
    return f"{text}, trainer version {version}, now {now}"
