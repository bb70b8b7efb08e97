"""The workflow as people call it: its rules, lint, strictness, and mistakes in its settings."""

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import yaml
from copies import Project

from poincare.evaluation.results import read_results
from poincare.suite.plan import Plan

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


def test_the_rules_run_what_the_plan_holds(fresh, laid_over_default):
    """The audit has splits, one that leaks, closures of another graph, films and every figure."""
    planned = fresh.planned("--configfile", "config/audit.yaml")
    plan = Plan.of(laid_over_default(fresh.folder / "config/audit.yaml"), fresh.folder)
    read = [
        path
        for run in plan.runs.grid
        for task in plan.tasks(run.dataset)
        for path in plan.score_inputs(task, run.dataset).values()
    ]
    rows = plan.rows.side_by_side
    expected = {
        "graph": len(plan.graphs),
        "split": len(plan.splits),
        "train": len(plan.trainings) - len(rows) * len(plan.rows.seeds),
        "train_side_by_side": len(rows),
        "train_whole": len(plan.copied),
        "rank": len(plan.runs.grid),
        "rank_closure": sum(path.endswith("/ranks_closure.npz") for path in read),
        "score": len(plan.scored),
        "controls": len(plan.controls),
        "quality": len(plan.filmed),
        "figure": len(plan.drawings),
        "hyperlex": 1,
        "report": 1,
    }
    assert {rule: planned[rule] for rule in expected} == expected
    assert "rank_undirected" not in planned


def test_a_split_that_leaks_takes_the_training_of_its_graph(fresh):
    grids = [
        {"datasets": ["mammals", "mammals-gensim10", "mammals-gensim10-leak"], "systems": ["fast"]}
    ]
    settings = {"grids": [{**grids[0], "dims": [2], "seeds": [0]}]}
    scored = {"protocols": ["nickel2017"], "splits": ["mammals-gensim10"]}
    file = configured(fresh, **settings, reconstruction=scored, figures={"film": []})
    # Without the report and its figures, which other tests read.
    run = fresh.snakemake("results/quick/results.csv", "--cores", "all", "--configfile", file)
    assert run.returncode == 0, run.stdout
    results = read_results(fresh.folder / "results" / "quick" / "results.csv")
    results = results[results["system"] == "fast"]
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


def test_a_mistake_in_a_recipe_is_named_before_anything_runs(fresh):
    fresh.edit("config/recipes/fast.yaml", "batch_nodes:", "batchnodes:")
    run = fresh.snakemake("--cores", "1", "--configfile", "config/quick.yaml")
    assert run.returncode != 0
    assert "fast.yaml" in run.stdout and "batchnodes" in run.stdout
    assert "Traceback" not in run.stdout and not (fresh.folder / "data/built").exists()


def test_a_mistake_in_the_figures_is_named_before_anything_runs(fresh):
    file = configured(fresh, figures={"pie": ["mammals"]})
    run = fresh.snakemake("--cores", "1", "--configfile", file)
    assert run.returncode != 0
    assert "'pie'" in run.stdout and "Traceback" not in run.stdout
    assert not (fresh.folder / "data/built").exists()


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
    script = fresh.folder / ".snakemake" / "scripts" / "tmp.train.py"
    script.parent.mkdir(parents=True)
    script.write_text("import time; time.sleep(60)")
    sleeping = [sys.executable, str(script)]
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
