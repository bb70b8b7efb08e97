"""0 fine, 1 a verdict, 2 a mistake of the user's or a refusal of the system's: one line each."""

import os
import subprocess
import sys

import pytest

from poincare.__main__ import main
from tests.copies import ROOT

BASELINE = str(ROOT / "tests/regression/baseline/results.csv")


def refused(arguments, capsys):
    assert main([*map(str, arguments)]) == 2
    said = capsys.readouterr().err.splitlines()
    assert said[-1].startswith("error: ") and "Traceback" not in "".join(said)
    return said[-1]


def bad_outputs(folder):
    (folder / "folder.txt").mkdir()
    (folder / "file").write_text("")
    os.mkfifo(folder / "pipe.txt")
    names = ("folder.txt", "file/x.txt", "pipe.txt", f"{'x' * 300}.txt", "a\0b.txt")
    return [*(f"{folder}/{name}" for name in names), "/proc/none/x.txt", "/dev/full"]


@pytest.mark.parametrize("place", range(7))
def test_an_output_that_cannot_be_written(place, vectors, tmp_path, capsys):
    output = bad_outputs(tmp_path)[place]
    score = ["score", vectors, "--dataset", "mammals", "--output", output]
    compare = ["compare", BASELINE, BASELINE, "--output", output]
    export = ["export", vectors, output, "--format", "word2vec"]
    for command in (export, compare, score):
        assert "delete" not in refused(command, capsys)


def test_a_pipe_or_a_folder_given_as_a_file(mammals, tmp_path, capsys):
    os.mkfifo(tmp_path / "pipe.tsv")
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "pipe.tsv", tmp_path / "folder", tmp_path / "none.tsv", "a\0b"):
        refused(["score", path, "--dataset", "mammals"], capsys)
        refused(["compare", path, BASELINE], capsys)
        refused(["export", path, tmp_path / "x.tsv"], capsys)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_permission_denied_is_no_damage(vectors, tmp_path, capsys):
    vectors.chmod(0)
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    os.seteuid(65534)
    try:
        said = refused(["export", vectors, tmp_path / "x.tsv"], capsys)
        unwritable = refused(["export", vectors.with_name("none.npz"), "/root/x.tsv"], capsys)
    finally:
        os.seteuid(0)
    assert "permission denied" in said and "delete" not in said
    assert "none.npz" in unwritable


def test_a_closed_pipe_ends_quietly():
    compare = f"{sys.executable} -m poincare compare {BASELINE} {BASELINE}"
    command = f"{compare} | true; echo ${{PIPESTATUS[0]}}"
    run = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True)
    assert run.stdout.strip() == "141" and run.stderr == ""


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_without_a_character_gets_a_replacement(encoding):
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    command = [sys.executable, "-m", "poincare", "compare", BASELINE, BASELINE]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True)
    assert run.returncode == 0 and b"Traceback" not in run.stderr
    assert b"\\u" in run.stdout
