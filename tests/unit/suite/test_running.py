import json
import os
import signal
import subprocess
import sys
import time

import pytest

from poincare.suite import running
from tests.copies import ROOT

RUNS = (
    ["/x/bin/python", "/x/bin/snakemake", "--cores", "1"],
    ["/x/bin/python3.11", "-m", "snakemake"],
    ["snakemake", "--cores", "1"],
)
OTHERS = (
    ["tail", "-f", "/x/.snakemake/log/a.snakemake.log"],
    ["vim", "/x/.snakemake/scripts/tmp1.train.py"],
    ["python", "-c", "print()", "snakemake"],
    ["less", "snakemake"],
    [],
)


def test_who_runs_is_told_from_who_looks():
    assert all(running.is_snakemake(command) for command in RUNS)
    assert not any(running.is_snakemake(command) or running.is_job(command) for command in OTHERS)
    assert running.is_job(["/x/bin/python", "/x/.snakemake/scripts/tmp1.train.py"])


@pytest.fixture
def locked(tmp_path, monkeypatch):
    """A folder with a lock; returns what the script says of it."""
    (tmp_path / ".snakemake" / "locks").mkdir(parents=True)
    (tmp_path / ".snakemake" / "locks" / "0.input.lock").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("key", ["boot", "namespace"])
def test_a_run_elsewhere_lives_while_its_sign_is_touched(locked, key):
    sign = {**running._identity(), "host": "far", key: "another"}
    running.SIGN.write_text(json.dumps(sign))
    assert running.living_elsewhere() == "far"
    command = [sys.executable, ROOT / "workflow" / "unlock_if_stale.py"]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 2 and "far" in run.stderr
    assert (locked / ".snakemake" / "locks" / "0.input.lock").exists()
    past = time.time() - 2 * running.DEAD_AFTER
    os.utime(running.SIGN, (past, past))
    assert running.living_elsewhere() == ""


def test_a_sign_of_this_host_or_a_damaged_one_is_no_run_elsewhere(locked):
    for text in (json.dumps(running._identity()), "[]", "{", ""):
        running.SIGN.write_text(text)
        assert running.living_elsewhere() == ""


def test_signals_reach_the_jobs(locked):
    script = locked / ".snakemake" / "scripts" / "tmp.job.py"
    script.parent.mkdir()
    script.write_text("import time; time.sleep(60)")
    with subprocess.Popen([sys.executable, str(script)]) as job:
        time.sleep(0.5)
        seen = []
        running._passing_on(lambda number, frame: seen.append(number))(signal.SIGTERM, None)
        assert job.wait(10) == -signal.SIGTERM and seen == [signal.SIGTERM]
