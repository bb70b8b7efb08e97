"""Which figures a configuration asks for."""

from pathlib import Path

import pytest

from poincare.base.errors import UserError
from poincare.base.validation import read_yaml
from poincare.suite.configuration import grid
from poincare.suite.figure_selection import (
    L2_PAIR,
    check_figures,
    dims_shown,
    figure_names,
    node_asked,
)

ROOT = Path(__file__).parents[3]
CONFIGS = sorted((ROOT / "config").glob("*.yaml"))
RECIPES = ROOT / "config" / "recipes"


def of(name):
    return read_yaml(ROOT / "config" / f"{name}.yaml")


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_figures_of_shipped_configurations_are_trained(path, laid_over_default):
    config = laid_over_default(path)
    check_figures(config, RECIPES)
    # What the file itself asks for; it may inherit more from the default one.
    own = read_yaml(path).get("figures", {})
    names = figure_names({"figures": own}, grid(config))
    lists = ("distance_map", "norm_depth", "errors", "l2_effect")
    asked = sum(len(own.get(figure, ())) for figure in lists)
    assert len(names) == len(set(names)) == 1 + asked


def test_names_hold_the_least_seed_and_what_is_not_trained_is_passed_over():
    config = of("quick")
    config["grids"][0] |= {"seeds": [3, 1], "dims": [5, 10]}
    assert figure_names(config, grid(config)) == [
        "cost_over_dims",
        "norm_depth-mammals-fast-1",
        "errors-mammals-fast-5-1",
    ]


def test_the_penalty_is_shown_where_one_seed_has_both_sides():
    config = of("audit")
    assert "l2_effect-mammals-0" in figure_names(config, grid(config))
    pair = next(part for part in config["grids"] if L2_PAIR[0] in part["systems"])
    config["grids"].append({**pair, "systems": [pair["systems"].pop()], "seeds": [1]})
    assert "l2_effect-mammals-0" not in figure_names(config, grid(config))


def test_at_most_three_dims_are_shown():
    trained = grid(of("default"))
    assert dims_shown(trained, "nouns", "fast", 0) == [5, 20, 200]
    assert dims_shown(trained, "mammals", "fast", 0) == [2, 5, 10]


def test_a_node_may_be_named():
    config = of("quick")
    assert node_asked(config, "mammals", "fast") is None
    config["figures"]["distance_map"][0]["node"] = "dog.n.01"
    assert node_asked(config, "mammals", "fast") == "dog.n.01"


def test_mistakes_are_named():
    config = of("quick")
    config["figures"]["errors"].append({"dataset": "mammals", "system": "fats", "dim": 5})
    with pytest.raises(UserError, match=r"figures\.errors: no system 'fats'"):
        check_figures(config, RECIPES)
    config = of("quick")
    entry = config["figures"]["distance_map"][0]
    config["figures"]["distance_map"].append({**entry, "node": "dog.n.01"})
    with pytest.raises(UserError, match=r"figures\.distance_map: asked twice of mammals fast"):
        check_figures(config, RECIPES)
    config = of("quick")
    config["figures"]["distance_map"] = [{"dataset": "mammals", "system": "euclidean-free"}]
    with pytest.raises(UserError, match=r"figures\.distance_map: 'euclidean-free' is flat"):
        check_figures(config, RECIPES)
