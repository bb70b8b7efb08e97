"""The files of a training, and whether they hold its results already."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from poincare.base.artefacts import read_artefact, read_record, write_record, write_table
from poincare.base.errors import UserError
from poincare.base.provenance import Cost, today
from poincare.base.storage import sha256_of_file
from poincare.embeddings.embedding import Embedding
from poincare.embeddings.snapshots import Snapshots
from poincare.graphs.relations import Relations
from poincare.training.checkpoint import identity
from poincare.training.recipe import Recipe
from poincare.training.run import Run
from poincare.training.session import Frames, Trained
from poincare.training.trainers import NO_INPUTS, Inputs


class Files(NamedTuple):
    """Where the results of a run's training are."""

    embedding: Path
    history: Path
    snapshots: Path
    record: Path

    @property
    def checkpoint(self) -> Path:
        """The checkpoint, until the results are there."""
        return Path(f"{self.embedding}.checkpoint")


def left_to_train(
    relations: Relations,
    recipe: Recipe,
    runs: Mapping[Run, Files],
    frames: Frames,
    inputs: Inputs = NO_INPUTS,
) -> dict[Run, Files]:
    """The runs whose results are not there yet; the files of the others get the present time.

    Results are those of a run if all that decides its bits is the same, and they are whole.
    """
    left = {}
    for run, files in runs.items():
        if _is_trained(files, identity(relations, recipe, run, frames.number, inputs)):
            for file in files:
                os.utime(file)
        else:
            left[run] = files
    return left


def keep(trained: Trained, files: Files, decided_by: Mapping[str, Any], cost: Cost) -> None:
    """Write the results of a training, the record last, and remove its checkpoint.

    Parameters
    ----------
    decided_by : mapping
        What decides the bits of the training (`poincare.training.checkpoint.identity`).
    """
    embedding, history = trained.embedding, trained.history
    embedding.save(files.embedding)
    trained.snapshots.save(files.snapshots)
    write_table(files.history, history)
    record = {
        "history_hash": sha256_of_file(files.history),
        **embedding.provenance,
        **decided_by,
        "embedding_hash": embedding.content_hash,
        "train_cpu_s": history["cpu_s"].iloc[-1],
        "train_wall_s": history["wall_s"].iloc[-1],
        "peak_memory_mib": cost.peak_memory_mib,
        "date": today(),
    }
    write_record(files.record, record)
    files.checkpoint.unlink(missing_ok=True)


def _is_trained(files: Files, wanted: Mapping[str, Any]) -> bool:
    if not all(file.exists() for file in files):
        return False
    try:
        record = read_record(files.record)
        embedding = Embedding.load(files.embedding)
        whole = embedding.content_hash == record.get("embedding_hash")
        Snapshots.load_of(files.snapshots, embedding)
        read_artefact(files.history)
        history = sha256_of_file(files.history)
        whole = whole and record.get("history_hash", history) == history
    except UserError:
        return False
    return whole and all(record.get(key) == value for key, value in wanted.items())
