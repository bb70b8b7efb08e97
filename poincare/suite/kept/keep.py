"""Keep the results of a run: its rows are added to a table of kept results, or replace others."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from poincare.base.artefacts import seal_of, write_artefact
from poincare.base.errors import UserError
from poincare.base.storage import write_text
from poincare.evaluation.protocols import UNKNOWN
from poincare.evaluation.results import (
    COLUMNS,
    KEYS,
    PROTOCOL_HASH,
    TRAINER_VERSION,
    collect,
    read_results,
)
from poincare.evaluation.tasks import TASKS
from poincare.reporting.figures.runs import PATTERN
from poincare.reporting.tables.worth import DEGENERATE, doubts, is_control

#: What a kept row must say of its training and its scoring.
REQUIRED = [
    "code_version",
    "code_hash",
    "data_hash",
    "recipe_hash",
    PROTOCOL_HASH,
    "embedding_hash",
    TRAINER_VERSION,
    "train_cpu_s",
    "date",
]
DIRTY = "-dirty"


@dataclass(frozen=True, eq=False, kw_only=True)
class Keeping:
    """What becomes of the rows of a run.

    Attributes
    ----------
    table : pandas.DataFrame
        All kept rows, old and new, sorted by their keys.
    taken : pandas.DataFrame
        The rows of the run that are kept, and the column ``how``: new, replaced or unchanged.
    refused : pandas.DataFrame
        The others, and the column ``reason``.
    controls : int
        Rows of controls, which are left out: every run makes its own.
    """

    table: pd.DataFrame
    taken: pd.DataFrame
    refused: pd.DataFrame
    controls: int


def rows_of_run(folder: Path) -> pd.DataFrame:
    """The rows of ``results.csv`` and of the files of single runs, which win where both have one.

    Raises
    ------
    UserError
        If there are none, or a file cannot be read.
    """
    runs = PATTERN.format(dataset="*", system="*", dim="*", seed="*")
    files = sorted(path for task in TASKS for path in folder.glob(f"{runs}/{task}.csv"))
    whole = folder / "results.csv"
    parts = [collect(files)] if files else []
    parts += [read_results(whole)] if whole.is_file() else []
    if not parts:
        raise UserError(
            "neither results.csv nor scores of runs", folder, "name the folder of a run's results"
        )
    rows = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
    return _sorted(rows.drop_duplicates(KEYS))


def kept_table(file: Path) -> pd.DataFrame:
    """The kept rows of a file; none if there is no file."""
    return _sorted(read_results(file)) if file.is_file() else pd.DataFrame(columns=COLUMNS)


def keep(kept: pd.DataFrame, rows: pd.DataFrame, *, dirty: bool) -> Keeping:
    """Add rows to a table of kept results, or replace those of the same key.

    Parameters
    ----------
    kept, rows : pandas.DataFrame
        The table, and the rows of a run.
    dirty : bool
        Whether rows of code that was not committed are taken.
    """
    control = is_control(rows["system"])
    own = rows[~control].reset_index(drop=True)
    before = {key: row for key, row in zip(_keys(kept), kept.to_dict("records"), strict=True)}
    doubt = doubts(own)
    records = [
        (row, before.get(key), doubt[number])
        for number, (key, row) in enumerate(zip(_keys(own), own.to_dict("records"), strict=True))
    ]
    reasons = pd.Series([_refusal(*one, dirty) for one in records], own.index, dtype=object)
    how = pd.Series([_how(row, old) for row, old, _ in records], own.index, dtype=object)
    taken = own[reasons == ""]
    others = kept[~_index(kept).isin(_index(taken))]
    parts = [part for part in (others, taken) if len(part)]
    table = _sorted(pd.concat(parts, ignore_index=True)) if parts else kept
    return Keeping(
        table=table,
        taken=taken.assign(how=how[taken.index]),
        refused=own[reasons != ""].assign(reason=reasons[reasons != ""]),
        controls=int(control.sum()),
    )


def write_kept(table: pd.DataFrame, file: Path) -> None:
    """Write kept rows: the same rows give the same bytes."""
    # Kept results are in version control, where no digest is needed; one that is there is renewed.
    write = write_artefact if seal_of(file).exists() else write_text
    write(file, table.to_csv(index=False))


def _refusal(row: Mapping[str, Any], old: Mapping[str, Any] | None, doubt: str, dirty: bool) -> str:
    """Why a row is not kept; blank if it is."""
    lacking = [name for name in REQUIRED if pd.isna(row[name]) or row[name] in ("", UNKNOWN)]
    if lacking:
        return f"no {lacking[0]}"
    version = str(row["code_version"])
    if "+" not in version:
        return "its code version names no commit"
    if version.endswith(DIRTY) and not dirty:
        return "its code was not committed"
    if pd.isna(row["value"]):
        return "no value"
    if doubt == DEGENERATE:
        return "a degenerate embedding"
    if old is not None and row[TRAINER_VERSION] < old[TRAINER_VERSION]:
        return f"a value of trainer version {old[TRAINER_VERSION]} is kept"
    return ""


def _how(row: Mapping[str, Any], old: Mapping[str, Any] | None) -> str:
    if old is None:
        return "new"
    return "unchanged" if pd.Series(row)[COLUMNS].equals(pd.Series(old)[COLUMNS]) else "replaced"


def _keys(rows: pd.DataFrame) -> list[tuple]:
    return list(rows[KEYS].itertuples(index=False, name=None))


def _index(rows: pd.DataFrame) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(rows[KEYS])


def _sorted(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values(KEYS, kind="stable", ignore_index=True)[COLUMNS]
