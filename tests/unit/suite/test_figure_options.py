"""The key `figures` of a configuration."""

import copy
from pathlib import Path

import pytest

from poincare.base.errors import UserError
from poincare.base.validation import read_yaml
from poincare.suite.configuration.figure_options import check_figure_options
from poincare.suite.plan import Plan

ROOT = Path(__file__).parents[3]
CONFIGS = sorted((ROOT / "config").glob("*.yaml"))
FAST = {"dataset": "mammals", "system": "fast"}


@pytest.fixture
def config(laid_over_default):
    return copy.deepcopy(laid_over_default(ROOT / "config" / "quick.yaml"))


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_shipped_configurations_draw_every_figure_that_they_name(path, laid_over_default):
    config = laid_over_default(path)
    Plan.of(config, ROOT).check_figures()
    # What the file itself asks for; it may inherit more from the default one.
    own = read_yaml(path).get("figures", {})
    drawings = Plan.of(config | {"figures": own}, ROOT).drawings
    for option in ("distance_map", "norm_depth", "errors", "l2_effect"):
        drawn = [name for name in drawings if name.partition("-")[0] == option]
        assert len(drawn) == len(own.get(option, ()))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"pie": ["mammals"]}, "'pie'"),
        ({"frames": 15}, r"figures\.frames"),
        ({"disc": ["nouns"]}, r"figures\.disc: 'nouns'"),
        ({"film": ["nouns"]}, r"figures\.film: 'nouns'"),
        ({"norm_depth": [{"dataset": "mammals"}]}, "'system'"),
        ({"norm_depth": [{**FAST, "system": "fats"}]}, r"figures\.norm_depth: .*'fats'"),
        ({"errors": [FAST]}, "'dim'"),
        ({"distance_map": [FAST, {**FAST, "node": "dog.n.01"}]}, "two entries for mammals fast"),
    ],
)
def test_a_mistake_is_named_with_its_key(config, changes, words):
    config["figures"] |= changes
    with pytest.raises(UserError, match=words) as error:
        check_figure_options(config, ["fast"])
    assert "\n" not in str(error.value)


def test_own_graphs_may_be_drawn(config):
    config["graphs"] = {"animals": {"pairs": "pairs.tsv", "closure": True}}
    config["figures"]["disc"] = ["animals"]
    check_figure_options(config, ["fast"])


def test_chosen_nodes_are_named_in_the_disc(config):
    nodes = ["dog.n.01", "cat.n.01"]
    config["figures"]["disc"] = [{"dataset": "mammals", "nodes": nodes}]
    check_figure_options(config, ["fast"])
    drawings = Plan.of(config, ROOT).drawings
    drawn = [one for name, one in drawings.items() if name.startswith("disc-")]
    assert drawn and all(one.settings == {"nodes": nodes} for one in drawn)


@pytest.mark.parametrize(
    ("disc", "words"),
    [
        ([{"dataset": "nouns", "nodes": ["dog.n.01"]}], r"figures\.disc: 'nouns'"),
        ([{"dataset": "mammals"}], "'nodes'"),
        ([{"dataset": "mammals", "nodes": []}], r"figures\.disc\.0\.nodes"),
        (["mammals", {"dataset": "mammals", "nodes": ["dog.n.01"]}], "two entries for mammals"),
        ({"nodes": ["dog.n.01"]}, r"figures\.disc"),
    ],
)
def test_a_mistake_in_the_labels_is_named(config, disc, words):
    config["figures"]["disc"] = disc
    with pytest.raises(UserError, match=words):
        check_figure_options(config, ["fast"])
