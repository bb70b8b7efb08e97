import numpy as np
import pandas as pd
import pytest

from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding
from poincare.embeddings.snapshots import Snapshots
from poincare.evaluation.protocols import PROTOCOLS
from poincare.evaluation.quality import quality
from poincare.evaluation.ranks.ranking import rank
from poincare.evaluation.scores import scores

NICKEL = PROTOCOLS["nickel2017"]
HISTORY = pd.DataFrame({"epoch": [1, 2, 3], "loss": [3.0, 2.0, 1.0], "cpu_s": [0.1, 0.2, 0.4]})


@pytest.fixture(params=["poincare", "translational"])
def training(request, tree, rng):
    """Snapshots at the start and after epochs 1 and 3; one node enters after the start."""
    all_in = np.ones(tree.n_nodes, dtype=bool)
    without_last = np.arange(tree.n_nodes) < tree.n_nodes - 1
    embeddings, snapshots = [], Snapshots.none(tree.n_nodes, 2)
    for epoch, in_play in ((0, without_last), (1, all_in), (3, all_in)):
        vectors = rng.uniform(-0.6, 0.6, (tree.n_nodes, 2))
        translation = rng.normal(size=2) if request.param == "translational" else None
        embedding = Embedding(tree.names, vectors, request.param, translation=translation)
        snapshots = snapshots.with_frame(epoch, embedding, in_play)
        embeddings.append(embedding)
    return snapshots, embeddings


def test_every_whole_frame_is_scored_as_an_embedding_of_its_own(tree, training):
    snapshots, embeddings = training
    rows = quality(snapshots, embeddings[-1], tree, HISTORY, NICKEL)
    assert rows["epoch"].tolist() == [0, 1, 3]
    assert rows["n_active"].tolist() == [tree.n_nodes - 1, tree.n_nodes, tree.n_nodes]
    assert rows["cpu_s"].tolist() == [0.0, 0.1, 0.4]
    assert np.isnan(rows["loss"][0]) and rows["loss"][1:].tolist() == [3.0, 1.0]
    assert rows.loc[0, ["mean_rank", "MAP", "best_mean_rank", "best_MAP"]].isna().all()
    for row, embedding in zip(rows[1:].itertuples(), embeddings[1:], strict=True):
        mean_rank, precision = scores(rank(embedding, tree), tree, NICKEL)
        assert (row.mean_rank, row.MAP) == (mean_rank.value, precision.value)


def test_best_values_are_of_each_metric_by_itself(tree, rng):
    """The first frame has the better mean rank, the second one the better MAP."""
    everyone = np.ones(tree.n_nodes, dtype=bool)
    found = pd.DataFrame()
    while not _crossed(found):
        snapshots = Snapshots.none(tree.n_nodes, 2)
        for epoch in (1, 2, 3):
            vectors = rng.uniform(-0.6, 0.6, (tree.n_nodes, 2))
            last = Embedding(tree.names, vectors, "poincare")
            snapshots = snapshots.with_frame(epoch, last, everyone)
        found = quality(snapshots, last, tree, HISTORY, NICKEL)
    for name, pick in (("mean_rank", min), ("MAP", max)):
        values = found[name].tolist()
        expected = [pick(values[: frame + 1]) for frame in range(3)]
        assert found[f"best_{name}"].tolist() == expected


def _crossed(rows):
    return len(rows) > 0 and rows["mean_rank"].idxmin() != rows["MAP"].idxmax()


def test_a_training_that_was_not_filmed_has_no_rows(tree, training):
    _, embeddings = training
    rows = quality(Snapshots.none(tree.n_nodes, 2), embeddings[-1], tree, HISTORY, NICKEL)
    assert len(rows) == 0 and "MAP" in rows


def test_a_history_of_another_training_is_refused(tree, training):
    snapshots, embeddings = training
    with pytest.raises(UserError, match="no epoch 3"):
        quality(snapshots, embeddings[-1], tree, HISTORY[:2], NICKEL)
