"""Results of a training that are there already are kept, if they are its own and whole."""

import dataclasses

import pytest

from poincare.base.provenance import measured
from poincare.base.storage import read_json, write_json
from poincare.training.checkpoint import identity
from poincare.training.run import Run
from poincare.training.session import Frames, train_side_by_side
from poincare.training.trained import Files, keep, left_to_train

RUNS = [Run(dim=2, seed=seed) for seed in (0, 1)]
NO_FRAMES = Frames(0)


@pytest.fixture
def files(tree, recipe, tmp_path) -> dict[Run, Files]:
    """The results of both runs."""
    names = ("embedding.npz", "history.csv", "snapshots.npz", "training.json")
    found = {}
    for run in RUNS:
        (tmp_path / str(run.seed)).mkdir()
        found[run] = Files(*(tmp_path / str(run.seed) / name for name in names))
    with measured() as cost:
        trained = train_side_by_side(tree, recipe, RUNS, checkpoints=[None, None])
    for (run, of_run), result in zip(found.items(), trained, strict=True):
        keep(result, of_run, identity(tree, recipe, run, 0), cost)
    return found


def test_what_is_trained_is_not_trained_again(tree, recipe, files):
    assert left_to_train(tree, recipe, files, NO_FRAMES) == {}
    files[RUNS[1]].history.unlink()
    assert list(left_to_train(tree, recipe, files, NO_FRAMES)) == RUNS[1:]


def test_other_data_recipes_frames_or_code_are_trained(tree, recipe, files):
    changed = dataclasses.replace(recipe, text_hash="another")
    assert list(left_to_train(tree, changed, files, NO_FRAMES)) == RUNS
    assert list(left_to_train(tree, recipe, files, Frames(3))) == RUNS
    fewer = tree.subset(tree.indices > 0)
    assert list(left_to_train(fewer, recipe, files, NO_FRAMES)) == RUNS
    record = files[RUNS[0]].record
    write_json(record, {**read_json(record), "trainer_hash": "another"})
    assert list(left_to_train(tree, recipe, files, NO_FRAMES)) == RUNS[:1]


@pytest.mark.parametrize("damage", [lambda data: data[:100], lambda data: b""])
def test_a_damaged_file_is_no_result(tree, recipe, files, damage):
    embedding = files[RUNS[0]].embedding
    embedding.write_bytes(damage(embedding.read_bytes()))
    assert list(left_to_train(tree, recipe, files, NO_FRAMES)) == RUNS[:1]
