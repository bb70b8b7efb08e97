"""Snapshots taken by a session, with either trainer, in one go or in two."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from poincare.embeddings.snapshots import epochs_to_keep
from poincare.training import session
from poincare.training.minibatch import trainer as minibatch
from poincare.training.nodewise.settings import Level
from poincare.training.recipe import read_recipe

RECIPES = Path(__file__).parents[3] / "config" / "recipes"


def recipe_of(trainer):
    """A short training: 19 epochs on the tree."""
    if trainer == "nodewise":
        recipe = read_recipe(RECIPES / "fast.yaml")
        settings = dataclasses.replace(
            recipe.settings, levels=(Level(30, 3), Level(1, 5), Level(0, 11))
        )
    else:
        recipe = read_recipe(RECIPES / "tree-tutorial.yaml")
        (phase,) = recipe.settings.phases
        phases = (dataclasses.replace(phase, epochs=19),)
        settings = dataclasses.replace(recipe.settings, phases=phases)
    return dataclasses.replace(recipe, settings=settings)


@pytest.fixture(params=["nodewise", "minibatch"])
def recipe(request):
    return recipe_of(request.param)


def filmed(tree, recipe, path, say=lambda line: None, frames=10):
    return session.film(tree, recipe, 2, 0, 1, path, say, frames)


def test_the_frames_are_those_asked_for_and_change_nothing(tree, recipe, tmp_path):
    embedding, history, snapshots = filmed(tree, recipe, tmp_path / "none")
    assert snapshots.epochs.tolist() == epochs_to_keep(10, 19)
    np.testing.assert_array_equal(snapshots.vectors[-1], embedding.vectors)
    alone, plain = session.train(tree, recipe, 2, 0, 1, tmp_path / "none", lambda line: None)
    assert alone.content_hash == embedding.content_hash
    assert plain["loss"].tolist() == history["loss"].tolist()
    _, _, nothing = filmed(tree, recipe, tmp_path / "none", frames=0)
    assert len(nothing) == 0


def test_a_frame_is_what_the_training_would_have_ended_with(tree, tmp_path):
    recipe = recipe_of("minibatch")
    _, _, snapshots = filmed(tree, recipe, tmp_path / "none")
    (phase,) = recipe.settings.phases
    settings = dataclasses.replace(recipe.settings, phases=(dataclasses.replace(phase, epochs=8),))
    shorter = dataclasses.replace(recipe, settings=settings)
    embedding, _ = session.train(tree, shorter, 2, 0, 1, tmp_path / "none", lambda line: None)
    (frame,) = np.flatnonzero(snapshots.epochs == 8)
    np.testing.assert_array_equal(snapshots.vectors[frame], embedding.vectors)


def test_nodes_that_have_not_entered_have_no_place(tree, tmp_path):
    _, history, snapshots = filmed(tree, recipe_of("nodewise"), tmp_path / "none")
    in_play = [int(snapshots.in_play(frame).sum()) for frame in range(len(snapshots))]
    at = history.set_index("epoch")["n_active"]
    assert in_play == [0, *at[snapshots.epochs[1:]]]
    assert in_play[-1] == tree.n_nodes


def test_a_session_interrupted_keeps_its_snapshots(tree, recipe, tmp_path, monkeypatch):
    monkeypatch.setattr(session, "CHECKPOINT_EVERY", 0.0)
    monkeypatch.setattr(session, "SPEAK_EVERY", 0.0)
    # The tutorial visits 40 pairs an epoch: three chunks of it.
    monkeypatch.setattr(minibatch, "CHUNK_PAIRS", 16)
    _, _, snapshots = filmed(tree, recipe, tmp_path / "whole")
    snapshots.save(tmp_path / "whole.npz")
    speaking = iter(range(1000))

    def stop_at_the_eleventh(line):
        if next(speaking) == 11:
            raise KeyboardInterrupt

    lines = []
    with pytest.raises(KeyboardInterrupt):
        filmed(tree, recipe, tmp_path / "stopped", stop_at_the_eleventh)
    _, _, resumed = filmed(tree, recipe, tmp_path / "stopped", lines.append)
    assert "going on after epoch" in lines[0]
    resumed.save(tmp_path / "stopped.npz")
    assert (tmp_path / "stopped.npz").read_bytes() == (tmp_path / "whole.npz").read_bytes()


def test_a_checkpoint_without_the_frames_is_not_used(tree, tmp_path, monkeypatch):
    monkeypatch.setattr(session, "CHECKPOINT_EVERY", 0.0)
    recipe = recipe_of("minibatch")
    session.train(tree, recipe, 2, 0, 1, tmp_path / "checkpoint", lambda line: None)
    _, _, snapshots = filmed(tree, recipe, tmp_path / "checkpoint")
    assert len(snapshots) == 11
