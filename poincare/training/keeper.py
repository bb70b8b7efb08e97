"""The keeper of a training's checkpoint: resumes from it, and saves it now and then."""

import os
import time
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any

from poincare.base.errors import Damaged
from poincare.training import checkpoint
from poincare.training.checkpoint import Saved
from poincare.training.progress_lines import Speaker
from poincare.training.trainers import State

#: Seconds between checkpoints.
CHECKPOINT_EVERY = 30.0


class Keeper:
    """Keeps one training in a file.

    Parameters
    ----------
    file : Path or None
        The checkpoint; None keeps nothing.
    identity : mapping
        What decides the bits of the training (`poincare.training.checkpoint.identity`).
    """

    def __init__(self, file: Path | None, identity: Mapping[str, Any]) -> None:
        self.file, self.identity = file, identity
        self.saved_at = time.perf_counter()

    def resume(self, state: type[State], speaker: Speaker) -> Saved | None:
        """What was saved of this training, if anything.

        A checkpoint of another training, or one that is damaged, is set aside beside the new one,
        never overwritten, and the speaker says why.
        """
        if self.file is None or not self.file.exists():
            return None
        try:
            found = checkpoint.differences(self.file, self.identity)
            if found:
                speaker.refused(found, self.file, _set_aside(self.file))
                return None
            saved = checkpoint.load(self.file, state)
        except Damaged as damage:
            speaker.damaged(damage.what, _set_aside(self.file))
            return None
        speaker.resumed(len(saved.history), self.file)
        return saved

    def keep(self, saved: Saved) -> None:
        """Save if the last checkpoint is older than `CHECKPOINT_EVERY` seconds."""
        if time.perf_counter() - self.saved_at > CHECKPOINT_EVERY:
            self.save(saved)

    def save(self, saved: Saved) -> bool:
        """Save now; whether there is a file to save in."""
        if self.file is None:
            return False
        checkpoint.save(self.file, saved, self.identity)
        self.saved_at = time.perf_counter()
        return True


def _set_aside(file: Path) -> Path:
    """Rename a file to itself with the first number behind it that no other file has."""
    free = (Path(f"{file}.{number}") for number in count(1))
    kept = next(path for path in free if not path.exists())
    os.rename(file, kept)
    return kept
