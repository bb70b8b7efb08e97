"""Our vectors in gensim's classes, and gensim's in ours."""

from pathlib import Path

import numpy as np
from gensim.models.poincare import PoincareKeyedVectors, PoincareModel, ReconstructionEvaluation

from poincare.embeddings.embedding import Embedding
from poincare.graphs.relations import Relations


def keyed_vectors(embedding: Embedding) -> PoincareKeyedVectors:
    """gensim's view of an embedding, in double precision."""
    vectors = PoincareKeyedVectors(embedding.dim, len(embedding.names), dtype=np.float64)
    vectors.index_to_key = list(embedding.names)
    vectors.key_to_index = dict(embedding.index)
    vectors.vectors = np.ascontiguousarray(embedding.in_ball())
    return vectors


def embedding_of(model: PoincareModel) -> Embedding:
    """Our view of what gensim has trained."""
    return Embedding(tuple(model.kv.index_to_key), model.kv.vectors, "poincare")


def named_pairs(relations: Relations) -> list[tuple[str, str]]:
    """(node, positive) by name, in the order of the graph."""
    names = relations.names
    pairs = zip(relations.sources, relations.indices, strict=True)
    return [(names[node], names[positive]) for node, positive in pairs]


def evaluator(embedding: Embedding, relations: Relations, file: Path) -> ReconstructionEvaluation:
    """gensim's evaluator, which reads the pairs from `file`; that is written first."""
    lines = (f"{node}\t{positive}\n" for node, positive in named_pairs(relations))
    file.write_text("".join(lines), encoding="utf-8")
    return ReconstructionEvaluation(str(file), keyed_vectors(embedding))
