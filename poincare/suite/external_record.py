"""A substitute for the record of a training, for vectors that were given as a file."""

from pathlib import Path
from typing import Any

from poincare.base import provenance
from poincare.base.errors import UserError
from poincare.base.storage import sha256_of_file
from poincare.datasets.sources import ledger
from poincare.embeddings.alignment import aligned, unknown_names
from poincare.embeddings.embedding import Embedding
from poincare.embeddings.formats.files import Read
from poincare.graphs.relations import Relations

#: Columns of a history, which has no rows where nothing was trained.
HISTORY = ["epoch", "level", "n_active", "loss", "learning_rate", "negatives", "cpu_s", "wall_s"]


def _graphs_of_size(n: int) -> list[str]:
    """The suite's graphs of `n` nodes."""
    return [name for name, graph in ledger()["graphs"].items() if graph["nodes"] == n]


def on_graph(
    read: Read, relations: Relations, file: Path, system: str, threads: int
) -> tuple[Embedding, dict[str, Any]]:
    """The vectors in the order of a graph's nodes, and their record.

    Nothing was trained, so the record states no cost. Its `recipe_hash` is the SHA-256 of the
    file, which is all that is known of how the system was made.

    Raises
    ------
    UserError
        If a node has no vector; it names the suite's graphs of as many nodes as there are vectors.
    """
    try:
        embedding = aligned(read.embedding, relations.names, f"{file} on {relations.name}")
    except UserError as error:
        fitting = _graphs_of_size(len(read.embedding.names))
        hint = f"{' and '.join(fitting)} has as many nodes as there are vectors" if fitting else ""
        raise UserError(str(error), mend=hint) from None
    return embedding, {
        "dataset": relations.name,
        "data_hash": relations.content_hash,
        "system": system,
        "recipe_hash": sha256_of_file(file),
        "dim": embedding.dim,
        "seed": 0,
        "threads": threads,
        "embedding_hash": embedding.content_hash,
        **provenance.untrained(),
        "external": {
            "file": file.name,
            "format": read.format,
            "coordinates": read.coordinates,
            "unknown_names": len(unknown_names(read.embedding, relations.names)),
        },
    }
