"""Snakemake's output for the terminal: one line for each finished job, which holds the progress.

A logger plugin, used by the Makefile: `PYTHONPATH=workflow/logger snakemake --logger lines`.
Snakemake's own `--quiet` would take the jobs out of its log file as well; with this plugin the
file stays complete. The lines are plain text, so they read the same in a terminal that cannot
move its cursor, in a pipe and in the log of a continuous integration.
"""

import logging
import sys

from snakemake.logging import DefaultFormatter
from snakemake_interface_logger_plugins.base import LogHandlerBase
from snakemake_interface_logger_plugins.common import LogEvent

WIDTH = 20
#: How a wildcard is printed; others are printed as they are.
PRINTED = {"dim": "d = {}", "seed": "seed {}"}
#: Wildcards of the rule that draws figures.
FIGURE = ("figure", "target")
#: Moves to the beginning of the line and clears it: there may be a job's progress.
CLEAR = "\r\033[K"


def bar(done: int, total: int) -> str:
    """``[#####...............]``, in proportion to `done` of `total`."""
    filled = WIDTH * done // max(total, 1)
    return f"[{'#' * filled}{'.' * (WIDTH - filled)}]"


def spent(seconds: float) -> str:
    """Seconds as 7 s or 3 min 5 s."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def label(rule: str, wildcards: dict[str, str]) -> str:
    """The rule and the values of its wildcards."""
    # The name of a figure and what it shows are one file name.
    figure = "".join(wildcards.get(name, "") for name in FIGURE)
    others = {name: value for name, value in wildcards.items() if name not in FIGURE}
    values = [PRINTED.get(name, "{}").format(value) for name, value in others.items()]
    values += [figure] if figure else []
    return f"{rule.replace('_', ' '):<20} {', '.join(values)}"


class LogHandler(LogHandlerBase):
    """Prints finished jobs, warnings and errors; everything for a dry run or with `--verbose`."""

    writes_to_stream = True
    writes_to_file = False
    has_filter = False
    has_formatter = True
    needs_rulegraph = False

    def __post_init__(self) -> None:
        """Begin with no job known."""
        self.stream = sys.stdout if self.common_settings.stdout else sys.stderr
        self.whole = self.common_settings.dryrun or self.common_settings.verbose
        self.setFormatter(
            DefaultFormatter(self.common_settings.quiet, self.common_settings.show_failed_logs)
        )
        self.jobs: dict[int, str] = {}
        self.begun: dict[int, float] = {}
        self.total = self.done = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Print what `record` is worth in the terminal, if anything."""
        try:
            text = self.format(record) if self.whole else self.line(record)
            if text:
                clear = CLEAR if self.stream.isatty() else ""
                print(clear + text, file=self.stream, flush=True)
        except Exception:
            self.handleError(record)

    def line(self, record: logging.LogRecord) -> str | None:
        """The text for a record, None for one that only the log file holds."""
        event = getattr(record, "event", None)
        if event == LogEvent.RUN_INFO:
            # The rule `all` gathers the results and does nothing.
            self.total = sum(n for rule, n in record.stats.items() if rule not in ("all", "total"))
        elif event == LogEvent.JOB_INFO:
            self.jobs[record.jobid] = label(record.rule_name, dict(record.wildcards or {}))
        elif event == LogEvent.JOB_STARTED:
            self.begun.update(dict.fromkeys(record.jobs, record.created))
        elif event == LogEvent.JOB_FINISHED:
            return self.finished(record)
        elif record.levelno >= logging.WARNING or (event is None and _closing(record)):
            return self.format(record)
        return None

    def finished(self, record: logging.LogRecord) -> str | None:
        """The line of a finished job."""
        job = self.jobs.get(record.job_id, "")
        if job.strip() == "all":
            return None
        self.done += 1
        total = max(self.done, self.total)
        width = len(str(total))
        seconds = record.created - self.begun.get(record.job_id, record.created)
        return f"{bar(self.done, total)} {self.done:>{width}}/{total} {job:<56} {spent(seconds):>7}"


def _closing(record: logging.LogRecord) -> bool:
    """Whether the message says how a run ended: nothing to do, or where its log file is."""
    return record.getMessage().startswith(("Nothing to be done", "Complete log"))
