"""Short trainings of either trainer."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from poincare.training.nodewise.settings import Level
from poincare.training.recipe import Recipe, read_recipe

RECIPES = Path(__file__).parents[3] / "config" / "recipes"


def shortened(trainer: str, epochs: int = 19) -> Recipe:
    """A recipe of that trainer with so many epochs."""
    if trainer == "nodewise":
        recipe = read_recipe(RECIPES / "fast.yaml")
        changes = {"levels": (Level(30, 3), Level(1, 5), Level(0, epochs - 8))}
    else:
        recipe = read_recipe(RECIPES / "tree-tutorial.yaml")
        (phase,) = recipe.settings.phases
        changes = {"phases": (dataclasses.replace(phase, epochs=epochs),)}
    return dataclasses.replace(recipe, settings=dataclasses.replace(recipe.settings, **changes))


@pytest.fixture(params=["nodewise", "minibatch"])
def recipe(request) -> Recipe:
    """A training of 19 epochs."""
    return shortened(request.param)


@pytest.fixture
def short() -> Callable[..., Recipe]:
    """A function of a trainer's name and a number of epochs."""
    return shortened


@pytest.fixture
def small_chunks(monkeypatch) -> None:
    """Chunks of 16 pairs: an epoch of the tree tutorial, 40 pairs, has three."""
    from poincare.training.minibatch import trainer

    monkeypatch.setattr(trainer, "CHUNK_PAIRS", 16)


@pytest.fixture
def always(monkeypatch) -> None:
    """Speak, and keep a checkpoint, after every stretch."""
    from poincare.training import keeper, progress_lines

    monkeypatch.setattr(keeper, "CHECKPOINT_EVERY", 0.0)
    monkeypatch.setattr(progress_lines, "SPEAK_EVERY", 0.0)
