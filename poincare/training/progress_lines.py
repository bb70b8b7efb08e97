"""Progress of a training in words. No result depends on this module."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from poincare.base.console import SPEAK_EVERY, duration
from poincare.training.progress import Report

#: What differs between a checkpoint and a training, by the key of their identities.
REASONS = {
    "data_hash": "other data",
    "corpus_hash": "another corpus",
    "recipe_hash": "another recipe",
    "trainer_hash": "another version of the trainer's code",
    "frames": "snapshots at other epochs",
}


class Speaker:
    """Says in lines how a training goes on.

    Parameters
    ----------
    say : callable
        Called with each line.
    unit : str
        What visits count.
    """

    def __init__(self, say: Callable[[str], None], unit: str) -> None:
        self.say, self.unit = say, unit
        self.spoken_at = time.perf_counter()

    def report(self, report: Report, rate: float) -> None:
        """Progress and time left, every `SPEAK_EVERY` seconds and at the end."""
        now = time.perf_counter()
        if now - self.spoken_at > SPEAK_EVERY or report.left == 0:
            eta = duration(report.left / rate)
            self.say(f"{line_of(report)}  {rate:,.0f} {self.unit}/s  ETA {eta}")
            self.spoken_at = now

    def resumed(self, epoch: int, file: Path) -> None:
        """The training continues from a checkpoint."""
        self.say(f"resuming after epoch {epoch} from {file}")

    def refused(self, differences: Mapping[str, tuple[Any, Any]], file: Path, kept: Path) -> None:
        """A checkpoint belongs to another training: why, and where it is now."""
        reasons = ", ".join(_reason(key, *values) for key, values in differences.items())
        self.say(f"starting anew: {file} is of another training ({reasons}); kept as {kept}")

    def damaged(self, fault: str, kept: Path) -> None:
        """A checkpoint cannot be used: why, and where it is now."""
        self.say(f"starting anew: {fault}; kept as {kept}")


def line_of(report: Report) -> str:
    """Epoch, level, loss, η and K."""
    epoch = f"{report.epoch:.0f}" if report.ended else f"{report.epoch:.2f}"
    parts = [f"epoch {epoch}/{report.epochs}"]
    if report.levels > 1:
        parts.append(f"level {report.level}/{report.levels} ({report.n_active:,} nodes)")
    parts += [f"loss {report.loss:.4f}", f"η {report.learning_rate:.4g}"]
    return "  ".join([*parts, f"K {report.negatives:.0f}"])


def _reason(key: str, there: Any, here: Any) -> str:
    return REASONS.get(key, f"{key} {there}, not {here}")
