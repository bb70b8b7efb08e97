"""Which checkpoints are used, and what becomes of the others."""

import dataclasses
import shutil

import pytest

from poincare.base import provenance
from poincare.base.code import PACKAGE
from poincare.training import checkpoint, session
from poincare.training.checkpoint import trainer_hash
from poincare.training.run import Run
from poincare.training.session import Frames, train

RUN = Run(dim=2, seed=0, threads=1)


@pytest.fixture
def file(tree, recipe, tmp_path, always):
    """A checkpoint of the recipe that the training was stopped after."""
    train(tree, recipe, RUN, checkpoint=tmp_path / "embedding.npz.checkpoint")
    return tmp_path / "embedding.npz.checkpoint"


def lines_of(tree, recipe, file, run=RUN, **more):
    """What a training says that finds the file."""
    lines = []
    train(tree, recipe, run, checkpoint=file, say=lines.append, **more)
    return lines


def test_it_survives_a_commit(tree, recipe, file, monkeypatch):
    monkeypatch.setattr(provenance, "code_version", lambda: "another commit")
    monkeypatch.setattr(provenance, "code_hash", lambda: "another hash of the whole package")
    (line,) = lines_of(tree, recipe, file)
    assert str(file) in line and not (file.parent / f"{file.name}.1").exists()


CHANGES = {
    "seed": {"run": Run(dim=2, seed=7, threads=1)},
    "dim": {"run": Run(dim=3, seed=0, threads=1)},
    "threads": {"run": Run(dim=2, seed=0, threads=2)},
    "snapshots": {"keep": Frames(5)},
}


@pytest.mark.parametrize("part", CHANGES)
def test_of_another_training_it_is_kept_and_the_reason_named(tree, recipe, file, part):
    before = file.read_bytes()
    line, *_ = lines_of(tree, recipe, file, **CHANGES[part])
    kept = file.parent / f"{file.name}.1"
    assert part in line and str(kept) in line and "\n" not in line
    assert kept.read_bytes() == before and file.read_bytes() != before
    # And the next one beside it.
    lines_of(tree, recipe, file)
    assert kept.read_bytes() == before and (file.parent / f"{file.name}.2").exists()


def test_each_of_its_parts_is_named(tree, recipe, file, monkeypatch):
    other = dataclasses.replace(recipe, text_hash="other")
    assert "recipe" in lines_of(tree, other, file)[0]
    renamed = dataclasses.replace(tree, names=tuple(f"x{name}" for name in tree.names))
    line = lines_of(renamed, other, file)[0]
    assert "data" in line and "recipe" not in line
    monkeypatch.setattr(checkpoint, "trainer_hash", lambda trainer: "other")
    line = lines_of(renamed, other, file)[0]
    assert "code" in line and "data" not in line
    versions = provenance.versions() | {"numpy": "9.9.9"}
    monkeypatch.setattr(provenance, "versions", lambda: versions)
    line = lines_of(renamed, other, file)[0]
    assert "numpy" in line and "9.9.9" in line and "code" not in line


def test_code_stays_part_of_the_provenance(tree, recipe):
    made = session.train(tree, recipe, RUN).embedding.provenance
    assert made["code_version"] == provenance.code_version()
    assert made["code_hash"] == provenance.code_hash()


def test_a_damaged_one_is_put_aside_and_named(tree, recipe, file):
    damaged = file.read_bytes()[:-100]
    file.write_bytes(damaged)
    lines = lines_of(tree, recipe, file)
    assert file.with_name(f"{file.name}.1").read_bytes() == damaged
    assert any(f"{file.name}.1" in line for line in lines)


@pytest.fixture
def package(tmp_path):
    """A copy of the package to edit."""
    return shutil.copytree(PACKAGE, tmp_path / "poincare")


def changed(package, file, old, new):
    """Trainers whose hash changes with the file."""
    names = ("nodewise", "minibatch", "cbow")
    before = {name: trainer_hash(name, package) for name in names}
    text = (package / file).read_text(encoding="utf-8")
    assert old in text
    (package / file).write_text(text.replace(old, new), encoding="utf-8")
    return {name for name in names if trainer_hash(name, package) != before[name]}


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("training/minibatch/steps.py", "0.25", "0.5", {"minibatch"}),
        ("training/nodewise/epoch.py", "0.0, 0.0", "0.0, 1.0", {"nodewise"}),
        ("training/cbow/objective.py", "*= -1.0", "*= -2.0", {"cbow"}),
        ("graphs/corpus.py", 'astype("<i4")', 'astype("<i8")', {"cbow"}),
        ("datasets/glosses.py", "WORD.findall", "WORD.split", set()),
        ("geometry/hyperboloid.py", "0.5", "0.25", {"nodewise", "minibatch", "cbow"}),
        (
            "training/run.py",
            "self.seed, self.dim",
            "self.dim, self.seed",
            {"nodewise", "minibatch", "cbow"},
        ),
        ("training/nodewise/epoch.py", '"""Pass once', '"""Go once', set()),
        ("training/nodewise/epoch.py", "def epoch", "# A comment.\n\n\ndef epoch", set()),
        ("training/progress_lines.py", "epoch {", "pass {", set()),
        ("training/session.py", "n_pairs == 0", "n_pairs < 1", set()),
        ("base/console.py", "error: ", "mistake: ", set()),
        ("reporting/words.py", "{noun}s", "{noun}S", set()),
        ("__init__.py", "0.1.0", "0.2.0", set()),
    ],
)
def test_a_trainers_hash_follows_what_decides_its_bits(package, file, old, new, expected):
    assert changed(package, file, old, new) == expected
