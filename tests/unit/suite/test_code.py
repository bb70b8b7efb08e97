"""What a rule depends on: every module that a script uses, and no other."""

import ast
import shutil
from pathlib import Path

import pytest

from poincare.base.code import PACKAGE, WORDING, hash_of_statements, modules_used_by
from poincare.suite.code import code_behind
from poincare.training.trainers import MODULES, source_of

ROOT = PACKAGE.parent
SCRIPTS = ROOT / "workflow" / "scripts"


@pytest.fixture
def package(tmp_path):
    """A package in which every way to import leads to a module of its own."""
    files = {
        "__init__.py": "from poincare import everything",
        "everything.py": "",
        "base/__init__.py": '"""Only words."""',
        "base/console.py": "from poincare.base import under_words",
        "base/under_words.py": "",
        "a/__init__.py": '"""A package that does something."""\nfrom poincare import of_package',
        "of_package.py": "",
        "a/plain.py": "from poincare.base.console import logged",
        "a/renamed.py": "import poincare.a.plain as other",
        "a/member.py": "from poincare.a.renamed import name as another",
        "a/module.py": "from poincare.a import member as yet_another",
        "late.py": "def f():\n    import poincare.late_too",
        "late_too.py": "import poincare.late",
        "unused.py": "",
    }
    for name, text in files.items():
        path = tmp_path / "poincare" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "poincare"


def used(package, text):
    """Names of the modules that a script of that text uses."""
    script = package.parent / "script.py"
    script.write_text(text)
    found = modules_used_by(script, package=package)
    return {path.relative_to(package).as_posix() for path in found}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import numpy\nimport poincare", set()),
        ("import poincare.a.plain", {"a/plain.py"}),
        ("import poincare.a.plain as p", {"a/plain.py"}),
        ("from poincare.a import plain as p", {"a/plain.py"}),
        ("from poincare.a.plain import *", {"a/plain.py"}),
        ("import poincare.a.renamed", {"a/renamed.py", "a/plain.py"}),
        ("import poincare.a.module", {f"a/{m}.py" for m in "plain renamed member module".split()}),
        ("import poincare.a", set()),
        ("from poincare.a import something", set()),
    ],
)
def test_every_form_of_import_is_followed_through_modules_and_packages(package, text, expected):
    of_package = {"a/__init__.py", "of_package.py"} if "poincare.a" in text else set()
    assert used(package, text) == expected | of_package


def test_imports_within_functions_and_circles_count(package):
    assert used(package, "from poincare import late") == {"late.py", "late_too.py"}


def test_what_only_words_progress_uses_does_not_count(package):
    assert used(package, "import poincare.base.console") == set()
    assert used(package, "import poincare.base.under_words") == {"base/under_words.py"}


def test_a_source_within_the_package_is_among_them(package):
    found = modules_used_by(package / "late.py", package=package)
    assert {path.name for path in found} == {"late.py", "late_too.py"}


@pytest.mark.parametrize("text", ["from . import x", "from .a import x", "from ..a.b import x"])
def test_relative_imports_are_refused_by_file_and_line(package, text):
    with pytest.raises(ValueError, match=r"script\.py:2"):
        used(package, f"import os\n{text}")


def test_statements_and_names_make_the_hash_and_words_do_not(package):
    file = package / "late.py"

    def hashed(text):
        file.write_text(text)
        return hash_of_statements([file], package)

    original = hashed('def f(x):\n    """Words."""\n    return x + 1')
    assert hashed('"""More."""\n\n\ndef f(x):  # why\n    return x + 1\n') == original
    assert hashed("def f(x):\n    return x + 2") != original
    assert hashed("def f(x):\n    return (x + 1)") == original
    other = shutil.move(file, package / "later.py")
    assert hash_of_statements([other], package) != original


def test_the_modules_left_out_are_there():
    assert all((PACKAGE / name).is_file() for name in WORDING)


def imports_of_no_name(path):
    """Calls that import a module by a string."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        name = getattr(node, "id", getattr(node, "attr", None))
        if name in ("import_module", "__import__", "exec", "eval"):
            yield path.relative_to(PACKAGE).as_posix()


def test_only_two_registries_import_by_a_string():
    found = {name for path in PACKAGE.rglob("*.py") for name in imports_of_no_name(path)}
    assert found == {"training/trainers.py", "reporting/figures/registry.py"}


def inputs(script, trainer=None):
    found = code_behind(SCRIPTS / script, *([source_of(trainer)] if trainer else []))
    return {path.relative_to(PACKAGE).as_posix() for path in found}


@pytest.mark.parametrize("trainer", sorted(MODULES))
def test_a_training_depends_on_its_own_trainer(trainer):
    found = inputs("train.py", trainer)
    rooms = {name.split("/")[1] for name in found if name.count("/") == 2}
    assert rooms == {trainer}
    mine = {path.name for path in (PACKAGE / "training" / trainer).glob("*.py")} - {"__init__.py"}
    assert {Path(name).name for name in found if name.startswith(f"training/{trainer}/")} == mine
    # The order of epochs, and the seeds.
    assert {"training/session.py", "training/run.py"} <= found


@pytest.mark.parametrize("trainer", sorted(MODULES))
def test_a_training_does_not_depend_on_words(trainer):
    found = inputs("train.py", trainer)
    assert not found & set(WORDING)
    rooms = {name.split("/")[0] for name in found}
    assert rooms <= {"base", "geometry", "graphs", "embeddings", "training"}


@pytest.mark.parametrize("script", sorted(path.name for path in SCRIPTS.glob("*.py")))
def test_no_other_rule_depends_on_a_trainer_or_on_words_of_progress(script):
    found = inputs(script)
    assert not found & set(WORDING)
    assert not [name for name in found if name.split("/")[1] in MODULES]
