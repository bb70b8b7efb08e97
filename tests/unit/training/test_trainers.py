"""All trainers are built alike, and name their version in what they train."""

import sys
from dataclasses import replace

import pytest

from poincare.base.code import PACKAGE
from poincare.training.recipe import read_recipe
from poincare.training.run import Run
from poincare.training.session import provenance_of
from poincare.training.trainers import MODULES, Trainer, source_of, trainer_named

#: What every trainer's folder holds; the rest is its own.
ALIKE = {"schema.yaml", "settings.py", "trainer.py", "state.py", "epoch.py", "batch.py"}
ALIKE |= {"negatives.py", "objective.py", "gradient.py", "__init__.py"}


@pytest.mark.parametrize("name", MODULES)
def test_a_trainer_is_a_folder_with_these_files(name):
    folder = PACKAGE / "training" / name
    assert source_of(name) == folder / "trainer.py" and source_of(name).is_file()
    assert {path.name for path in folder.iterdir()} >= ALIKE
    assert trainer_named(name).schema == folder / "schema.yaml"
    assert isinstance(trainer_named(name), Trainer)


@pytest.mark.parametrize(
    ("name", "system"),
    [("nodewise", "fast"), ("minibatch", "nickel2017"), ("cbow", "cbow-glosses")],
)
def test_a_version_is_in_the_provenance_and_not_in_the_recipes_hash(
    name, system, tree, monkeypatch
):
    path = PACKAGE.parent / "config" / "recipes" / f"{system}.yaml"
    trainer, before = trainer_named(name), read_recipe(path)
    assert trainer.version >= 1
    later = replace(trainer, version=trainer.version + 1)
    monkeypatch.setattr(sys.modules[MODULES[name]], "TRAINER", later)
    recipe = read_recipe(path)
    assert recipe.text_hash == before.text_hash
    record = provenance_of(tree, recipe, Run(dim=2))
    assert record["trainer_version"] == trainer.version + 1
