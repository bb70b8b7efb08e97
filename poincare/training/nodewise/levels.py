"""Levels: which nodes take part when, and for how many epochs."""

import math
from dataclasses import dataclass

import numpy as np

from poincare.graphs.hierarchy import heights
from poincare.graphs.relations import Relations
from poincare.training.nodewise.settings import Level, Settings, TopDown
from poincare.training.nodewise.state import Problem, State


@dataclass(frozen=True, kw_only=True, eq=False)
class Levels:
    """Levels of a given graph.

    Attributes
    ----------
    entry : (n,) int64
        The level at which each node enters.
    n_active : (levels,) int64
        Nodes in play.
    epochs : (levels,) int64
        Epochs to run; 0 at levels where fewer than two nodes are in play.
    """

    entry: np.ndarray
    n_active: np.ndarray
    epochs: np.ndarray

    @classmethod
    def of(cls, problem: Problem) -> "Levels":
        """The levels of the settings: by depth if they are top-down, else by descendants."""
        settings = problem.settings
        entry = entries(problem.relations, settings)
        levels = _levels(settings, int(entry.max()))
        n_active = np.searchsorted(np.sort(entry), np.arange(len(levels)), side="right")
        epochs = [
            epochs_of(level, n, settings.batch_nodes) if n > 1 else 0
            for level, n in zip(levels, n_active.tolist(), strict=True)
        ]
        return cls(entry=entry, n_active=n_active, epochs=np.array(epochs))

    def __len__(self) -> int:
        """Number of levels."""
        return len(self.epochs)

    def epochs_done(self, state: State) -> int:
        """Epochs done so far, of all levels."""
        return int(self.epochs[: state.level].sum()) + state.epoch


def entries(relations: Relations, settings: Settings) -> np.ndarray:
    """The level at which each node enters, `(n,)` int64.

    Top-down it is the node's depth; else the first one for which it has descendants enough.

    Raises
    ------
    UserError
        If it is a depth, and the graph has a cycle.
    """
    if settings.top_down is not None:
        return chain_depths(relations)
    least = np.array([level.descendants for level in settings.levels])
    return np.searchsorted(-least, -relations.in_degree, side="left")


def chain_depths(relations: Relations) -> np.ndarray:
    """Length of the longest chain of pairs up to a root, `(n,)`; 0 for roots."""
    upside_down = np.column_stack((relations.indices, relations.sources))
    return heights(upside_down, relations.n_nodes)


def _levels(settings: Settings, deepest: int) -> tuple[Level | TopDown, ...]:
    """Those of the settings, top-down after one for every depth."""
    if settings.top_down is None:
        return settings.levels
    return (settings.top_down,) * (deepest + 1) + settings.levels


def epochs_of(level: Level | TopDown, n_active: int, batch_nodes: int) -> int:
    """Epochs of a level, given the number of nodes in play and of nodes in a batch."""
    return max(level.epochs, math.ceil(level.steps / math.ceil(n_active / batch_nodes)))
