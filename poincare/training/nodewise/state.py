"""What a training is given, and what changes as it proceeds."""

from dataclasses import dataclass

import numpy as np

from poincare.graphs.relations import Relations
from poincare.training.nodewise.settings import Settings
from poincare.training.nodewise.spaces import SPACES, Space
from poincare.training.nodewise.targets import Targets


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
    space : Space
        That of the settings' distance.
    targets : Targets
        Training pairs and inferred ones, weighted.
    sharpness : float
        Inverse temperature t: in d dimensions at most the settings', or that of `fermi_dirac`.
    """

    relations: Relations
    settings: Settings
    dim: int
    space: Space
    targets: Targets
    sharpness: float

    @property
    def both_ends(self) -> bool:
        """Whether negatives replace both ends of a pair, and points move by means over pairs."""
        return self.settings.fermi_dirac is not None

    @classmethod
    def of(cls, relations: Relations, settings: Settings, dim: int) -> "Problem":
        """The problem of settings on a graph, in `dim` dimensions."""
        space = SPACES[settings.distance]
        return cls(
            relations=relations,
            settings=settings,
            dim=dim,
            space=space,
            targets=Targets.of(relations, settings),
            sharpness=_sharpness(settings, space, dim),
        )


def _sharpness(settings: Settings, space: Space, dim: int) -> float:
    if settings.fermi_dirac is not None:
        return 1.0 / settings.fermi_dirac.temperature
    return space.growth.sharpness(settings.sharpness.at_most, dim)


@dataclass(kw_only=True)
class State:
    """All that a training needs to resume: it changes from epoch to epoch.

    Attributes
    ----------
    points : (n, d + 1) float64
        Ambient coordinates (`poincare.training.nodewise.spaces`).
    translation : (d,) float64
        r, 0 where the distance has none.
    entered : (n,) bool
        Nodes in play.
    level, epoch : int
        The next epoch to run, counted within its level from 0.
    rng : numpy.random.Generator
    """

    points: np.ndarray
    translation: np.ndarray
    entered: np.ndarray
    level: int
    epoch: int
    rng: np.random.Generator
