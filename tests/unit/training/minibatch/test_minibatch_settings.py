"""Keys that contradict each other are refused by name."""

from pathlib import Path

import pytest
import yaml

from poincare.base.errors import UserError
from poincare.base.validation import read_yaml
from poincare.training.minibatch.distances import DISTANCES
from poincare.training.minibatch.settings import SCHEMA, Sampling
from poincare.training.recipe import read_recipe

RECIPES = Path(__file__).parents[4] / "config/recipes"


def changed(tmp_path, **keys):
    settings = yaml.safe_load((RECIPES / "gensim-batch-10.yaml").read_text())
    settings.update(keys)
    path = tmp_path / "gensim-batch-10.yaml"
    path.write_text(yaml.safe_dump({key: kept for key, kept in settings.items() if kept != "none"}))
    return read_recipe(path)


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"batchsize": 3}, "batchsize"),
        ({"levels": []}, "levels"),
        ({"denominator": "none"}, "denominator"),
        ({"learning_rate": {"first": 0.1, "schedule": "linear"}}, "learning_rate: 'last'"),
        ({"learning_rate": {"first": 0.1, "last": 0.1}}, "learning_rate: 'schedule'"),
        ({"distance": "hyperboloid"}, "step.kind: no 'retraction'"),
        ({"distance": "euclidean"}, "step.kind"),
        ({"ball": "none"}, "ball"),
        ({"ball": {"epsilon": 0.0, "projection": "scaled"}}, "epsilon above 0"),
        ({"distance": "hyperboloid", "step": {"kind": "exponential-map"}}, "ball"),
        ({"distance": "euclidean", "step": {"kind": "euclidean"}, "curvature": 2}, "curvature"),
        ({"step": {"kind": "euclidean", "longest_gradient": 5}}, "longest_gradient"),
        ({"step": {"kind": "retraction", "longest": 5}}, "step.longest"),
        ({"start": 5.0}, "start: 5 is outside"),
        ({"start": 0.5, "curvature": 4}, "start: 0.5 is outside"),
        ({"curvature": 1e-300}, "curvature"),
        ({"l2": 1e300}, "l2"),
        ({"epochs": 10**12}, "epochs"),
        (
            {"learning_rate": {"first": 1e10, "last": 1, "schedule": "linear"}},
            "learning_rate.first",
        ),
    ],
)
def test_a_mistake_is_one_line_naming_file_and_key(tmp_path, keys, words):
    with pytest.raises(UserError) as error:
        changed(tmp_path, **keys)
    message = str(error.value)
    assert words in message and "gensim-batch-10.yaml" in message and "\n" not in message


def test_the_burn_in_comes_first(tmp_path):
    burn_in = {
        "epochs": 10,
        "learning_rate": {"first": 0.01, "last": 0.01, "schedule": "linear"},
        "negatives": {"number": 5, "sampling": {"of": "positives", "power": 1}},
    }
    first, second = changed(tmp_path, burn_in=burn_in).settings.phases
    assert (first.epochs, first.negatives, first.sampling) == (10, 5, Sampling("positives", 1))
    assert (second.epochs, second.negatives, second.sampling.of) == (50, 20, "occurrences")


def test_the_schema_names_the_distances_and_their_steps():
    keys = read_yaml(SCHEMA)["properties"]
    assert keys["distance"]["enum"] == list(DISTANCES)
    kinds = {kind for distance in DISTANCES.values() for kind in distance.moves}
    assert set(keys["step"]["properties"]["kind"]["enum"]) == kinds
