import numpy as np
import pytest

from poincare.base.errors import UserError
from poincare.graphs.closure import transitive_closure
from poincare.graphs.relations import Relations


def graph(*pairs):
    names = sorted({name for pair in pairs for name in pair})
    index = {name: place for place, name in enumerate(names)}
    return Relations.from_pairs("own", names, np.array([[index[u], index[v]] for u, v in pairs]))


def named(relations):
    names = relations.names
    return {
        (names[u], names[v])
        for u, v in zip(relations.sources, relations.indices, strict=True)
    }  # fmt: skip


def test_ancestors_follow_from_direct_hypernyms():
    direct = graph(("dog", "mammal"), ("cat", "mammal"), ("mammal", "animal"))
    closed = transitive_closure(direct)
    assert closed.names == direct.names and closed.name == direct.name
    assert named(closed) == named(direct) | {("dog", "animal"), ("cat", "animal")}


def test_a_closure_is_its_own_closure(tree):
    assert transitive_closure(tree).content_hash == tree.content_hash


def test_a_cycle_is_named():
    with pytest.raises(UserError, match=r"own: 2 nodes are their own ancestors, first 'a'"):
        transitive_closure(graph(("a", "b"), ("b", "a"), ("c", "a")))
