"""Make `tests/regression/gensim_reconstruction.json`: gensim's values for a small embedding.

A random directed graph and random points, both seeded, are written out in full with what
gensim's ReconstructionEvaluation says about them. Needs the environment of the benchmark.
"""

import tempfile
from importlib import metadata
from pathlib import Path

import numpy as np
from beside_gensim import evaluator
from settings import PROJECT

from poincare.base.storage import write_json
from poincare.embeddings.embedding import Embedding
from poincare.graphs.relations import Relations


def main() -> None:
    """Write the file."""
    rng = np.random.default_rng(20171205)
    n = 40
    pairs = rng.integers(n, size=(120, 2))
    pairs = np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0)
    graph = Relations.from_pairs("random", [f"node{i}" for i in range(n)], pairs)
    x = rng.normal(size=(n, 3))
    vectors = x * (rng.uniform(0.0, 0.99, n) / np.linalg.norm(x, axis=1))[:, None]
    embedding = Embedding(graph.names, vectors, "poincare")
    with tempfile.TemporaryDirectory() as folder:
        values = evaluator(embedding, graph, Path(folder) / "pairs.tsv").evaluate()
    versions = f"gensim {metadata.version('gensim')}, numpy {np.__version__}"
    write_json(
        PROJECT / "tests/regression/gensim_reconstruction.json",
        {
            "made_by": f"benchmarks/make_gensim_reference.py with {versions}",
            "pairs": pairs.tolist(),
            "vectors": vectors.tolist(),
            **{metric: float(value) for metric, value in values.items()},
        },
    )


if __name__ == "__main__":
    main()
