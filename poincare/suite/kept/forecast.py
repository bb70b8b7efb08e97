"""How long the trainings of a plan will take, from the times that kept trainings took.

A training takes the time of a kept one of the same system and dimension. Between kept dimensions
the time per pair is interpolated, ln time over ln d. Beyond them it is in proportion to
d + `EQUAL_AT`. On other graphs the time is in proportion to the pairs.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from poincare.reporting.figures.runs import Run
from poincare.suite.configuration.asked import graph_of

#: Dimension at which a batch's calls take as long as its arithmetic, roughly.
EQUAL_AT = 100.0

#: Columns of the results that name a training, and its time.
_TRAINING = ["dataset", "system", "dim", "seed"]


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """What trainings will take.

    Attributes
    ----------
    seconds : mapping of Run to float
        CPU time of each training.
    unknown : tuple of Run
        Trainings of systems that have no kept one.
    """

    seconds: Mapping[Run, float]
    unknown: tuple[Run, ...]

    @property
    def total(self) -> float:
        """CPU time of all trainings whose time is known, in seconds."""
        return sum(self.seconds.values())


def forecast(trainings: Iterable[Run], kept: pd.DataFrame, pairs: Mapping[str, int]) -> Forecast:
    """The time of each training.

    Parameters
    ----------
    trainings : iterable of Run
    kept : pandas.DataFrame
        Results, whose column `train_cpu_s` is the CPU time of a training in seconds.
    pairs : mapping of str to int
        Number of pairs of every graph that is known.
    """
    measured = kept.dropna(subset=["train_cpu_s"]).drop_duplicates(_TRAINING)
    graphs = [graph_of(dataset) for dataset in measured["dataset"]]
    number = pd.Series(graphs, index=measured.index).map(pairs)
    measured = measured.assign(per_pair=measured["train_cpu_s"] / number)
    measured = measured.dropna(subset=["per_pair"])
    curves = {
        system: part.groupby("dim")["per_pair"].median()
        for system, part in measured.groupby("system")
    }
    seconds, unknown = {}, []
    for run in trainings:
        known = pairs.get(graph_of(run.dataset))
        if run.system in curves and known:
            seconds[run] = known * _per_pair(curves[run.system], run.dim)
        else:
            unknown.append(run)
    return Forecast(seconds=seconds, unknown=tuple(unknown))


def _per_pair(curve: pd.Series, dim: int) -> float:
    """Seconds per pair in `dim` dimensions, from those of the kept dimensions, ascending."""
    dims = curve.index.to_numpy(dtype=float)
    nearest = np.clip(dim, dims[0], dims[-1])
    there = np.exp(np.interp(np.log(nearest), np.log(dims), np.log(curve.to_numpy())))
    return float(there * (dim + EQUAL_AT) / (nearest + EQUAL_AT))
