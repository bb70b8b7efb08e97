"""Edge classification on a small tree: thresholds, the closure, and what is refused."""

import numpy as np
import pytest

from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding
from poincare.evaluation.edges import classification
from poincare.evaluation.edges.f1 import f1
from poincare.evaluation.inputs import Inputs
from poincare.graphs.hierarchy import reduction
from poincare.graphs.relations import Relations
from poincare.graphs.splits import Split


@pytest.fixture
def split(tree, rng):
    """All basic edges to train on, half of the other pairs each for validation and for the test."""
    basic = reduction(tree)
    pairs = np.column_stack((tree.sources, tree.indices))
    other = pairs[~np.isin(tree.keys, basic.keys)]
    other = other[rng.permutation(len(other))]
    none = np.array([[v, u] for u, v in pairs if (v, u) not in {(0, 0)}])
    none = none[rng.permutation(len(none))].astype(np.int32)
    half = len(other) // 2
    name = f"{tree.name}-cones0"
    train = Relations.from_pairs(name, tree.names, np.column_stack((basic.sources, basic.indices)))
    return Split(
        graph=tree.name,
        train=train,
        validation=other[:half],
        test=other[half:],
        negatives={"validation": none[:100], "test": none[100:200]},
    )


def values(split, embedding, names=classification.NAMES):
    inputs = Inputs(embedding=embedding, ranked=None, split=split)
    (found,) = classification.evaluate(inputs, names)
    return {(one.scored_by.protocol, one.scored_by.part): one for one in found.scores}


def on_the_line(tree):
    """Every node at its depth on a ray of its own direction: ancestors have a smaller norm."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(tree.n_nodes, 4))
    depth = np.bincount(tree.sources, minlength=tree.n_nodes)
    x *= (np.tanh(0.5 + depth) / np.linalg.norm(x, axis=1))[:, None]
    return Embedding(tree.names, x, "poincare")


def test_the_training_closure_answers_everything(split, tree):
    found = values(split, on_the_line(tree), ["training-closure"])
    assert found["training-closure", "test"].value == 100.0
    assert found["training-closure", "test"].metric == "F1_0pct"


def test_reversed_pairs_are_told_by_the_norm(split, tree):
    found = values(split, on_the_line(tree))
    assert found["norm-distance", "test"].value > 95
    low, high = found["norm-distance", "test"].low, found["norm-distance", "test"].high
    assert low <= found["norm-distance", "test"].value <= high


def test_the_chosen_score_is_the_best_on_validation_and_takes_its_threshold(split, tree):
    found = values(split, on_the_line(tree))
    scores = ("norm-distance", "radius-distance", "cone-energy")
    best = max(scores, key=lambda name: found[name, "validation"].value)
    for part in ("validation", "test"):
        assert found["chosen", part].value == found[best, part].value
    points = on_the_line(tree)
    by_hand = classification.by_vectors(best, points, classification.sides_of(points, split))
    assert found[best, "test"].value == pytest.approx(100 * f1(by_hand.counts["test"]))


def test_points_that_are_all_equal_are_no_better_than_predicting_everything(split, tree):
    flat = Embedding(tree.names, np.zeros((tree.n_nodes, 2)), "poincare")
    found = values(split, flat)
    n, m = len(split.test), len(split.negatives["test"])
    assert found["chosen", "test"].value <= 100 * 2 * n / (2 * n + m) + 1e-9


def test_what_cannot_be_scored_is_refused(split, tree):
    with pytest.raises(UserError, match="unknown score 'cone'"):
        classification.definitions(["cone"])
    bare = Split(graph="t", train=split.train, validation=split.validation, test=split.test)
    with pytest.raises(UserError, match="no negatives"):
        values(bare, on_the_line(tree))
    with pytest.raises(UserError, match="no vectors"):
        values(split, Embedding(("x",), np.zeros((1, 2)), "poincare"))
