"""What jobs print: their progress in the terminal and in their log, a user's mistake in a line."""

import io
import logging
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from poincare.base.display import printable
from poincare.base.errors import UserError
from poincare.base.files import refusals_of, system_error
from poincare.base.stops import Stopped, stoppable

logger = logging.getLogger("poincare")

#: Seconds between two lines of progress.
SPEAK_EVERY = 5.0

#: Seconds between two messages where lines cannot be replaced, as in a pipe.
PIPE_EVERY = 60.0

#: Level of a message that stays in the terminal, as a warning does, but warns of nothing.
NOTE = logging.INFO + 5

#: Moves to the beginning of the line and clears it.
CLEAR = "\r\033[K"


class Terminal(logging.Handler):
    """Shows a job's newest message in a terminal, in place of the one before.

    All messages are in the job's log file. Where a line cannot be replaced, as in a pipe, one
    message in `PIPE_EVERY` seconds is printed. Notes, warnings and errors are always printed, and
    stay.
    """

    def __init__(self) -> None:
        super().__init__()
        self.spoken = time.monotonic()

    def emit(self, record: logging.LogRecord) -> None:
        """Print `record`, replace the line by it, or leave it to the log file."""
        terminal = sys.stderr.isatty()
        text, now = printable(record.getMessage()), time.monotonic()
        if record.levelno >= NOTE:
            print(f"{CLEAR if terminal else ''}{text}", file=sys.stderr, flush=True)
        elif terminal:
            text = text[: shutil.get_terminal_size().columns - 1]
            print(f"{CLEAR}{text}", end="", file=sys.stderr, flush=True)
        elif now - self.spoken >= PIPE_EVERY:
            self.spoken = now
            print(text, file=sys.stderr, flush=True)

    def close(self) -> None:
        """Take the last line of progress away."""
        if sys.stderr.isatty():
            print(CLEAR, end="", file=sys.stderr, flush=True)
        super().close()


@contextmanager
def logged(log: str | Path) -> Iterator[logging.Logger]:
    """Send messages to the terminal and to the file `log` while the block runs.

    A `UserError`, or what the system refuses, ends the process with one line and exit code 2; a
    signal ends it with one line and the shell's code for it.
    """
    path = Path(log)
    show_every_character()
    with refusals_of(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        to_file = logging.FileHandler(path, mode="w", encoding="utf-8", errors="backslashreplace")
    to_file.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%d %H:%M:%S"))
    handlers = (Terminal(), to_file)
    for handler in handlers:
        logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        with stoppable():
            yield logger
    except (UserError, OSError, MemoryError) as error:
        logger.error("error: %s", in_one_line(error))
        raise SystemExit(2) from None
    except Stopped as stop:
        logger.error("%s", stop)
        raise SystemExit(stop.exit_code) from None
    finally:
        for handler in handlers:
            logger.removeHandler(handler)
            handler.close()


def show_every_character() -> None:
    """Let a terminal that cannot show a character print a replacement for it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def in_one_line(error: BaseException) -> str:
    """What went wrong, for a user."""
    if isinstance(error, UserError):
        return str(error)
    if isinstance(error, OSError):
        return str(system_error(error, error.filename))
    return "out of memory; close other programs, or ask for less"


def duration(seconds: float) -> str:
    """Seconds as m:ss, or h:mm:ss from an hour on."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def progress_lines(label: str, say: Callable[[str], None]) -> Callable[[int, int], None]:
    """A callback (done, in all) that reports progress, speed and the time left.

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
