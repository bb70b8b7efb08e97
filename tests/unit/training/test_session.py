"""A session with either trainer: snapshots, and the same bits in one go or in two."""

import numpy as np
import pytest

from poincare.base.errors import UserError
from poincare.embeddings.snapshots import epochs_to_keep
from poincare.graphs.relations import Relations
from poincare.training.run import Run
from poincare.training.session import Frames, train

RUN = Run(dim=2, seed=0, threads=1)


def test_the_frames_are_those_asked_for_and_change_nothing(tree, recipe):
    filmed, plain = (train(tree, recipe, RUN, keep=Frames(number)) for number in (10, 0))
    assert filmed.snapshots.epochs.tolist() == epochs_to_keep(10, 19)
    np.testing.assert_array_equal(filmed.snapshots.vectors[-1], filmed.embedding.vectors)
    assert plain.embedding.content_hash == filmed.embedding.content_hash
    assert plain.history["loss"].tolist() == filmed.history["loss"].tolist()
    assert len(plain.snapshots) == 0


def test_a_frame_is_what_the_training_would_have_ended_with(tree, short):
    snapshots = train(tree, short("minibatch"), RUN, keep=Frames(10)).snapshots
    shorter = train(tree, short("minibatch", epochs=8), RUN).embedding
    (frame,) = np.flatnonzero(snapshots.epochs == 8)
    np.testing.assert_array_equal(snapshots.vectors[frame], shorter.vectors)


def test_nodes_that_have_not_entered_have_no_place(tree, short):
    trained = train(tree, short("nodewise"), RUN, keep=Frames(10))
    snapshots, at = trained.snapshots, trained.history.set_index("epoch")["n_active"]
    in_play = [int(snapshots.in_play(frame).sum()) for frame in range(len(snapshots))]
    assert in_play == [0, *at[snapshots.epochs[1:]]]
    assert in_play[-1] == tree.n_nodes


def test_seed_and_dimension_decide_the_bits(tree, recipe):
    vectors = [
        train(tree, recipe, Run(dim=2, seed=seed)).embedding.vectors.tobytes() for seed in (0, 0, 1)
    ]
    assert vectors[0] == vectors[1] != vectors[2]
    # Streams of their own: no dimension continues, or repeats, another's.
    numbers = {Run(dim=dim, seed=seed).generator().random() for dim in (2, 3) for seed in (2, 3)}
    assert len(numbers) == 4


@pytest.mark.parametrize("stop", [2, 11, 17])
def test_a_session_interrupted_ends_with_the_same_files(
    tree, recipe, stop, tmp_path, always, small_chunks
):
    def saved(name, say):
        trained = train(
            tree, recipe, RUN, keep=Frames(10), checkpoint=tmp_path / "checkpoint", say=say
        )
        trained.embedding.save(tmp_path / f"{name}.npz")
        trained.snapshots.save(tmp_path / f"{name}-snapshots.npz")
        (tmp_path / "checkpoint").unlink()
        return trained.history

    whole, rest, said = [], [], iter(range(1000))

    def stop_in_the_middle(line):
        if next(said) == stop:
            raise KeyboardInterrupt

    history = saved("whole", whole.append)
    with pytest.raises(KeyboardInterrupt):
        saved("stopped", stop_in_the_middle)
    resumed = saved("stopped", rest.append)
    # Nothing is done twice but the stretch during which it was stopped.
    assert len(rest) == 1 + len(whole) - stop and str(tmp_path / "checkpoint") in rest[0]
    for kind in ("", "-snapshots"):
        one, two = (tmp_path / f"{name}{kind}.npz" for name in ("whole", "stopped"))
        assert one.read_bytes() == two.read_bytes()
    for column in ("epoch", "level", "n_active", "loss", "learning_rate", "negatives"):
        assert resumed[column].tolist() == history[column].tolist()
    assert resumed["cpu_s"].is_monotonic_increasing and resumed["wall_s"].is_monotonic_increasing


def test_bad_problems_are_refused(tree, recipe):
    with pytest.raises(UserError, match="dimension 0"):
        train(tree, recipe, Run(dim=0))
    empty = Relations("empty", ("a",), np.zeros(2, dtype=np.int64), np.zeros(0, dtype=np.int32))
    with pytest.raises(UserError, match="'empty'"):
        train(empty, recipe, RUN)
