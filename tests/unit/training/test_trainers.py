"""Both trainers are built alike."""

import pytest

from poincare.base.code import PACKAGE
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
