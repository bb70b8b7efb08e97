"""A substitute for the record of a training, for vectors that were given as a file."""

from pathlib import Path
from typing import Any

from poincare.base import provenance
from poincare.base.storage import sha256_of_file
from poincare.embeddings.alignment import aligned, unknown_names
from poincare.embeddings.embedding import Embedding
from poincare.embeddings.formats.files import Read
from poincare.graphs.relations import Relations

#: Columns of a history, which has no rows where nothing was trained.
HISTORY = ["epoch", "level", "n_active", "loss", "learning_rate", "negatives", "cpu_s", "wall_s"]


def on_graph(
    read: Read, relations: Relations, file: Path, system: str, threads: int
) -> tuple[Embedding, dict[str, Any]]:
    """The vectors in the order of a graph's nodes, and their record.

    Nothing was trained, so the record states no cost. Its `recipe_hash` is the SHA-256 of the
    file, which is all that is known of how the system was made.

    Raises
    ------
    UserError
        If a node has no vector.
    """
    embedding = aligned(read.embedding, relations.names, f"{file} on {relations.name}")
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
