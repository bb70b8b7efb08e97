"""What a training is given, and what changes as it proceeds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from poincare.graphs.relations import Relations
from poincare.training.minibatch.distances import DISTANCES, Distance
from poincare.training.minibatch.settings import Settings
from poincare.training.minibatch.visits import Visits


@dataclass(frozen=True, kw_only=True, eq=False)
class Problem:
    """A graph to embed, with all that stays the same while it is.

    Attributes
    ----------
    relations : Relations
        The training pairs.
    settings : Settings
    dim : int
        d.
    distance : Distance
        That of the settings.
    visits : Visits
        The pairs as epochs visit them.
    """

    relations: Relations
    settings: Settings
    dim: int
    distance: Distance
    visits: Visits

    @classmethod
    def of(cls, relations: Relations, settings: Settings, dim: int) -> "Problem":
        """The problem of settings on a graph, in `dim` dimensions."""
        return cls(
            relations=relations,
            settings=settings,
            dim=dim,
            distance=DISTANCES[settings.distance],
            visits=Visits.of(relations, settings.order),
        )


@dataclass(kw_only=True)
class State:
    """All that a training needs to resume: it changes from batch to batch.

    Attributes
    ----------
    points : (n, d) or (n, d + 1) float64
        Points of the ball or of Euclidean space, or ambient ones of the hyperboloid.
    squared : (n,) float64
        Their squared norms.
    translation : (d,) float64
        r, 0 where the distance has none.
    visits : (m,) int64
        Pairs of the present epoch, in their order; see `Visits`.
    phase, epoch, done : int
        Present phase, epochs done in it, and pairs done in the present epoch.
    loss : float
        Sum over these pairs.
    rng : numpy.random.Generator
    """

    points: np.ndarray
    squared: np.ndarray
    translation: np.ndarray
    visits: np.ndarray
    phase: int
    epoch: int
    done: int
    loss: float
    rng: np.random.Generator

    @property
    def position(self) -> tuple[int, int, int]:
        """How far the training is: phase, epoch and pairs done."""
        return self.phase, self.epoch, self.done


@dataclass(frozen=True, kw_only=True, eq=False)
class Stack:
    """States of several runs of one problem, side by side.

    Attributes
    ----------
    states : tuple of State
        Their points, squared norms and translations are views of the arrays below.
    points, squared, translation : (runs · n, d), (runs · n,), (runs, d) float64
        Those of all runs; run i has the rows from i · n on.
    whole : (runs · n,) void
        A view of the points, each as one element: NumPy sets many of these in less time.
    """

    states: tuple[State, ...]
    points: np.ndarray
    squared: np.ndarray
    translation: np.ndarray
    whole: np.ndarray

    @classmethod
    def of(cls, states: Sequence[State]) -> "Stack":
        """A stack of states, whose arrays are replaced by views."""
        n = len(states[0].points)
        points = np.concatenate([state.points for state in states])
        squared = np.concatenate([state.squared for state in states])
        translation = np.stack([state.translation for state in states])
        for run, state in enumerate(states):
            rows = slice(run * n, (run + 1) * n)
            state.points, state.squared = points[rows], squared[rows]
            state.translation = translation[run]
        row = np.dtype((np.void, points.itemsize * points.shape[1]))
        return cls(
            states=tuple(states),
            points=points,
            squared=squared,
            translation=translation,
            whole=points.view(row)[:, 0],
        )
