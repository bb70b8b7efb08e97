"""A corpus for the tree: every node's document has words of its own and of its ancestors."""

import numpy as np
import pytest

from poincare.graphs.corpus import Corpus


@pytest.fixture(scope="session")
def corpus(tree) -> Corpus:
    """Documents of 4 to 12 words; one is empty, and one word occurs once."""
    rng = np.random.default_rng(3)
    documents = []
    for node in range(tree.n_nodes):
        near = [node, *tree.positives(node)]
        chosen = rng.choice(near, rng.integers(4, 13))
        documents.append([f"word{place % 40}" for place in chosen])
    documents[7], documents[9] = [], ["once", *documents[9]]
    return Corpus.of(tree.names, documents)
