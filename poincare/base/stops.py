"""Ctrl-C and SIGTERM: work ends within seconds, in a line, with what is done so far kept.

Within `stoppable` both signals raise `Stopped`. Work that can save itself defers them (`deferred`):
it asks whether to stop, saves, and raises `Stopped` itself.
"""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)
#: A second signal that comes so many seconds after the first one is not deferred.
PATIENCE = 3.0


class Stopped(BaseException):
    """The user or the system stopped the process; the words say what is kept.

    It is no `Exception`, so that nothing takes it for a fault of what was being done.
    """

    def __init__(self, number: int, words: str = "") -> None:
        self.number = number
        super().__init__(f"stopped by {signal.Signals(number).name}{f': {words}' if words else ''}")

    @property
    def exit_code(self) -> int:
        """The shell's code for a process that a signal ended: 128 and the signal's number."""
        return 128 + self.number


@dataclass
class _State:
    """Whether signals wait, and which one waits since when."""

    deferring: bool = False
    waiting: int = 0
    since: float = 0.0


_state = _State()


@contextmanager
def stoppable() -> Iterator[None]:
    """Turn signals into `Stopped` while the block runs; nothing changes but in the main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, _handle) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def deferred() -> Iterator[None]:
    """Let signals wait while the block runs: the work asks for them by `waiting`."""
    _state.deferring, _state.waiting = True, 0
    try:
        yield
    finally:
        _state.deferring = False


def waiting() -> int:
    """The number of the signal that waits; 0 if none does."""
    return _state.waiting


def _handle(number: int, frame: FrameType | None) -> None:
    now = time.monotonic()
    if not _state.deferring or (_state.waiting and now - _state.since > PATIENCE):
        _state.deferring = False
        raise Stopped(number)
    if not _state.waiting:
        _state.waiting, _state.since = number, now
