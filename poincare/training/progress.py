"""What a trainer reports after each stretch of its work: numbers, no words."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Report:
    """A stretch of work, an epoch or a part of one, that is done.

    Attributes
    ----------
    epoch : float
        Epochs done, parts included; a whole number if an epoch has just ended.
    epochs : int
        Epochs of the training.
    level, levels : int
        Level of the nodes in play, from 1; how many levels there are.
    n_active : int
        Nodes in play.
    loss : float
        Mean loss of the pairs of this epoch so far.
    learning_rate : float
        η.
    negatives : float
        Negatives per pair, K.
    visits, left : int
        Units of work (nodes or relations) of this stretch, and those still to come.
    """

    epoch: float
    epochs: int
    level: int = 1
    levels: int = 1
    n_active: int
    loss: float
    learning_rate: float
    negatives: float
    visits: int
    left: int

    @property
    def ended(self) -> bool:
        """Whether an epoch has just ended."""
        return self.epoch == int(self.epoch)

    def row(self) -> dict[str, Any]:
        """Columns of the history, of an epoch that has ended."""
        columns = ("level", "n_active", "loss", "learning_rate", "negatives")
        return {"epoch": int(self.epoch), **{name: getattr(self, name) for name in columns}}
