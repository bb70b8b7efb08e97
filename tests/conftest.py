"""Small graphs that every test may use."""

import numpy as np
import pytest

from poincare.relations import Relations


def closure_of_tree(branching: int, depth: int) -> Relations:
    """Transitive closure of a complete tree, pairs (node, ancestor)."""
    parents = {0: []}
    frontier, following = [0], 1
    for _ in range(depth):
        grown = []
        for node in frontier:
            for _ in range(branching):
                parents[following] = [node, *parents[node]]
                grown.append(following)
                following += 1
        frontier = grown
    pairs = np.array([(node, above) for node, some in parents.items() for above in some])
    return Relations.from_pairs("tree", [f"node{node}" for node in parents], pairs)


@pytest.fixture(scope="session")
def tree() -> Relations:
    """Closure of a tree of 1 + 3 + 9 + 27 + 81 nodes."""
    return closure_of_tree(3, 4)


@pytest.fixture
def rng() -> np.random.Generator:
    """A generator with a fixed seed."""
    return np.random.default_rng(20171205)
