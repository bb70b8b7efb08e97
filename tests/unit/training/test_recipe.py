"""Recipes: what is written is what is run, and mistakes are named."""

import shutil
from pathlib import Path

import pytest
import yaml

from poincare.base.errors import UserError
from poincare.training.nodewise.settings import Level
from poincare.training.recipe import read_recipe
from poincare.training.schedule import Schedule

RECIPES = Path(__file__).parents[3] / "config/recipes"


def broken(tmp_path, change):
    settings = yaml.safe_load((RECIPES / "fast.yaml").read_text())
    change(settings)
    path = tmp_path / "fast.yaml"
    path.write_text(yaml.safe_dump(settings))
    return path


@pytest.mark.slow
def test_every_recipe_of_the_suite_is_valid():
    paths = sorted(RECIPES.glob("*.yaml"))
    assert paths
    for path in paths:
        assert read_recipe(path).name == path.stem


def test_the_hashes_of_published_results_stay():
    """Results name their recipe by its hash: new keys must not change it."""
    hashes = {
        name: read_recipe(RECIPES / f"{name}.yaml").text_hash for name in ("fast", "fast-links")
    }
    assert hashes == {
        "fast": "f5d7c5489bb251bd0edad88a04396eb6994f638d2ec9b515bcc245ffc41c11dd",
        "fast-links": "325cbca2095c62f3409e7aecb24a8c1002f399bd16965c1f59f54a989cde4fb6",
    }


def test_what_is_uncertain_is_part_of_the_recipe():
    assert any("workers" in words for words in read_recipe(RECIPES / "facebook.yaml").uncertain)
    assert read_recipe(RECIPES / "fast.yaml").uncertain == ()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda s: s.update(batchnodes=3), "batchnodes"),
        (lambda s: s.pop("levels"), "levels"),
        (lambda s: s["negatives"].update(pool=0), "negatives.pool"),
        (lambda s: s["step"]["learning_rate"].update(first="fast"), "step.learning_rate.first"),
        (lambda s: s.update(trainer="magic"), "trainer"),
        (lambda s: s.update(name="slow"), "file's name"),
        (lambda s: s["levels"].pop(), "descendants: 0"),
        (lambda s: s["levels"].reverse(), "must fall"),
        (lambda s: s["levels"][0].update(epochs=0), "levels.0.epochs"),
        (lambda s: s.update(distance="manhattan"), "distance"),
        (lambda s: s.update(ball=1), "no ball"),
    ],
)
def test_a_mistake_is_one_line_naming_file_and_key(tmp_path, change, words):
    path = broken(tmp_path, change)
    with pytest.raises(UserError) as error:
        read_recipe(path)
    message = str(error.value)
    assert words in message and str(path) in message and "\n" not in message


def test_yaml_that_cannot_be_parsed_is_named_with_its_line(tmp_path):
    path = tmp_path / "fast.yaml"
    path.write_text("name: fast\ntitle: [unclosed\n")
    with pytest.raises(UserError, match=r"fast\.yaml:\d"):
        read_recipe(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UserError, match=r"none\.yaml"):
        read_recipe(tmp_path / "none.yaml")


def test_the_hash_follows_settings_not_layout(tmp_path):
    original = read_recipe(RECIPES / "fast.yaml")
    same = broken(tmp_path, lambda s: None)
    assert read_recipe(same).text_hash == original.text_hash
    other = broken(tmp_path, lambda s: s["step"].update(longest=0.25))
    assert read_recipe(other).text_hash != original.text_hash
    shutil.copy(RECIPES / "fast.yaml", tmp_path / "fast.yaml")
    assert read_recipe(tmp_path / "fast.yaml").text_hash == original.text_hash


def test_small_graphs_get_more_epochs_to_make_the_steps():
    level = Level(descendants=0, epochs=100, steps=800)
    assert level.epochs_for(82115, 1024) == 100
    assert level.epochs_for(1182, 1024) == 400
    assert level.epochs_for(10, 1024) == 800


def test_schedule_goes_geometrically_from_first_to_last():
    schedule = Schedule(0.04, 0.01)
    assert schedule.at(0, 5) == pytest.approx(0.04)
    assert schedule.at(2, 5) == pytest.approx(0.02)
    assert schedule.at(4, 5) == pytest.approx(0.01)
    assert schedule.at(0, 1) == pytest.approx(0.04)
