"""Vectors of another program as a system, run for real on the mammals."""

import json
import shutil

import numpy as np
import pandas as pd
import pytest
import yaml

from poincare.embeddings.embedding import Embedding
from poincare.embeddings.formats.files import write
from poincare.evaluation.results import read_results

ROWS = ["dataset", "system", "dim", "protocol", "metric", "value"]
RUN = "results/quick/runs/dataset~mammals/system~{}/dim~5/seed~0"


@pytest.fixture(scope="module")
def with_external(finished, tmp_path_factory):
    """The finished quick run again, with its own vectors given as a file."""
    folder = tmp_path_factory.mktemp("external") / "project"
    shutil.copytree(finished.folder, folder, symlinks=True)
    project = type(finished)(folder, finished.environment)
    trained = Embedding.load(folder / RUN.format("fast") / "embedding.npz")
    points = Embedding(
        (*trained.names, "unicorn.n.01"),
        np.vstack([trained.in_ball(), np.zeros(5)]),
        "poincare",
    )
    write(folder / "mine.txt", "word2vec", points)
    settings = {"external": {"mine": "mine.txt"}}
    (folder / "mine.yaml").write_text(yaml.safe_dump(settings))
    arguments = ("--configfile", "config/quick.yaml", "mine.yaml")
    run = project.snakemake("--cores", "all", *arguments)
    assert run.returncode == 0, run.stdout
    return project, run, arguments


def test_nothing_is_trained_again(with_external):
    project, run, arguments = with_external
    assert "rule external:" in run.stdout and "rule train:" not in run.stdout
    assert project.planned(*arguments) == {}


def test_the_same_vectors_have_the_same_scores(with_external):
    results = read_results(with_external[0].folder / "results/quick/results.csv")
    results = results[(results["dim"] == 5) & (results["dataset"] == "mammals")]
    mine, fast = (
        results.loc[results["system"] == system, [*ROWS]].drop(columns="system")
        for system in ("mine", "fast")
    )
    assert len(mine) == 11
    pd.testing.assert_frame_equal(mine.reset_index(drop=True), fast.reset_index(drop=True))


def test_its_record_says_where_it_is_from(with_external):
    folder = with_external[0].folder / RUN.format("mine")
    record = json.loads((folder / "training.json").read_text())
    assert record["external"] == {
        "file": "mine.txt",
        "format": "word2vec",
        "coordinates": "poincare",
        "unknown_names": 1,
    }
    assert record["train_cpu_s"] is None
    assert "unicorn.n.01" in (folder / "logs/external.log").read_text()


def test_the_report_and_the_figures_have_it(with_external):
    folder = with_external[0].folder / "results/quick"
    report = (folder / "report.md").read_text()
    assert "- mine on mammals at d = 5, vectors from mine.txt." in report
    assert "### Vectors given as files" in report and "4 training runs" in report
    assert "Vectors given as files" in (folder / "report.html").read_text()
    assert "ours: mine, nickel2017" in (folder / "figures/over_dims.csv").read_text()
    assert "mine" not in set(pd.read_csv(folder / "history.csv")["system"])
    cost = pd.read_csv(folder / "tables/cost.csv").set_index("system")
    assert np.isnan(cost.loc["mine", "train_cpu_s"])
