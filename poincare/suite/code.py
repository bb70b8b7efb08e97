"""Which modules decide what a rule of the workflow writes."""

from functools import cache
from pathlib import Path

from poincare.base.code import PACKAGE, modules_used_by
from poincare.training.trainers import source_of


@cache
def code_behind(script: Path, trainer: str | None = None, package: Path = PACKAGE) -> list[Path]:
    """Modules of the package that a script uses; a training uses those of its trainer as well.

    Parameters
    ----------
    script : Path
        The script of the rule.
    trainer : str, optional
        Key `trainer` of the recipe. Trainers are imported on demand, so the script alone does not
        tell which one it uses.
    package : Path
        Folder of the package.
    """
    more = [] if trainer is None else [source_of(trainer, package)]
    return modules_used_by(script, *more, package=package)
