"""Variants: each part switched alone, against numbers worked out by hand."""

import dataclasses

import numpy as np
import pytest

from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding
from poincare.evaluation.protocols import PROTOCOLS, GraphToRank
from poincare.evaluation.ranks.ranking import rank
from poincare.evaluation.scores import scores
from poincare.evaluation.variants import SWITCHES, protocol_or_variant, switched
from poincare.graphs.relations import Relations


def values(graph, places, name):
    """Mean rank and MAP of nodes at these places of the Euclidean line."""
    points = np.array(places, dtype=float)[:, None]
    ranks = rank(Embedding(graph.names, points, "euclidean"), graph)
    return [score.value for score in scores(ranks, graph, protocol_or_variant(name))]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # u at 0 with itself, 1 and 3 as positives, and a negative at 2: ranks 1, 1, 2.
        ("gensim-notebook", [4 / 3, 11 / 12]),
        # Without its self-loop u is a negative: ranks 2, 3.
        ("gensim-notebook+no-self-loops", [2.5, 1 / 2]),
        ("gensim-notebook+no-self-loops+itself-excluded", [1.5, 5 / 6]),
        ("nickel2017", [1.5, 5 / 6]),
        ("nickel2017+itself-negative", [2.5, 1 / 2]),
        ("nickel2017+self-loops", [4 / 3, 11 / 12]),
    ],
)
def test_self_loops_and_the_query_itself_by_hand(name, expected):
    graph = Relations.from_pairs("line", "uabc", np.array([[0, 0], [0, 1], [0, 3]]))
    assert values(graph, (0, 1, 2, 3), name) == pytest.approx(expected)


def test_the_first_nodes_by_hand():
    """Nodes 0 … 1000 at rank 1, and 1001 at rank 3: two nodes nearer than its positive."""
    n = 1002
    pairs = np.array([[u, u + 1] for u in range(n - 1)] + [[n - 1, n - 4]])
    graph = Relations.from_pairs("row", [f"n{u}" for u in range(n)], pairs)
    # Ever closer together, so that the next one is the nearest.
    places = np.cumsum(np.append(0, 0.99 ** np.arange(n - 1)))
    first = values(graph, places, "nickel2017+first-1001-nodes")
    assert first == [1, 1]
    everyone = values(graph, places, "nickel2017")
    assert everyone == pytest.approx([1 + 2 / n, (n - 1 + 1 / 3) / n])


def test_switching_a_part_and_back_gives_the_same_protocol():
    for name in ("nickel2017", "gensim", "gensim-notebook", "undirected"):
        protocol = PROTOCOLS[name]
        for switch in SWITCHES.values():
            back = [
                other.value
                for other in SWITCHES.values()
                if other.attribute == switch.attribute and other.value != switch.value
            ]
            if getattr(protocol, switch.attribute) != switch.value and back:
                there = protocol_or_variant(f"{name}+{switch.name}")
                assert there != protocol
                before = {switch.attribute: back[0], "variant": ""}
                assert dataclasses.replace(there, **before) == protocol


def test_a_variant_differs_in_its_last_part_alone():
    rest, switch = switched("all-nodes+no-self-loops")
    assert rest == "all-nodes" and switch.name == "no-self-loops" and not switch.adds
    assert switched("all-nodes")[0] == ""
    without = protocol_or_variant(f"gensim-notebook+{rest}")
    assert without.max_n is None and without.keeps_self_loops
    assert (without.name, without.variant) == ("gensim-notebook", rest)
    assert without.label == "gensim-notebook+all-nodes" and without.graph == "nouns-paths"


def test_each_protocol_says_which_ranking_it_scores():
    kinds = {
        name: protocol_or_variant(name).graph_to_rank
        for name in (
            "gensim",
            "undirected",
            "undirected+one-direction",
            "facebook+complete-closure",
        )
    }
    assert list(kinds.values()) == [
        GraphToRank.OWN,
        GraphToRank.BOTH_DIRECTIONS,
        GraphToRank.OWN,
        GraphToRank.CLOSURE,
    ]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("mine+all-nodes", "unknown protocol 'mine'"),
        ("gensim+some-nodes", "unknown part 'some-nodes'"),
        ("nickel2017+itself-excluded", "'itself-excluded' changes nothing"),
        ("gensim+all-nodes", "changes nothing"),
        ("nickel2017+complete-closure", "nouns-facebook"),
        ("facebook+both-directions+complete-closure", "in one direction"),
        ("normalised-rank+all-nodes", "'normalised-rank'"),
        ("gensim+itself-excluded+itself-negative", "'itself-excluded' and 'itself-negative'"),
    ],
)
def test_a_variant_that_cannot_be_is_refused(name, words):
    with pytest.raises(UserError, match=words):
        protocol_or_variant(name)
