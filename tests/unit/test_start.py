"""What a user meets before anything runs: the start-up checks and the targets of make."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHECK = ROOT / "workflow" / "check_start.py"
#: More than any disk or memory.
TOO_MUCH = str(10**12)


def check(*arguments, cwd, python=(str(CHECK),)):
    command = [sys.executable, *python, *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True)


def make(*arguments, **environment):
    # Not those of a make that runs these tests.
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    command = ["make", "--no-print-directory", *arguments]
    environment = {**inherited, **environment}
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=environment)
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_a_computer_with_enough_of_everything_passes_in_silence(tmp_path):
    run = check("--disk", "1", "--memory", "1", cwd=tmp_path)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


@pytest.mark.parametrize("what", ["disk", "memory"])
def test_too_little_is_one_line_with_both_numbers(tmp_path, what):
    run = check(f"--{what}", TOO_MUCH, cwd=tmp_path)
    assert run.returncode == 2 and run.stdout == ""
    assert len(run.stderr.splitlines()) == 1 and what in run.stderr
    needed, found = (int(text.replace(",", "")) for text in re.findall(r"([\d,]+) MB", run.stderr))
    assert needed == 10**12 and 0 < found < 10**9


def test_an_old_python_is_named_with_the_one_required(tmp_path):
    pretend = (
        "import runpy, sys; sys.version_info = (3, 9, 1); "
        f"runpy.run_path({str(CHECK)!r}, run_name='__main__')"
    )
    run = check(cwd=tmp_path, python=("-c", pretend))
    assert run.returncode == 2 and len(run.stderr.splitlines()) == 1
    assert "3.11" in run.stderr and "3.9" in run.stderr


def test_a_folder_that_cannot_be_written_is_named():
    if not Path("/proc").is_dir():
        pytest.skip("needs a folder that nobody can write to")
    run = check(cwd="/proc")
    assert run.returncode == 2 and len(run.stderr.splitlines()) == 1
    assert "/proc" in run.stderr


def test_a_folder_inside_the_project_is_checked_as_well(tmp_path):
    if not Path("/proc").is_dir():
        pytest.skip("needs a folder that nobody can write to")
    (tmp_path / "results").symlink_to("/proc")
    run = check(cwd=tmp_path)
    assert run.returncode == 2 and str(tmp_path / "results") in run.stderr


@pytest.mark.parametrize("name", ["with a blank", "with$dollar", "it's", "(1)"])
def test_a_path_that_the_shell_would_split_is_refused(tmp_path, name):
    folder = tmp_path / name
    folder.mkdir()
    run = check(cwd=folder)
    assert run.returncode == 2 and len(run.stderr.splitlines()) == 1
    assert "path" in run.stderr


def test_other_characters_pass(tmp_path):
    folder = tmp_path / "Poincaré_2-d@home.v1+"
    folder.mkdir()
    assert check(cwd=folder).returncode == 0


def test_a_notebooks_backend_is_ignored_and_named(tmp_path):
    run = check("--backend", "module://inline", cwd=tmp_path)
    assert run.returncode == 0 and "module://inline" in run.stdout
    commands = make("--dry-run", "quick", MPLBACKEND="module://inline")
    assert "--backend 'module://inline'" in commands


def test_make_alone_lists_every_target():
    listed = re.findall(r"^make ([a-z-]+) +\S", make(), re.MULTILINE)
    phony = re.search(r"^\.PHONY: ((?:.*\\\n)*.*)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    targets = set(phony[1].replace("\\", "").split()) - {"check"}
    assert set(listed) == targets and len(listed) == len(targets)
    assert all(len(line) <= 100 for line in make().splitlines())


@pytest.mark.parametrize("target", ["quick", "replicate", "test", "test-fast", "full"])
def test_the_computer_is_checked_before_the_environment_is_set_up(target):
    commands = make("--dry-run", "--always-make", target)
    assert 0 <= commands.find("check_start.py") < commands.find("-m venv")


def test_clean_deletes_the_results_of_every_configuration_and_nothing_that_is_kept():
    deleted = set(make("--dry-run", "clean").split()[2:])
    names = {path.stem for path in (ROOT / "config").glob("*.yaml")}
    assert deleted == {"data/built", ".snakemake", *(f"results/{name}" for name in names)}


def test_users_install_what_the_tests_install_and_no_tools():
    def pins(name):
        lines = (ROOT / name).read_text().splitlines()
        return {line.split(" ")[0] for line in lines if "==" in line}

    users, tests = pins("requirements.lock"), pins("requirements-test.lock")
    assert users < tests
    tools = {"pytest", "hypothesis", "ruff", "selenium", "scikit-learn", "snakefmt"}
    assert tools.isdisjoint(pin.split("==")[0] for pin in users)
    assert tools <= {pin.split("==")[0] for pin in tests}


@pytest.mark.parametrize("name", ["requirements", "requirements-test", "requirements-benchmark"])
def test_lock_files_have_hashes_and_name_no_index(name):
    text = (ROOT / f"{name}.lock").read_text()
    assert text.count("==") <= text.count("--hash=sha256:")
    assert "://" not in text
