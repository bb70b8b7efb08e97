"""How the suite talks: progress to the terminal and the log, a user's mistake as one line."""

import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from poincare.base.errors import UserError

logger = logging.getLogger("poincare")


@contextmanager
def logged(log: str | Path) -> Iterator[logging.Logger]:
    """Send messages to standard error and to the file `log` while the block runs.

    A `UserError` in the block ends the process with one line and exit code 1.
    """
    path = Path(log)
    path.parent.mkdir(parents=True, exist_ok=True)
    to_file = logging.FileHandler(path, mode="w", encoding="utf-8")
    to_file.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%d %H:%M:%S"))
    handlers = (logging.StreamHandler(sys.stderr), to_file)
    for handler in handlers:
        logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield logger
    except UserError as error:
        logger.error("error: %s", error)
        raise SystemExit(1) from None
    finally:
        for handler in handlers:
            logger.removeHandler(handler)
            if handler is to_file:
                handler.close()


#: Seconds between two lines of progress.
SPEAK_EVERY = 5.0


def duration(seconds: float) -> str:
    """Seconds as m:ss, or h:mm:ss from an hour on."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def progress_lines(label: str, say: Callable[[str], None]) -> Callable[[int, int], None]:
    """A callback (done, in all) that says now and then how far the work is and how long it takes.

    It speaks every `SPEAK_EVERY` seconds, and at the end.
    """
    begun = spoken = time.perf_counter()

    def report(done: int, total: int) -> None:
        nonlocal spoken
        now = time.perf_counter()
        if now - spoken < SPEAK_EVERY and done < total:
            return
        spoken = now
        left = (now - begun) * (total - done) / done
        say(f"{label} {done:,}/{total:,}  {done / (now - begun):,.0f}/s  ETA {duration(left)}")

    return report
