"""Results: tidy rows, each with the provenance of its training and evaluation."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from poincare.base.artefacts import read_record, read_table, require_range
from poincare.base.errors import Damaged, UserError
from poincare.base.storage import sha256_of_file
from poincare.evaluation.labels import LABEL, columns_of
from poincare.evaluation.metrics import METRICS
from poincare.evaluation.protocols import UNKNOWN
from poincare.evaluation.scores import READINGS, Score

KEYS = ["dataset", "task", "system", "dim", "seed", *LABEL, "metric"]
COUNTS = ["n_evaluated", "n_skipped", "n_ties", "n_comparisons", "n_nodes", "n_distinct"]
#: A 95 % interval of the value, for metrics that have one.
INTERVAL = ["low", "high"]
OUTCOME = ["value", *INTERVAL, *READINGS, "reading", *COUNTS]
#: Hash of what scored the row, with its own column since runs are scored by several protocols.
PROTOCOL_HASH = "protocol_hash"
#: Version of the trainer; missing where nothing was trained here.
TRAINER_VERSION = "trainer_version"
#: The version of all trainings of files that were written before the column existed.
FIRST_VERSION = 1
PROVENANCE = [
    "code_version",
    "code_hash",
    "data_hash",
    "recipe_hash",
    TRAINER_VERSION,
    "embedding_hash",
    "threads",
    "python",
    "numpy",
    "scipy",
    "blas",
    "cpu",
    "train_cpu_s",
    "train_wall_s",
    "evaluation_cpu_s",
    "evaluation_wall_s",
    "peak_memory_mib",
    "date",
]
#: Key of a training's record: SHA-256 of the file of its history.
HISTORY_HASH = "history_hash"
_RUN = ["dataset", "system", "dim", "seed"]
TRAINED = [*_RUN, "data_hash", "recipe_hash"]
COLUMNS = [*KEYS, *OUTCOME, PROTOCOL_HASH, *PROVENANCE]

#: Whole numbers that may be missing, and columns of text where missing is blank.
_INTEGERS = ["n_ties", "n_comparisons", "n_nodes", "n_distinct", TRAINER_VERSION]
_TEXTS = [*LABEL, "reading"]
_ANY = float("inf")
#: Least and greatest number of a column, whatever the metric.
_RANGES = {
    **dict.fromkeys([*COUNTS, "dim", "seed", "threads", "train_cpu_s"], (0, _ANY)),
    **dict.fromkeys(["evaluation_cpu_s", "evaluation_wall_s", "train_wall_s"], (0, _ANY)),
    "peak_memory_mib": (0, _ANY),
    TRAINER_VERSION: (1, _ANY),
}
#: How far a computed value may lie outside of the range of its metric.
ROUNDING = 1e-9


def score_rows(
    task: str, scores: Iterable[Score], training: Mapping[str, Any], cost: Mapping[str, Any]
) -> pd.DataFrame:
    """Rows of scores.

    Parameters
    ----------
    task : str
        Name of the task.
    scores : iterable of Score
    training : mapping
        The record of the training.
    cost : mapping
        Cost of the evaluation: cpu_s, wall_s, peak_memory_mib.
    """
    common = {key: training[key] for key in (*KEYS, *PROVENANCE) if key in training}
    common |= {
        "task": task,
        "evaluation_cpu_s": cost["cpu_s"],
        "evaluation_wall_s": cost["wall_s"],
        "peak_memory_mib": max(training["peak_memory_mib"], cost["peak_memory_mib"]),
    }
    rows = [
        common
        | {name: getattr(score.scored_by, name) for name in LABEL}
        | {name: getattr(score, name) for name in ("metric", *OUTCOME, PROTOCOL_HASH)}
        for score in scores
    ]
    return _typed(pd.DataFrame(rows, columns=COLUMNS))


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.astype(
        dict.fromkeys(_INTEGERS, "Int64") | dict.fromkeys([*READINGS, *INTERVAL], float)
    )


def collect(files: Iterable[str | Path], records: Iterable[str | Path] = ()) -> pd.DataFrame:
    """All rows of several result files, in the order of their keys.

    Parameters
    ----------
    files : iterable of path
    records : iterable of path
        Records of trainings; rows of their runs have to be scores of their embeddings.

    Raises
    ------
    Damaged
        If a file has scores of another embedding than that of the run's record.
    UserError
        If a file is missing or lacks a column, or if a key comes twice.
    """
    trained = {_run(record): record["embedding_hash"] for record in map(read_record, records)}
    frames = []
    for path in files:
        frame = read_results(path)
        of_run = frame[_RUN].apply(lambda row: trained.get(tuple(row)), axis=1)
        if len(frame) and (of_run.notna() & (of_run != frame["embedding_hash"])).any():
            raise Damaged("it has scores of another embedding", path)
        frames.append(frame)
    rows = pd.concat([frame for frame in frames if len(frame)], ignore_index=True)
    twice = rows.duplicated(KEYS)
    if twice.any():
        raise UserError(f"two results for {rows.loc[twice, KEYS].iloc[0].to_dict()}")
    return rows.sort_values(KEYS, kind="stable").reset_index(drop=True)


def _run(record: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(record[key] for key in _RUN)


def read_results(path: str | Path) -> pd.DataFrame:
    """Read one file of results, with counts as integers that may be missing.

    Files written before these columns existed are read as well: a missing interval is NaN; a
    missing `PROTOCOL_HASH` is `UNKNOWN`; a missing `TRAINER_VERSION` is `FIRST_VERSION` where
    something was trained; a protocol's label is split into its columns; the values of metrics of
    ranks are the optimistic reading, which was the only one, and the other readings and new counts
    are missing.

    Raises
    ------
    UserError
        If the file cannot be read or lacks a column.
    """
    # A copy joins the blocks of a table of many columns; pandas warns where it has to later.
    frame = read_table(path, dtype=dict.fromkeys(_INTEGERS, "Int64")).copy()
    frame = frame.assign(**{name: float("nan") for name in INTERVAL if name not in frame.columns})
    if PROTOCOL_HASH not in frame.columns:
        frame[PROTOCOL_HASH] = UNKNOWN
    if TRAINER_VERSION not in frame.columns and "train_cpu_s" in frame.columns:
        frame[TRAINER_VERSION] = frame["train_cpu_s"].notna().map({True: FIRST_VERSION})
    if "variant" not in frame.columns and {"protocol", "task", "metric", "value"} <= set(
        frame.columns
    ):
        frame = _with_new_columns(frame)
    lacking = [column for column in COLUMNS if column not in frame.columns]
    if lacking:
        raise UserError(f"no column {lacking[0]!r}", path, "delete the file and run again")
    frame[_TEXTS] = frame[_TEXTS].astype(object).fillna("")
    _require_possible(frame, path)
    return _typed(frame[[*COLUMNS, *frame.columns.drop(COLUMNS)]])


def _require_possible(frame: pd.DataFrame, path: str | Path) -> None:
    """Raise `Damaged` for a value that its metric cannot have, or a count that is none."""
    require_range(frame, _RANGES, path)
    for name, rows in frame.groupby("metric"):
        if name in METRICS:
            metric = METRICS[name]
            bounds = (metric.lowest - ROUNDING, metric.highest + ROUNDING)
            require_range(rows, dict.fromkeys(["value", *INTERVAL, *READINGS], bounds), path)
    for column in ("dim", "seed", "threads", "n_evaluated", "n_skipped"):
        values = pd.to_numeric(frame[column], errors="coerce").dropna()
        if (values % 1 != 0).any():
            raise Damaged(f"{column} {values[values % 1 != 0].iloc[0]} is no whole number", path)


def _with_new_columns(frame: pd.DataFrame) -> pd.DataFrame:
    apart = [
        columns_of(str(label), task)
        for label, task in zip(frame["protocol"], frame["task"], strict=True)
    ]
    frame = frame.assign(**{name: [getattr(one, name) for one in apart] for name in LABEL})
    ranked = frame["metric"].map(lambda name: name in METRICS and METRICS[name].ranked).astype(bool)
    frame["reading"] = ranked.map({True: "optimistic", False: ""})
    frame = frame.assign(**dict.fromkeys(READINGS, float("nan")))
    frame["optimistic"] = frame["value"].where(ranked)
    return frame.assign(**dict.fromkeys(COUNTS[3:], pd.NA))


def require_same_training(history: str | Path, training: Mapping[str, Any]) -> None:
    """Raise `Damaged` if a history is not the one that the training's record names, if it does."""
    if training.get(HISTORY_HASH, (found := sha256_of_file(history))) != found:
        raise Damaged("it is the history of another training", history)


def collect_histories(
    histories: Iterable[str | Path], records: Iterable[str | Path]
) -> pd.DataFrame:
    """Histories of several trainings: `of_trainings`, each checked to be of its record."""
    histories, records = list(histories), list(records)
    for path, record in zip(histories, records, strict=True):
        require_same_training(path, read_record(record))
    return of_trainings(histories, records)


def of_trainings(tables: Iterable[str | Path], records: Iterable[str | Path]) -> pd.DataFrame:
    """Tables of several trainings, each row with the training's identity in front.

    There are no rows where nothing was trained.
    """
    frames, columns = [], []
    for path, record in zip(tables, records, strict=True):
        training, frame = read_record(record), read_table(path)
        columns = [*TRAINED, *frame.columns.drop(TRAINED, errors="ignore")]
        if frame.empty:  # nothing was trained
            continue
        frame[TRAINED] = [training[key] for key in TRAINED]
        frames.append(frame[columns])
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)
