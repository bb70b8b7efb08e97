"""Schedules: quantities that change from a first to a last value as a training proceeds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, kw_only=True)
class Geometric:
    """Geometric interpolation of two positive values: equal factors in equal times."""

    first: float
    last: float

    def at(self, progress: float | np.ndarray) -> float | np.ndarray:
        """first · (last / first)^progress, with `progress` from 0 to 1."""
        return self.first * (self.last / self.first) ** progress


@dataclass(frozen=True, kw_only=True)
class Linear:
    """Linear interpolation: equal differences in equal times."""

    first: float
    last: float

    def at(self, progress: float | np.ndarray) -> float | np.ndarray:
        """first + (last − first) · progress, with `progress` from 0 to 1."""
        return self.first + (self.last - self.first) * progress


Schedule = Geometric | Linear

#: By the recipe's key `schedule`.
SCHEDULES = {"geometric": Geometric, "linear": Linear}


def schedule_of(keys: Mapping[str, Any]) -> Schedule:
    """The schedule of a recipe's keys `first`, `last` and `schedule`."""
    return SCHEDULES[keys["schedule"]](first=keys["first"], last=keys["last"])
