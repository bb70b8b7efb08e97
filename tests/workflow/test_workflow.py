"""The workflow as people call it: dry run, lint, strictness, and mistakes in its settings."""

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml
from copies import Project

from poincare.evaluation.results import read_results

ROOT = Path(__file__).parents[2]

#: The quick configuration, asked to score HyperLex as well.
WITH_HYPERLEX = {
    "grids": [{"datasets": ["nouns"], "systems": ["fast"], "dims": [2], "seeds": [0]}],
    "lexical_entailment": {"datasets": ["nouns"], "lookups": ["synset-name", "lemma"]},
}


def configured(project, **changes):
    """Name of a configuration file with the changes made to the quick one."""
    settings = yaml.safe_load((project.folder / "config/quick.yaml").read_text()) | changes
    (project.folder / "config/mine.yaml").write_text(yaml.safe_dump(settings))
    return "config/mine.yaml"


def test_the_default_configuration_plans_the_whole_line(fresh):
    planned = fresh.planned()
    assert planned["train"] == planned["rank"] == planned["reconstruction"] == 9
    assert planned["lexical_entailment"] == 6
    assert planned["graph"] == 2
    assert planned["report"] == planned["wordnet"] == planned["hyperlex"] == 1


def test_the_links_configuration_trains_on_splits_and_ranks_the_whole_graph(fresh):
    planned = fresh.planned("--configfile", "config/links.yaml")
    assert planned["split"] == 2 and planned["graph"] == 1
    assert planned["train"] == planned["rank"] == planned["link_prediction"] > 0
    assert "reconstruction" not in planned


@pytest.mark.parametrize(("name", "at_least"), [("audit", 10), ("full", 900)])
def test_the_audits_configurations_plan_every_system_they_name(fresh, name, at_least):
    planned = fresh.planned("--configfile", f"config/{name}.yaml")
    assert planned["train"] + planned["train_whole"] == planned["rank"] >= at_least
    # The affordable part does without the protocol that ranks all nodes a second time.
    again = planned["reconstruction"] if name == "full" else 0
    assert planned.get("rank_undirected", 0) == again
    assert 0 < planned["rank_closure"] < planned["reconstruction"]


def test_the_complete_closure_is_ranked_for_the_released_one_only(fresh):
    grids = [{"datasets": ["nouns", "nouns-facebook"], "systems": ["fast"], "dims": [5]}]
    settings = {"grids": [{**grids[0], "seeds": [0]}]}
    scored = {"protocols": ["nickel2017", "facebook"], "variants": ["facebook+complete-closure"]}
    planned = fresh.planned("--configfile", configured(fresh, **settings, reconstruction=scored))
    assert planned["rank"] == planned["reconstruction"] == 2 and planned["rank_closure"] == 1


def test_the_undirected_closure_is_ranked_only_where_it_is_scored(fresh):
    grids = [{"datasets": ["nouns", "nouns-facebook"], "systems": ["fast"], "dims": [5]}]
    settings = {"grids": [{**grids[0], "seeds": [0]}]}
    protocols = ["nickel2017", "facebook", "undirected"]
    file = configured(fresh, **settings, reconstruction={"protocols": protocols})
    planned = fresh.planned("--configfile", file)
    assert planned["rank"] == planned["rank_undirected"] == planned["reconstruction"] == 2
    file = configured(fresh, **settings, reconstruction={"protocols": protocols[:2]})
    assert "rank_undirected" not in fresh.planned("--configfile", file)


def test_a_split_that_leaks_takes_the_training_of_its_graph(fresh):
    grids = [
        {"datasets": ["mammals", "mammals-gensim10", "mammals-gensim10-leak"], "systems": ["fast"]}
    ]
    settings = {"grids": [{**grids[0], "dims": [2], "seeds": [0]}]}
    scored = {"protocols": ["nickel2017"], "splits": ["mammals-gensim10"]}
    file = configured(fresh, **settings, reconstruction=scored)
    planned = fresh.planned("--configfile", file)
    assert planned["train"] == planned["reconstruction"] == planned["link_prediction"] == 2
    assert planned["train_whole"] == 1 and planned["rank"] == 3
    run = fresh.snakemake("--cores", "all", "--configfile", file)
    assert run.returncode == 0, run.stdout
    results = read_results(fresh.folder / "results" / "quick" / "results.csv")
    vectors = results.groupby("dataset")["embedding_hash"].unique()
    assert vectors["mammals"] == vectors["mammals-gensim10-leak"]
    assert vectors["mammals"] != vectors["mammals-gensim10"]
    value = results.set_index(["dataset", "task", "metric"])["value"]
    links = value.xs("link_prediction", level="task").unstack("dataset")["mammals-gensim10-leak"]
    assert np.isfinite(links).all()
    whole = value.xs("reconstruction", level="task").unstack("dataset")
    assert whole.loc["mean_rank", "mammals"] < whole.loc["mean_rank", "mammals-gensim10"]


