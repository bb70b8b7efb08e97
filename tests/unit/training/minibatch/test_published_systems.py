"""Every published system trains: two epochs on a tiny tree."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from poincare.training import session
from poincare.training.recipe import read_recipe
from poincare.training.run import Run

RECIPES = Path(__file__).parents[4] / "config/recipes"
SYSTEMS = {
    path.stem: recipe
    for path in sorted(RECIPES.glob("*.yaml"))
    if (recipe := read_recipe(path)).trainer == "minibatch"
}


@pytest.mark.parametrize("name", SYSTEMS)
def test_two_epochs_stay_finite_in_their_ball_and_do_not_raise_the_loss(name, tree):
    recipe = SYSTEMS[name]
    # A burn-in has other negatives, so that its loss is another quantity.
    (*_, phase) = recipe.settings.phases
    short = dataclasses.replace(phase, epochs=2)
    recipe = dataclasses.replace(
        recipe, settings=dataclasses.replace(recipe.settings, phases=(short,))
    )
    trained = session.train(tree, recipe, Run(dim=2, seed=0, threads=1))
    embedding, history = trained.embedding, trained.history
    assert np.isfinite(embedding.vectors).all() and embedding.vectors.shape == (tree.n_nodes, 2)
    assert embedding.manifold == recipe.settings.manifold
    if recipe.settings.ball is not None:
        limit = 1 - recipe.settings.ball.epsilon
        if recipe.settings.ball.projection == "as-printed":
            limit = 1.0
        assert np.linalg.norm(embedding.vectors, axis=1).max() <= limit + 1e-12
    first, last = history["loss"]
    # Where it stays, in the slow systems, the draw of the negatives moves it by some hundredths.
    assert np.isfinite(last) and last <= first + 0.05
