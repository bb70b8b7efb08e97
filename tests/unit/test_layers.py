"""The layers: imports point one way, and numeric rooms know nothing of terminals and tables."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import poincare
from poincare.evaluation.metrics import METRICS
from poincare.evaluation.tasks import TASKS
from poincare.geometry.manifolds import MANIFOLDS
from poincare.training.minibatch.distances import DISTANCES
from poincare.training.nodewise.spaces import SPACES

PACKAGE = Path(poincare.__file__).parent

#: Rooms from the bottom up; a room imports from its own floor and the floors below.
FLOORS = (
    {"base"},
    {"geometry"},
    {"graphs", "embeddings"},
    {"datasets", "training", "evaluation"},
    {"reporting"},
    {"suite"},
    {"commands"},
    {"__main__"},
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}

#: Rooms that hold nothing but numbers.
NUMERIC = (
    "geometry",
    "graphs",
    "training/nodewise",
    "training/minibatch",
    "training/cbow",
    "evaluation/ranks",
)
UNKNOWN_TO_NUMBERS = ("poincare.base.console", "pandas", "matplotlib", "snakemake")

MODULES = sorted(PACKAGE.rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield f"{node.module}"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def test_every_room_has_a_floor():
    assert {room_of(path) for path in MODULES} - {"__init__"} == set(FLOOR)


def test_no_import_points_upwards():
    upwards = [
        f"{path.relative_to(PACKAGE)} imports {name}"
        for path in MODULES
        if room_of(path) != "__init__"
        for name in imported(path)
        if name.startswith("poincare.") and FLOOR.get(name.split(".")[1], 0) > FLOOR[room_of(path)]
    ]
    assert upwards == []


def test_nothing_but_the_entry_lies_loose_at_the_root():
    assert {path.name for path in PACKAGE.glob("*.py")} == {"__init__.py", "__main__.py"}


@pytest.mark.parametrize("room", NUMERIC)
def test_numeric_rooms_know_no_terminal_and_no_tables(room):
    found = [
        f"{path.relative_to(PACKAGE)} imports {name}"
        for path in (PACKAGE / room).rglob("*.py")
        for name in imported(path)
        if name.startswith(UNKNOWN_TO_NUMBERS)
    ]
    assert found == []


def test_nothing_knows_snakemake():
    found = [path.name for path in MODULES for name in imported(path) if "snakemake" in name]
    assert found == []


def test_no_room_holds_more_than_eighteen_files():
    rooms = {path.parent for path in MODULES}
    assert {room.name: n for room in rooms if (n := len(list(room.glob("*.py")))) > 18} == {}


#: Where the names of metrics, tasks, manifolds and distances are defined.
TABLES = {
    "evaluation/hyperlex/subsets.py",
    "evaluation/metrics.py",
    "evaluation/tasks.py",
    "geometry/manifolds.py",
    "training/nodewise/spaces.py",
    "training/minibatch/distances.py",
}
#: Modules that make a score, points or a column of such a name; and settings of one task alone.
PRODUCERS = {
    "evaluation/controls.py",
    "evaluation/entailment.py",
    "evaluation/errors.py",
    "evaluation/hierarchy.py",
    "evaluation/labels.py",
    "evaluation/quality.py",
    "evaluation/scores.py",
    "reporting/figures/errors.py",
    "reporting/figures/norm_depth.py",
    "reporting/figures/quality_over_time.py",
    "suite/configuration/asked.py",
    "suite/configuration/checks.py",
    "suite/plan.py",
    "training/cbow/settings.py",
}


def literals(path: Path) -> Iterator[str]:
    """Strings of a module but for docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) not in documented:
                yield node.value


def test_no_name_of_a_table_is_repeated_elsewhere():
    # `poincare` is the name of the package as well.
    names = {*METRICS, *TASKS, *MANIFOLDS, *SPACES, *DISTANCES} - {"poincare"}
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in MODULES
        if names.intersection(literals(path))
    }
    assert found - TABLES - PRODUCERS == set()


def fields_of(module: ast.Module) -> dict[str, int]:
    """Number of fields of every dataclass of a module."""
    return {
        node.name: sum(isinstance(part, ast.AnnAssign) for part in node.body)
        for node in ast.walk(module)
        if isinstance(node, ast.ClassDef)
        and any("dataclass" in ast.unparse(one) for one in node.decorator_list)
    }


def test_dataclasses_of_more_than_three_fields_are_built_by_keyword():
    modules = {path: ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}
    large = {name for module in modules.values() for name, n in fields_of(module).items() if n > 3}
    found = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path, module in modules.items()
        for node in ast.walk(module)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).split(".")[-1] in large
        and len(node.args) > 3
    ]
    assert found == []