def test_lint_is_clean(fresh):
    run = fresh.snakemake("--lint")
    assert run.returncode == 0, run.stdout


def test_the_sources_are_formatted_and_checked():
    for tool in (
        ["snakefmt", "--check", "Snakefile", "workflow"],
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
    ):
        run = subprocess.run(
            [sys.executable, "-m", *tool], cwd=ROOT, capture_output=True, text=True
        )
        assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"dimensions": [5]}, "'dimensions' was unexpected"),
        ({"grids": [{**WITH_HYPERLEX["grids"][0], "dims": [0]}]}, "grids.0.dims.0"),
        ({"grids": [{**WITH_HYPERLEX["grids"][0], "systems": ["fats"]}]}, "no recipe 'fats'"),
    ],
)
def test_a_mistake_in_the_configuration_is_named_before_anything_runs(fresh, changes, words):
    run = fresh.snakemake("--cores", "1", "--configfile", configured(fresh, **changes))
    assert run.returncode != 0
    assert words in run.stdout and "Traceback" not in run.stdout
    assert not (fresh.folder / "data/built").exists()


def test_a_mistake_in_a_recipe_is_named_before_anything_runs(fresh):
    fresh.edit("config/recipes/fast.yaml", "batch_nodes:", "batchnodes:")
    run = fresh.snakemake("--cores", "1", "--configfile", "config/quick.yaml")
    assert run.returncode != 0
    assert "fast.yaml" in run.stdout and "batchnodes" in run.stdout
    assert "Traceback" not in run.stdout and not (fresh.folder / "data/built").exists()


def test_strict_runs_stop_before_training_if_hyperlex_is_missing(fresh):
    path = configured(fresh, strict=True, **WITH_HYPERLEX)
    run = fresh.snakemake("--cores", "1", "--configfile", path)
    assert run.returncode != 0
    assert "hyperlex-data.zip" in run.stdout
    assert not list(fresh.folder.glob("results/**/embedding.npz*"))
    assert "rule train" not in run.stdout


def test_other_runs_record_that_hyperlex_is_missing(fresh):
    path = configured(fresh, **WITH_HYPERLEX)
    record = "data/built/hyperlex/record.json"
    run = fresh.snakemake("--cores", "1", "--configfile", path, "--", record)
    assert run.returncode == 0, run.stdout
    text = (fresh.folder / record).read_text()
    assert '"available": false' in text and "data/raw" in text
    assert fresh.planned("--configfile", path)["train"] == 1


def unlocked(project):
    """Run the script that removes stale locks."""
    locks = project.folder / ".snakemake" / "locks"
    locks.mkdir(parents=True)
    (locks / "0.input.lock").touch()
    command = [sys.executable, "workflow/unlock_if_stale.py"]
    run = subprocess.run(command, cwd=project.folder, capture_output=True, text=True)
    return run, list(locks.glob("*"))


def test_the_lock_of_a_killed_run_is_removed(fresh):
    run, left = unlocked(fresh)
    assert run.returncode == 0 and len(run.stdout.splitlines()) == 1, run.stderr
    assert not left


def test_the_lock_of_a_run_at_work_stays(fresh):
    sleeping = [sys.executable, "-c", "import time; time.sleep(60)", "snakemake"]
    with subprocess.Popen(sleeping, cwd=fresh.folder) as worker:
        run, left = unlocked(fresh)
        worker.kill()
    assert run.returncode != 0 and str(worker.pid) in run.stderr
    assert left


def test_as_a_remote_module_it_says_that_it_has_to_be_cloned(tmp_path):
    library = tmp_path / "library"
    shutil.copytree(ROOT / "workflow", library / "workflow")
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    for command in (["init", "-q"], ["add", "."], [*who, "commit", "-qm", "all"]):
        subprocess.run(["git", *command], cwd=library, check=True)
    (tmp_path / "Snakefile").write_text(
        "module suite:\n"
        "    snakefile:\n"
        f'        "git+file://{library}/workflow/Snakefile@HEAD"\n'
        "use rule * from suite\n"
    )
    run = Project(tmp_path).snakemake("--dry-run")
    assert run.returncode != 0 and "clone" in run.stdout and "TypeError" not in run.stdout
