"""The lines that Snakemake's run leaves in the terminal."""

import io
import logging
import re
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from snakemake_interface_logger_plugins.common import LogEvent

FOLDER = Path(__file__).parents[3] / "workflow" / "logger"


@pytest.fixture
def plugin(monkeypatch):
    monkeypatch.syspath_prepend(str(FOLDER))
    yield pytest.importorskip("snakemake_logger_plugin_lines")
    sys.modules.pop("snakemake_logger_plugin_lines")


def handler(plugin, **settings):
    given = {"stdout": False, "dryrun": False, "verbose": False, "quiet": None}
    common = SimpleNamespace(**(given | {"show_failed_logs": False} | settings))
    made = plugin.LogHandler(common, None)
    made.stream = io.StringIO()
    return made


def event(kind, created=0.0, level=logging.INFO, message="", **values):
    record = logging.LogRecord("snakemake", level, __file__, 1, message, (), None)
    for key, value in {"event": kind, "created": created, **values}.items():
        setattr(record, key, value)
    return record


def three_jobs(handler):
    """A run of a graph, a training and what gathers them."""
    jobs = {1: ("graph", {"dataset": "mammals"}), 2: ("train", {"dim": "5", "seed": "0"})}
    stats = {"graph": 1, "train": 1, "all": 1, "total": 3}
    handler.emit(event(LogEvent.RUN_INFO, stats=stats))
    for job, (rule, wildcards) in {**jobs, 3: ("all", None)}.items():
        handler.emit(event(LogEvent.JOB_INFO, jobid=job, rule_name=rule, wildcards=wildcards))
        handler.emit(event(LogEvent.JOB_STARTED, created=10.0 * job, jobs=[job]))
        handler.emit(event(LogEvent.JOB_FINISHED, created=10.0 * job + 70 * job, job_id=job))


def test_each_finished_job_is_a_line_with_the_progress_its_name_and_its_time(plugin):
    made = handler(plugin)
    three_jobs(made)
    lines = made.stream.getvalue().splitlines()
    assert [re.search(r"\d+/\d+", line)[0] for line in lines] == ["1/2", "2/2"]
    assert [line.count("#") for line in lines] == [plugin.WIDTH // 2, plugin.WIDTH]
    assert "graph" in lines[0] and "mammals" in lines[0] and "1 min 10 s" in lines[0]
    assert "train" in lines[1] and "d = 5, seed 0" in lines[1] and "2 min 20 s" in lines[1]
    assert made.stream.getvalue().isascii() and "\033" not in made.stream.getvalue()


def test_a_terminal_is_cleared_of_a_jobs_progress_first(plugin):
    made = handler(plugin)
    made.stream.isatty = lambda: True
    three_jobs(made)
    assert made.stream.getvalue().count(plugin.CLEAR) == 2


def test_messages_are_left_to_the_log_file_and_warnings_and_errors_are_not(plugin):
    made = handler(plugin)
    made.emit(event(None, message="Select jobs to execute..."))
    assert made.stream.getvalue() == ""
    made.emit(event(None, level=logging.WARNING, message="careful"))
    made.emit(event(LogEvent.ERROR, level=logging.ERROR, message="no recipe 'fats'"))
    made.emit(event(None, message="Complete log(s): a.log"))
    assert made.stream.getvalue().splitlines() == [
        "careful",
        "no recipe 'fats'",
        "Complete log(s): a.log",
    ]


@pytest.mark.parametrize("whole", ["dryrun", "verbose"])
def test_a_dry_run_is_printed_whole(plugin, whole):
    made = handler(plugin, **{whole: True})
    made.emit(event(None, message="Select jobs to execute..."))
    assert made.stream.getvalue() == "Select jobs to execute...\n"


@pytest.mark.parametrize(("done", "total"), [(0, 0), (0, 7), (3, 7), (7, 7)])
def test_the_bar_has_one_width(plugin, done, total):
    text = plugin.bar(done, total)
    assert len(text) == plugin.WIDTH + 2
    assert text.count("#") == (plugin.WIDTH * done // total if total else 0)
