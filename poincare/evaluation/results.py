"""Results: tidy rows, each with the provenance of its training and evaluation."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from poincare.base.errors import UserError
from poincare.base.storage import read_json
from poincare.evaluation.entailment import Entailment, lookup_hash
from poincare.evaluation.protocols import UNKNOWN, Score

KEYS = ["dataset", "task", "system", "dim", "seed", "protocol", "metric"]
OUTCOME = ["value", "n_evaluated", "n_skipped", "n_ties"]
#: Hash of what scored the row, with its own column since runs are scored by several protocols.
PROTOCOL_HASH = "protocol_hash"
PROVENANCE = [
    "code_version",
    "code_hash",
    "data_hash",
    "recipe_hash",
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
TRAINED = ["dataset", "system", "dim", "seed", "data_hash", "recipe_hash"]
COLUMNS = [*KEYS, *OUTCOME, PROTOCOL_HASH, *PROVENANCE]


def ranking_rows(
    task: str,
    scores: Mapping[str, Iterable[Score]],
    training: Mapping[str, Any],
    cost: Mapping[str, Any],
) -> pd.DataFrame:
    """Rows of the scores of each protocol.

    Parameters
    ----------
    task : {"reconstruction", "link_prediction"}
    scores : mapping
        Protocol name to its scores.
    training : mapping
        The record of the training.
    cost : mapping
        What the ranking took: cpu_s, wall_s, peak_memory_mib.
    """
    outcomes = [
        {
            "protocol": protocol,
            "metric": score.metric,
            "value": score.value,
            "n_evaluated": score.n_evaluated,
            "n_skipped": score.n_skipped,
            "n_ties": score.n_ties,
            PROTOCOL_HASH: score.protocol_hash,
        }
        for protocol, some in scores.items()
        for score in some
    ]
    return _rows(task, outcomes, training, cost)


def entailment_rows(
    by_lookup: Mapping[str, Entailment], training: Mapping[str, Any], cost: Mapping[str, Any]
) -> pd.DataFrame:
    """Rows of the correlation under each look-up; ties between scores have no count."""
    outcomes = [
        {
            "protocol": lookup,
            "metric": "spearman",
            "value": entailment.spearman,
            "n_evaluated": entailment.n_evaluated,
            "n_skipped": entailment.n_skipped,
            "n_ties": pd.NA,
            PROTOCOL_HASH: lookup_hash(lookup),
        }
        for lookup, entailment in by_lookup.items()
    ]
    return _rows("lexical_entailment", outcomes, training, cost)


def _rows(
    task: str, outcomes: list[dict], training: Mapping[str, Any], cost: Mapping[str, Any]
) -> pd.DataFrame:
    common = {key: training[key] for key in (*KEYS, *PROVENANCE) if key in training}
    common |= {
        "task": task,
        "evaluation_cpu_s": cost["cpu_s"],
        "evaluation_wall_s": cost["wall_s"],
        "peak_memory_mib": max(training["peak_memory_mib"], cost["peak_memory_mib"]),
    }
    return pd.DataFrame([common | outcome for outcome in outcomes], columns=COLUMNS)


def collect(files: Iterable[str | Path]) -> pd.DataFrame:
    """All rows of several result files, in the order of their keys.

    Raises
    ------
    UserError
        If a file is missing or lacks a column, or if a key comes twice.
    """
    frames = [read_results(path) for path in files]
    rows = pd.concat([frame for frame in frames if len(frame)], ignore_index=True)
    twice = rows.duplicated(KEYS)
    if twice.any():
        raise UserError(f"two results for {rows.loc[twice, KEYS].iloc[0].to_dict()}")
    return rows.sort_values(KEYS, kind="stable").reset_index(drop=True)


def read_results(path: str | Path) -> pd.DataFrame:
    """Read one file of results, with the counts as integers that may be missing.

    Files written before there was a `PROTOCOL_HASH` are read as if it were `UNKNOWN`.
    """
    try:
        frame = pd.read_csv(path, dtype={"n_ties": "Int64"})
    except (OSError, ValueError) as error:
        raise UserError(f"cannot read the results: {error}", path) from None
    if PROTOCOL_HASH not in frame.columns:
        frame[PROTOCOL_HASH] = UNKNOWN
    lacking = [column for column in COLUMNS if column not in frame.columns]
    if lacking:
        raise UserError(f"no column {lacking[0]!r}", path, "delete the file and run again")
    return frame[[*COLUMNS, *frame.columns.drop(COLUMNS)]]


def collect_histories(
    histories: Iterable[str | Path], records: Iterable[str | Path]
) -> pd.DataFrame:
    """Histories of several trainings, each with what its training's record says in front."""
    frames = []
    for path, record in zip(histories, records, strict=True):
        training = read_json(record)
        frame = pd.read_csv(path)
        if frame.empty:  # nothing was trained
            continue
        frame[TRAINED] = [training[key] for key in TRAINED]
        frames.append(frame[[*TRAINED, *frame.columns.drop(TRAINED)]])
    return pd.concat(frames, ignore_index=True)
