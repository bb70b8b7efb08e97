"""What a trainer says after each stretch of its work."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Report:
    """A stretch of work, an epoch or a part of one, that has been done.

    Attributes
    ----------
    words : str
        How far the training is, for the progress line.
    visits, left : int
        Units of work (nodes or relations) of this stretch, and those still to come.
    row : dict or None
        Columns of the history if an epoch has ended: epoch, level, n_active, loss,
        learning_rate, negatives.
    """

    words: str
    visits: int
    left: int
    row: dict[str, Any] | None
