"""Direct edges, depths and descendants of a small taxonomy."""

import numpy as np
import pytest

from poincare.graphs.hierarchy import depths, descendants, direct_edges, prominence
from poincare.graphs.relations import Relations


@pytest.fixture
def taxonomy() -> Relations:
    """Closure of mammal > {carnivore > {dog > puppy, cat}, rodent}, and a cat that is a pet too."""
    names = ("mammal.n.01", "carnivore.n.01", "dog.n.01", "puppy.n.01", "cat.n.01", "rodent.n.01")
    pairs = [(1, 0), (2, 1), (2, 0), (3, 2), (3, 1), (3, 0), (4, 1), (4, 0), (5, 0), (4, 5)]
    return Relations.from_pairs("mammals", names, np.array(pairs))


def test_direct_edges_are_the_transitive_reduction(taxonomy):
    edges = {(taxonomy.names[u][:3], taxonomy.names[v][:3]) for u, v in direct_edges(taxonomy)}
    assert edges == {
        ("car", "mam"),
        ("dog", "car"),
        ("pup", "dog"),
        ("cat", "car"),
        ("cat", "rod"),
        ("rod", "mam"),
    }


def test_a_tree_of_direct_edges_is_drawn_as_its_closure_would_be(taxonomy):
    edges = direct_edges(taxonomy)
    alone = Relations.from_pairs(taxonomy.name, taxonomy.names, edges)
    np.testing.assert_array_equal(direct_edges(alone), edges)
    np.testing.assert_array_equal(descendants(taxonomy), taxonomy.in_degree)
    np.testing.assert_array_equal(descendants(alone), taxonomy.in_degree)
    assert (alone.in_degree != taxonomy.in_degree).any()


def test_self_loops_are_no_edges(taxonomy):
    nodes = np.arange(taxonomy.n_nodes)
    pairs = np.column_stack(
        [np.append(taxonomy.sources, nodes), np.append(taxonomy.indices, nodes)]
    )
    looped = Relations.from_pairs(taxonomy.name, taxonomy.names, pairs)
    np.testing.assert_array_equal(direct_edges(looped), direct_edges(taxonomy))


def test_depth_is_the_shortest_chain_to_a_root(taxonomy):
    depth = depths(direct_edges(taxonomy), taxonomy.n_nodes)
    assert dict(zip(taxonomy.names, depth, strict=True)) == {
        "mammal.n.01": 0,
        "carnivore.n.01": 1,
        "rodent.n.01": 1,
        "dog.n.01": 2,
        "cat.n.01": 2,
        "puppy.n.01": 3,
    }


def test_prominence_is_by_descendants(taxonomy):
    assert [taxonomy.names[node] for node in prominence(descendants(taxonomy))[:2]] == [
        "mammal.n.01",
        "carnivore.n.01",
    ]
