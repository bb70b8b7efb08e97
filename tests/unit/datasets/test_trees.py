import numpy as np

from poincare.datasets.trees import complete_tree


def test_every_inner_node_has_its_children_and_every_name_tells_its_parent():
    graph = complete_tree("tree", 2, 3)
    assert graph.names[:5] == ("root", "1", "2", "1.1", "1.2")
    assert (graph.n_nodes, graph.n_pairs) == (1 + 2 + 4 + 8, 2 + 4 + 8)
    np.testing.assert_array_equal(graph.in_degree, [2] * 7 + [0] * 8)
    for node, name in enumerate(graph.names[1:], start=1):
        (parent,) = graph.positives(node)
        assert graph.names[parent] == (name.rpartition(".")[0] or "root")


def test_other_branchings_and_depths():
    assert complete_tree("star", 5, 1).n_nodes == 6
    graph = complete_tree("chain", 1, 4)
    assert graph.names == ("root", "1", "1.1", "1.1.1", "1.1.1.1")
