"""Rows of a run: which are trained side by side in one job, and in which order rows come."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product, starmap
from typing import Any, NamedTuple

from poincare.reporting.figures.runs import ROW_PATTERN, Run
from poincare.training.recipe import Recipe
from poincare.training.trainers import trainer_named


class Row(NamedTuple):
    """Runs that differ in their seeds."""

    dataset: str
    system: str
    dim: int


@dataclass(frozen=True, kw_only=True)
class Rows:
    """The rows of a run's trainings.

    Attributes
    ----------
    stackable : mapping
        The seeds of every row whose trainer trains them side by side.
    grids : sequence of set of Row
        The rows of every grid, in their order.
    """

    stackable: Mapping[Row, tuple[int, ...]]
    grids: Sequence[set[Row]]

    @classmethod
    def of(
        cls,
        trainings: Iterable[Run],
        recipes: Mapping[str, Recipe],
        grids: Iterable[Mapping[str, Any]],
    ) -> "Rows":
        """The rows of some trainings, by the recipes of their systems and the grids."""
        found: dict[Row, list[int]] = {}
        for run in trainings:
            if trainer_named(recipes[run.system].trainer).side_by_side:
                found.setdefault(Row(run.dataset, run.system, run.dim), []).append(run.seed)
        return cls(
            stackable={row: tuple(sorted(seeds)) for row, seeds in found.items()},
            grids=[
                set(starmap(Row, product(part["datasets"], part["systems"], part.get("dims", ()))))
                for part in grids
            ],
        )

    def priority(self, dataset: str, system: str, dim: str, **_: str) -> int:
        """Order of a training: the grids as listed, and the largest dimension of each first."""
        row = Row(dataset, system, int(dim))
        places = range(len(self.grids), 0, -1)
        found = (place for place, rows in zip(places, self.grids, strict=True) if row in rows)
        return 1000 * next(found, 0) + row.dim

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds that most rows have whose trainer trains them side by side; may be none."""
        alike = Counter(seeds for seeds in self.stackable.values() if len(seeds) > 1)
        return alike.most_common(1)[0][0] if alike else ()

    @property
    def side_by_side(self) -> list[Row]:
        """Rows whose runs are trained in one job."""
        seeds = self.seeds
        return [row for row, own in self.stackable.items() if seeds and own == seeds]

    @property
    def pattern_side_by_side(self) -> str:
        """Regular expression of the datasets of rows that are trained side by side.

        What follows the dataset in a path tells the row.
        """
        pattern = ROW_PATTERN.partition("dataset~")[2]
        places = [pattern.format(**row._asdict()) for row in self.side_by_side]
        return f"(?={'|'.join(f'{place}/' for place in places) or '(?!)'})[a-z0-9-]+"

    @property
    def pattern_alone(self) -> str:
        """Regular expression of the datasets of all other rows."""
        return self.pattern_side_by_side.replace("(?=", "(?!", 1)
