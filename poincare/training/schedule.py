"""Schedules: quantities that change from a first to a last value as the training goes on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Schedule:
    """Geometric interpolation from `first` to `last`.

    Attributes
    ----------
    first, last : float
        Values in the first and the last epoch; both positive.
    """

    first: float
    last: float

    def at(self, epoch: int, epochs: int) -> float:
        """first · (last / first)^(epoch / (epochs − 1)); `epoch` counts from 0."""
        return self.first * (self.last / self.first) ** (epoch / max(epochs - 1, 1))


@dataclass(frozen=True)
class Linear:
    """Straight line from `first` to `last`; constant where both are equal."""

    first: float
    last: float

    def at(self, progress: float) -> float:
        """first + (last − first) · progress, with `progress` from 0 to 1."""
        return self.first + (self.last - self.first) * progress
