import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poincare.base.errors import Damaged, UserError
from poincare.base.storage import write_arrays
from poincare.embeddings.embedding import Embedding
from poincare.embeddings.snapshots import Snapshots, epochs_to_keep


@given(st.integers(1, 3000), st.integers(1, 12))
def test_every_tenth_is_among_the_frames(epochs, tens):
    kept = epochs_to_keep(10 * tens, epochs)
    assert kept[0] == 0 and kept[-1] == epochs
    assert kept == sorted(set(kept))
    assert set(epochs_to_keep(10, epochs)) <= set(kept)
    assert len(kept) == min(10 * tens, epochs) + 1
    steps = np.diff(kept)
    assert steps.max() - steps.min() <= 1


def test_no_frames_asked_for_are_none_and_a_tenth_of_1000_is_100():
    assert epochs_to_keep(0, 1000) == []
    assert epochs_to_keep(10, 1000) == list(range(0, 1001, 100))
    assert set(range(0, 1001, 100)) <= set(epochs_to_keep(60, 1000))
    assert epochs_to_keep(60, 4) == [0, 1, 2, 3, 4]


@pytest.fixture
def taken(rng):
    """Two frames of a translational embedding; one node enters late."""
    names = ("a", "b", "c")
    frames = [
        Embedding(names, rng.normal(size=(3, 2)), "translational", translation=rng.normal(size=2))
        for _ in range(2)
    ]
    snapshots = Snapshots.none(3, 2).with_frame(0, frames[0], np.array([True, False, True]))
    return snapshots.with_frame(7, frames[1], np.ones(3, dtype=bool)), frames


def test_a_frame_is_the_embedding_of_the_nodes_in_play(taken):
    snapshots, (first, final) = taken
    assert len(snapshots) == 2 and snapshots.epochs.tolist() == [0, 7]
    part = snapshots.embedding(0, final)
    assert part.names == ("a", "c")
    np.testing.assert_array_equal(part.vectors, first.vectors[[0, 2]])
    np.testing.assert_array_equal(part.translation, first.translation)
    assert snapshots.embedding(1, final).content_hash == final.content_hash


def test_snapshots_come_back_from_disk(taken, tmp_path):
    snapshots, _ = taken
    snapshots.save(tmp_path / "snapshots.npz")
    again = Snapshots.load(tmp_path / "snapshots.npz")
    for name, array in snapshots.arrays().items():
        np.testing.assert_array_equal(again.arrays()[name], array)
    write_arrays(tmp_path / "other.npz", {"epochs": snapshots.epochs})
    with pytest.raises(UserError, match="no snapshots: no array 'vectors'"):
        Snapshots.load(tmp_path / "other.npz")


def test_snapshots_of_another_embedding_are_damage(taken, tmp_path):
    snapshots, (first, final) = taken
    path = tmp_path / "snapshots.npz"
    snapshots.save(path)
    assert len(Snapshots.load_of(path, final)) == 2
    with pytest.raises(Damaged, match=r"snapshots\.npz"):
        Snapshots.load_of(path, first)
    Snapshots.none(3, 2).save(path)
    assert len(Snapshots.load_of(path, first)) == 0
