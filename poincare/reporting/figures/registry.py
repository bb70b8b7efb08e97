"""The figures: one entry each, in the module that draws it.

To add a figure, write a module of this folder with a `FIGURE`. The module's name is that of the
figure, and how the names of its files begin. Nothing else names a figure: the configuration takes
its options, the workflow its inputs, the report its heading from the entry.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from poincare.base.errors import UserError
from poincare.reporting.figures.runs import Run, Runs

if TYPE_CHECKING:  # a plan does without matplotlib
    from poincare.reporting.figures.picture import Animation, Picture

FOLDER = Path(__file__).parent

#: Headings of figures, in the order of the report.
OVER_DIMS = "Quality and cost over dimensions"
IN_TWO_DIMENSIONS = "Embeddings in two dimensions"
HIERARCHY = "Hierarchy and errors"
TRAINING = "Training"
OTHERS = "Further figures"
GROUPS = (OVER_DIMS, IN_TWO_DIMENSIONS, HIERARCHY, TRAINING, OTHERS)

#: What is read for a figure, by name: a file or several.
Inputs = Mapping[str, str | list[str]]


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A figure to be drawn.

    Attributes
    ----------
    subject : dict
        What tells it from the other drawings of the figure, such as dataset, system and seed, in
        the order of the file's name. Passed on to `Figure.draw`.
    inputs : mapping
        Files that it is drawn from, by name.
    settings : dict
        What else `Figure.draw` is given.
    """

    subject: dict[str, Any] = field(default_factory=dict)
    inputs: Inputs
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def target(self) -> str:
        """What its files' name has after that of the figure, such as ``-mammals-fast-0``."""
        return "".join(f"-{value}" for value in self.subject.values())


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A kind of figure.

    Attributes
    ----------
    name : str
        That of its module.
    group : str
        One of `GROUPS`.
    place : int
        Order within the group.
    label, caption : str
        What Snakemake's report says of it; `{…}` are keys of the subject.
    options : mapping
        JSON schema of each key that it reads under `figures` of the configuration. A key without
        ``default`` is required.
    drawings : callable
        What is drawn, given the runs and all options. Runs that are asked for but are not in the
        grids are skipped, so that a configuration may keep the options of `config/default.yaml`.
    draw : callable
        The picture, given the inputs, and subject and settings as keywords.
    mem_mb : int
        Memory that drawing takes, in MiB.
    """

    name: str
    group: str
    place: int
    label: str
    caption: str
    options: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    drawings: Callable[[Runs, Mapping[str, Any]], Iterable[Drawing]]
    draw: "Callable[..., Picture | Animation]"
    mem_mb: int = 1000


def subject_of(run: Run, *keys: str) -> dict[str, Any]:
    """Those values of a run that tell its drawing from others."""
    return {key: getattr(run, key) for key in keys}


def source_of(name: str) -> Path:
    """The module of a figure; what it imports are the inputs of the rule that draws it."""
    return FOLDER / f"{name}.py"


def figure_named(name: str) -> Figure:
    """The figure of that name; only its module is imported.

    Raises
    ------
    UserError
        If there is none.
    """
    found = _figure_in(name) if source_of(name).is_file() else None
    if found is None:
        raise UserError(f"no figure {name!r}", mend=f"one of {', '.join(figures())}")
    return found


@cache
def figures() -> dict[str, Figure]:
    """All figures by name, in the order of the report."""
    found = [_figure_in(path.stem) for path in FOLDER.glob("*.py") if path.stem != "__init__"]
    order = sorted(
        (figure for figure in found if figure is not None),
        key=lambda figure: (GROUPS.index(figure.group), figure.place, figure.name),
    )
    return {figure.name: figure for figure in order}


def options_schema() -> dict[str, Any]:
    """JSON schema of the key `figures` of a configuration: the options of all figures."""
    options = {key: schema for one in figures().values() for key, schema in one.options.items()}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [key for key, schema in options.items() if "default" not in schema],
        "properties": options,
    }


def grouped(names: Iterable[str]) -> dict[str, list[str]]:
    """Names of drawn figures by heading, in the order of the report, without empty headings."""
    under: dict[str, list[str]] = {group: [] for group in GROUPS}
    for name in names:
        kind = name.partition("-")[0]
        known = _figure_in(kind) if source_of(kind).is_file() else None
        under[known.group if known else OTHERS].append(name)
    return {group: some for group, some in under.items() if some}


def _figure_in(module: str) -> Figure | None:
    """The entry of a module of this folder, if it has one."""
    return getattr(import_module(f"{__package__}.{module}"), "FIGURE", None)
