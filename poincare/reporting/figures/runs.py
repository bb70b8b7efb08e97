"""The runs of a configuration: what figures choose from, and where the files of each run are."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

#: Protocol that the frames of filmed trainings are scored under.
FRAME_PROTOCOL = "nickel2017"

#: Folders of a row, runs that differ in their seeds, and of a run, within that of the results;
#: `{…}` are the wildcards of the workflow.
ROW_PATTERN = "runs/dataset~{dataset}/system~{system}/dim~{dim}"
PATTERN = f"{ROW_PATTERN}/seed~{{seed}}"

#: Panels of one figure that has a panel per dim.
MOST_PANELS = 3


@dataclass(frozen=True)
class Run:
    """A training, or vectors of another program on a dataset, which have seed 0.

    Attributes
    ----------
    dataset, system : str
    dim, seed : int
    """

    dataset: str
    system: str
    dim: int
    seed: int


@dataclass(frozen=True, kw_only=True)
class Runs:
    """All runs of a configuration.

    Attributes
    ----------
    folder : str
        Folder of the results.
    grid : tuple of Run
        Largest dimension first.
    trained : frozenset of str
        Systems that are trained by a recipe. The others are vectors of other programs.
    hyperbolic : frozenset of str
        Systems of hyperbolic space, whose points have a place in the disc.
    published : tuple of str
        Files of the published numbers.
    histories : bool
        Whether any run has been trained, so that there are histories.
    """

    folder: str
    grid: tuple[Run, ...]
    trained: frozenset[str]
    hyperbolic: frozenset[str]
    published: tuple[str, ...] = ()
    histories: bool = True

    def where(self, **values: Any) -> list[Run]:
        """Runs that have these values, as in `where(dataset="mammals", dim=2)`."""
        return [
            run
            for run in self.grid
            if all(getattr(run, name) == value for name, value in values.items())
        ]

    def least_seed(self, **values: Any) -> list[Run]:
        """Of the runs that have these values those with the least seed; none if there are none."""
        found = self.where(**values)
        least = min((run.seed for run in found), default=None)
        return [run for run in found if run.seed == least]

    def trained_on(self, graphs: Collection[str]) -> list[Run]:
        """Trainings on any of these graphs."""
        return [run for run in self.grid if run.dataset in graphs and run.system in self.trained]

    def file(self, run: Run, name: str) -> str:
        """Path of a file of a run."""
        return f"{self.folder}/{PATTERN.format(**vars(run))}/{name}"

    def table(self, name: str) -> str:
        """Path of a file of all runs together."""
        return f"{self.folder}/{name}"

    def graph(self, dataset: str) -> str:
        """Path of the graph of a dataset."""
        return f"data/built/graphs/{dataset}.npz"


def panels(dims: Iterable[int]) -> list[int]:
    """At most `MOST_PANELS` of the dims: all, or the least, the middle and the greatest."""
    dims = sorted(set(dims))
    if len(dims) > MOST_PANELS:
        dims = [dims[0], dims[(len(dims) - 1) // 2], dims[-1]]
    return dims
