"""One training for two datasets: that of a graph, for a split that trains on all of its pairs."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding
from poincare.graphs.relations import Relations


def as_trained_on(
    relations: Relations, embedding: Embedding, record: Mapping[str, Any]
) -> tuple[Embedding, dict[str, Any]]:
    """The embedding and the record of a training under the name of another dataset.

    A training depends on names and pairs, not on what they are called, so training again would
    give the same bits.

    Parameters
    ----------
    relations : Relations
        The pairs of the other dataset.
    record : mapping
        Of the training: its provenance and its cost.

    Raises
    ------
    UserError
        If the training was of other names or pairs.
    """
    if record["data_hash"] != relations.content_hash:
        raise UserError(
            f"the training of {record['dataset']!r} was of other pairs than {relations.name!r}",
            mend="delete its embedding.npz to have it trained again",
        )
    provenance = {**embedding.provenance, "dataset": relations.name}
    return replace(embedding, provenance=provenance), {**record, "dataset": relations.name}
