import io
import logging
import re

import pytest

from poincare.base import console
from poincare.base.errors import UserError


class Screen(io.StringIO):
    """A terminal that keeps what is printed."""

    def isatty(self):
        return True


def to(stream, monkeypatch):
    """Let `stream` be the standard error, 40 columns wide."""
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setenv("COLUMNS", "40")
    return stream


def lines(path):
    return [line[20:] for line in path.read_text().splitlines()]


def test_the_log_has_every_message_and_the_terminal_the_newest(monkeypatch, tmp_path):
    screen = to(Screen(), monkeypatch)
    with console.logged(tmp_path / "logs" / "job.log") as logger:
        for epoch in range(3):
            logger.info(f"epoch {epoch}")
    assert lines(tmp_path / "logs" / "job.log") == ["epoch 0", "epoch 1", "epoch 2"]
    shown = screen.getvalue().split(console.CLEAR)
    assert shown == ["", "epoch 0", "epoch 1", "epoch 2", ""]
    assert "\n" not in screen.getvalue()


def test_a_message_wider_than_the_terminal_is_cut_there_alone(monkeypatch, tmp_path):
    screen = to(Screen(), monkeypatch)
    with console.logged(tmp_path / "job.log") as logger:
        logger.info("x" * 100)
    assert max(len(part) for part in screen.getvalue().split(console.CLEAR)) == 39
    assert lines(tmp_path / "job.log") == ["x" * 100]


def test_warnings_stay_on_the_terminal(monkeypatch, tmp_path):
    screen = to(Screen(), monkeypatch)
    with console.logged(tmp_path / "job.log") as logger:
        logger.warning("careful")
    assert "careful\n" in screen.getvalue()


def test_a_note_is_printed_in_a_pipe_too(monkeypatch, tmp_path):
    pipe = to(io.StringIO(), monkeypatch)
    with console.logged(tmp_path / "job.log") as logger:
        logger.log(console.NOTE, "39 nodes, 100 % of them named")
    assert pipe.getvalue() == "39 nodes, 100 % of them named\n"
    assert lines(tmp_path / "job.log") == ["39 nodes, 100 % of them named"]


def test_a_pipe_gets_one_message_now_and_then(monkeypatch, tmp_path):
    pipe = to(io.StringIO(), monkeypatch)
    clock = iter([0.0, 10.0, 61.0, 62.0, 122.0])
    monkeypatch.setattr(console.time, "monotonic", lambda: next(clock))
    with console.logged(tmp_path / "job.log") as logger:
        for epoch in range(4):
            logger.info(f"epoch {epoch}")
    assert pipe.getvalue().splitlines() == ["epoch 1", "epoch 3"]
    assert len(lines(tmp_path / "job.log")) == 4


def test_a_users_mistake_is_one_line_and_exit_code_2(monkeypatch, tmp_path):
    pipe = to(io.StringIO(), monkeypatch)
    with pytest.raises(SystemExit) as exit_, console.logged(tmp_path / "job.log"):
        raise UserError("no such file: a.txt")
    assert exit_.value.code == 2
    assert pipe.getvalue() == "error: no such file: a.txt\n"
    assert console.logger.handlers == []
    assert logging.getLogger("poincare") is console.logger


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.4, "0:00"), (59.6, "1:00"), (3599, "59:59"), (3600, "1:00:00")]
)
def test_durations(seconds, text):
    assert console.duration(seconds) == text


def test_progress_gives_the_count_the_speed_and_the_time_left(monkeypatch):
    clock = iter([0.0, 2.0, 10.0, 20.0])
    monkeypatch.setattr(console.time, "perf_counter", lambda: next(clock))
    said = []
    report = console.progress_lines("ranked", said.append)
    report(100, 1000)
    report(500, 1000)
    report(1000, 1000)
    assert [re.findall(r"[\d,:]+", line) for line in said] == [
        ["500", "1,000", "50", "0:10"],
        ["1,000", "1,000", "50", "0:00"],
    ]
