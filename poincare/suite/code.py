"""Which modules decide what a rule of the workflow writes."""

from functools import cache
from pathlib import Path

from poincare.base.code import PACKAGE, modules_used_by


@cache
def code_behind(script: Path, *sources: Path, package: Path = PACKAGE) -> list[Path]:
    """Modules of the package that a script uses, and those that it imports on demand.

    Parameters
    ----------
    script : Path
        The script of the rule.
    sources : Path
        Modules that the script imports by name when it runs: the trainer of a recipe
        (`poincare.training.trainers.source_of`), or a figure
        (`poincare.reporting.figures.registry.source_of`).
    package : Path
        Folder of the package.
    """
    return modules_used_by(script, *sources, package=package)
