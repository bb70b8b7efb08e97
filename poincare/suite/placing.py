"""Vectors of other programs as a system: their place on a graph's nodes, and their record."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from poincare.base import provenance
from poincare.base.errors import UserError
from poincare.base.storage import sha256_of_file
from poincare.embeddings.embedding import Embedding
from poincare.embeddings.formats.files import Read
from poincare.graphs.relations import Relations

#: Names written out of many.
LISTED = 10

#: Columns of a history, which has no rows where nothing was trained.
HISTORY = ["epoch", "level", "n_active", "loss", "learning_rate", "negatives", "cpu_s", "wall_s"]


@dataclass(frozen=True, eq=False)
class Placed:
    """Vectors laid on a graph.

    Attributes
    ----------
    embedding : Embedding
        One vector per node, in the order of the graph.
    unknown : tuple of str
        Names of the file that are no nodes, in its order.
    """

    embedding: Embedding
    unknown: tuple[str, ...]


def place(embedding: Embedding, relations: Relations, where: object) -> Placed:
    """The vectors of the graph's nodes.

    Raises
    ------
    UserError
        If a node has no vector: every node is ranked against all others, so a score without some
        of them would be another quantity.
    """
    unknown = tuple(name for name in embedding.names if name not in relations.index)
    missing = [name for name in relations.names if name not in embedding.index]
    if missing:
        raise UserError(
            f"no vectors for {len(missing):,} of the {relations.n_nodes:,} nodes of "
            f"{relations.name!r} ({listed(missing)})"
            + (f"; {len(unknown):,} names are no nodes ({listed(unknown)})" if unknown else ""),
            where,
            "all nodes are ranked against each other, so a score without some of them would be "
            "another number: give all, or name the dataset that the vectors are of",
        )
    chosen = np.array([embedding.index[name] for name in relations.names])
    vectors = np.ascontiguousarray(embedding.vectors[chosen])
    return Placed(replace(embedding, names=relations.names, vectors=vectors), unknown)


def listed(names: tuple[str, ...] | list[str]) -> str:
    """The first names, and a mark if there are more."""
    return ", ".join(map(repr, names[:LISTED])) + (", …" if len(names) > LISTED else "")


def record(
    read: Read, placed: Placed, relations: Relations, file: Path, system: str, threads: int
) -> dict[str, Any]:
    """What stands for the record of a training: nothing was trained, so it has no cost.

    `recipe_hash` is the SHA-256 of the file, which is all that is known of the system's making.
    """
    return {
        "dataset": relations.name,
        "data_hash": relations.content_hash,
        "system": system,
        "recipe_hash": sha256_of_file(file),
        "dim": placed.embedding.dim,
        "seed": 0,
        "threads": threads,
        "code_hash": provenance.code_hash(),
        **provenance.environment(),
        "embedding_hash": placed.embedding.content_hash,
        "train_cpu_s": None,
        "train_wall_s": None,
        "peak_memory_mib": 0.0,
        "date": provenance.today(),
        "external": {
            "file": file.name,
            "format": read.format,
            "coordinates": read.coordinates,
            "unknown_names": len(placed.unknown),
        },
    }
