"""Jobs sent elsewhere: a grid through a non-local executor, and the profiles for clusters."""

import importlib.util
import shutil

import pandas as pd
import pytest
import yaml
from snakemake.cli import get_argument_parser

#: Stands in for a cluster: notes the job's script, runs it in the background, prints an id.
SUBMIT = """\
#!/bin/sh
basename "$1" >> submitted.txt
sh "$1" > "$1.output" 2>&1 &
echo $!
"""

RUN = "results/{}/runs/dataset~mammals/system~fast/dim~5/seed~0"

#: Plugins that a profile needs beyond those of the lock file.
NEEDED = {
    "slurm": [],
    "kubernetes": ["snakemake_executor_plugin_kubernetes", "snakemake_storage_plugin_fs"],
}


@pytest.fixture
def spread(finished, tmp_path):
    """A copy with the data built, a submit command, and a configuration of one dimension."""
    shutil.copytree(finished.folder, tmp_path / "spread", symlinks=True)
    project = type(finished)(tmp_path / "spread", finished.environment)
    settings = yaml.safe_load((project.folder / "config/quick.yaml").read_text())
    settings["name"] = "spread"
    settings["grids"] = [{**settings["grids"][0], "dims": [5]}]
    (project.folder / "config/spread.yaml").write_text(yaml.safe_dump(settings))
    (project.folder / "submit.sh").write_text(SUBMIT)
    return project


def test_the_grid_runs_through_a_cluster_executor_with_the_same_bits(spread):
    run = spread.snakemake(
        *("--configfile", "config/spread.yaml", "--jobs", "2"),
        *("--executor", "cluster-generic", "--cluster-generic-submit-cmd", "sh submit.sh"),
        *("--seconds-between-status-checks", "1", "--max-status-checks-per-second", "10"),
    )
    assert run.returncode == 0, run.stdout
    submitted = (spread.folder / "submitted.txt").read_text().split()
    rules = sorted(name.split(".")[1] for name in submitted)
    many = 7 * ["figure"] + 2 * ["score"]
    others = ["collect", "controls", "quality", "rank", "report", "tables", "train"]
    assert rules == sorted(many + others)
    assert (spread.folder / "results/spread/report.html").exists()
    here, there = (spread.folder / RUN.format(name) for name in ("quick", "spread"))
    for name in ("embedding.npz", "ranks.npz"):
        assert (here / name).read_bytes() == (there / name).read_bytes(), name
    columns = ["protocol", "metric", "value", "n_evaluated", "n_ties"]
    here, there = (pd.read_csv(folder / "reconstruction.csv")[columns] for folder in (here, there))
    pd.testing.assert_frame_equal(here, there, check_exact=True)


@pytest.mark.parametrize("name", NEEDED)
def test_a_profile_names_its_executor_and_options_that_snakemake_knows(fresh, name):
    file = fresh.folder / "workflow/profiles" / name / "config.yaml"
    settings = yaml.safe_load(file.read_text())
    known = {text for action in get_argument_parser()._actions for text in action.option_strings}
    own = {key for key in settings if f"--{key}" not in known}
    assert settings["executor"] == name
    assert all(key.startswith(f"{name}-") for key in own)


@pytest.mark.parametrize("name", NEEDED)
def test_with_a_profile_every_job_asks_for_memory_time_and_threads(fresh, name):
    missing = [plugin for plugin in NEEDED[name] if importlib.util.find_spec(plugin) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    profile = f"workflow/profiles/{name}"
    checkout = str(fresh.folder)
    fresh.edit("workflow/profiles/kubernetes/config.yaml", "/mnt/poincare/poincare-bench", checkout)
    run = fresh.snakemake("--profile", profile, "--dry-run")
    assert run.returncode == 0, run.stdout
    asked = [line for line in run.stdout.splitlines() if line.strip().startswith("resources:")]
    # All but the rule that only gathers: 9 trainings, 9 rankings, and so on.
    working = [line for line in asked if "mem_mb=" in line]
    assert len(working) == len(asked) - 1 > 30
    assert all("runtime=" in line for line in working)
