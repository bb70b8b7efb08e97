"""The quick configuration, run for real: its results, its report, and what re-runs."""

import json
import re
import shutil

import numpy as np
import pandas as pd
import pytest

from poincare.embeddings.embedding import Embedding
from poincare.evaluation.labels import labelled
from poincare.evaluation.link_prediction import all_scores
from poincare.evaluation.metrics import METRICS
from poincare.evaluation.protocols import PROTOCOLS
from poincare.evaluation.ranks.ranking import rank
from poincare.evaluation.results import COLUMNS, INTERVAL, read_results
from poincare.evaluation.scores import READINGS, scores
from poincare.graphs.relations import Relations
from poincare.graphs.splits import Split

QUICK = ("--configfile", "config/quick.yaml")
RUN = "results/quick/runs/dataset~mammals/system~fast/dim~{}/seed~0"


@pytest.fixture
def changed(finished, tmp_path):
    """A copy of the finished run, with its times kept, to be changed."""
    shutil.copytree(finished.folder, tmp_path / "changed", symlinks=True)
    return type(finished)(tmp_path / "changed", finished.environment)


def test_it_beats_the_paper_on_the_mammals(finished):
    results = read_results(finished.folder / "results/quick/results.csv")
    assert list(results.columns) == COLUMNS
    row = results[(results["dim"] == 5) & (results["protocol"] == "nickel2017")]
    row = row[row["task"] == "reconstruction"]
    value = row.set_index("metric")["value"]
    assert 1 <= value["mean_rank"] < 1.26
    assert 0.927 < value["MAP"] <= 1
    assert row.set_index("metric")["n_evaluated"].to_dict() == {"mean_rank": 6542, "MAP": 1181}
    trained = results[results["system"].isin(["fast", "fast-links"])]
    ranked = trained[[METRICS[name].ranked for name in trained["metric"]]]
    assert ranked["n_ties"].eq(0).all()
    assert ranked.drop(columns=INTERVAL).notna().all(axis=None)
    for reading in READINGS:
        assert ranked["value"].equals(ranked[reading])


def test_results_follow_from_the_stored_vectors(finished):
    relations = Relations.load(finished.folder / "data/built/graphs/mammals.npz")
    results = read_results(finished.folder / "results/quick/results.csv")
    for dim in (2, 5, 10):
        embedding = Embedding.load(finished.folder / RUN.format(dim) / "embedding.npz")
        assert embedding.vectors.shape == (1182, dim)
        ranks = rank(embedding, relations)
        for protocol in ("nickel2017", "gensim"):
            rows = labelled(results)
            rows = rows[(rows["dim"] == dim) & (rows["protocol"] == protocol)]
            expected = {s.metric: s.value for s in scores(ranks, relations, PROTOCOLS[protocol])}
            assert rows.set_index("metric")["value"].to_dict() == pytest.approx(expected)


def test_held_out_links_are_scored_from_the_stored_vectors(finished):
    built = finished.folder / "data/built"
    parts = Split.load(built / "splits/mammals-all5.npz")
    assert (
        parts.train.content_hash == Relations.load(built / "graphs/mammals-all5.npz").content_hash
    )
    assert parts.whole.content_hash == Relations.load(built / "graphs/mammals.npz").content_hash
    run = RUN.replace("mammals/system~fast", "mammals-all5/system~fast-links").format(5)
    embedding = Embedding.load(finished.folder / run / "embedding.npz")
    expected = all_scores(rank(embedding, parts.whole), parts, [PROTOCOLS["nickel2017"]])
    results = read_results(finished.folder / "results/quick/results.csv")
    rows = results[(results["task"] == "link_prediction") & (results["dim"] > 0)]
    assert set(rows["protocol"]) == {"nickel2017"} and set(rows["split"]) == {"all5"}
    value = rows.set_index(["part", "metric"])["value"].to_dict()
    assert value == pytest.approx(
        {(score.scored_by.part, score.metric): score.value for score in expected}
    )
    test = rows[rows["part"] == "test"].set_index("metric")
    assert test.loc["mean_rank", "n_evaluated"] == 327
    assert test.loc["mean_rank", "value"] < 1.3 and test.loc["MAP", "value"] > 0.9
    assert (rows["data_hash"] == parts.train.content_hash).all()


def test_the_report_is_there_and_says_what_was_run(finished):
    folder = finished.folder / "results/quick"
    page = (folder / "report.html").read_text()
    results = read_results(folder / "results.csv")
    ours = results[(results["protocol"] == "nickel2017") & (results["metric"] == "mean_rank")]
    ours = ours[ours["task"] == "reconstruction"]
    assert all(f"{value:.2f}" in page for value in ours["value"])
    assert results["data_hash"].iloc[0][:8] in page
    headline = (folder / "headline.txt").read_text()
    assert "1.26" in headline and headline.strip().endswith("results/quick/report.html")
    assert {path.name for path in (folder / "figures").glob("*.svg")} == {
        "over_dims.svg",
        "loss_curves.svg",
        "disc-mammals-fast-0.svg",
        "quality_over_time.svg",
        "film-mammals-fast-0.svg",
        "animation-mammals-fast-0.svg",
        "cost_over_dims.svg",
        "distance_map-mammals-fast-0.svg",
        "norm_depth-mammals-fast-0.svg",
        "generality_calibration-mammals-fast-0.svg",
        "errors-mammals-fast-5-0.svg",
    }


def test_progress_is_in_the_log(finished):
    log = (finished.folder / RUN.format(5) / "logs/train.log").read_text()
    assert all(word in log for word in ("epoch", "loss", "nodes/s", "ETA"))
    history = pd.read_csv(finished.folder / RUN.format(5) / "history.csv")
    assert history["loss"].iloc[-1] < 0.3 * history["loss"].max()
    assert history["epoch"].tolist() == sorted(history["epoch"])


def test_every_record_has_its_provenance(finished):
    record = json.loads((finished.folder / RUN.format(5) / "training.json").read_text())
    assert record["seed"] == 0 and record["threads"] == 1
    assert record["peak_memory_mib"] > 10 and record["train_cpu_s"] > 0
    for key in ("code_hash", "data_hash", "recipe_hash", "embedding_hash"):
        assert len(record[key]) == 64


def test_the_terminal_shows_a_line_for_each_job_and_the_log_file_everything(finished):
    printed = (finished.folder / "printed.txt").read_text().splitlines()
    jobs = [line for line in printed if line.startswith("[")]
    total = len(jobs)
    assert total > 20
    counts = [re.search(rf"(\d+)/{total} ", line)[1] for line in jobs]
    assert counts == [str(number) for number in range(1, total + 1)]
    assert any("train" in line and "mammals, fast, d = 5, seed 0" in line for line in jobs)
    assert len(printed) <= total + 5
    log = max((finished.folder / ".snakemake/log").glob("*.log")).read_text()
    assert log.count("rule train:") == 4 and str(finished.folder) in printed[-1]


def test_a_second_run_has_nothing_to_do(finished):
    assert finished.planned(*QUICK) == {}


def test_training_again_gives_the_same_bits(changed):
    before = (changed.folder / RUN.format(5) / "embedding.npz").read_bytes()
    run = changed.snakemake("--cores", "1", *QUICK, "--force", f"{RUN.format(5)}/embedding.npz")
    assert run.returncode == 0, run.stdout
    assert (changed.folder / RUN.format(5) / "embedding.npz").read_bytes() == before


def test_a_changed_protocol_rescores_without_retraining(changed):
    changed.edit("poincare/evaluation/protocols.py", "d(u, u) to 10¹²", "d(u, u) to 1e12")
    planned = changed.planned(*QUICK)
    assert (planned["score"], planned["controls"]) == (7, 2)
    assert not {"train", "rank", "graph", "wordnet"} & set(planned)


def test_a_changed_recipe_retrains_without_rebuilding_data(changed):
    changed.edit("config/recipes/fast.yaml", "noise: 0.3", "noise: 0.2")
    planned = changed.planned(*QUICK)
    assert (planned["train"], planned["rank"], planned["score"]) == (3, 3, 6)
    assert not {"graph", "wordnet"} & set(planned)


def test_code_of_another_trainer_and_words_of_progress_retrain_nothing(changed):
    changed.edit("poincare/training/minibatch/steps.py", "0.25", "0.5")
    changed.edit("poincare/training/progress_lines.py", "epoch {", "pass {")
    changed.edit("poincare/base/console.py", "error: ", "mistake: ")
    assert changed.planned(*QUICK) == {}
    changed.edit("poincare/training/nodewise/epoch.py", "0.0, 0.0", "0.0, 1.0")
    assert changed.planned(*QUICK)["train"] == 4


def test_a_changed_figure_redraws_only_itself(changed):
    changed.edit("poincare/reporting/figures/disc.py", "new_figure(9.0", "new_figure(9.1")
    planned = changed.planned(*QUICK)
    assert planned["figure"] == 1
    assert set(planned) == {"figure", "report", "all", "total"}


def test_a_damaged_embedding_is_named_and_made_again_with_the_same_bits(changed):
    path = changed.folder / RUN.format(5) / "embedding.npz"
    whole = Embedding.load(path).content_hash
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    run = changed.snakemake("--cores", "1", *QUICK, "--", f"{RUN.format(5)}/ranks.npz")
    assert run.returncode == 0 and "embedding.npz: damaged" in run.stdout
    assert "Traceback" not in run.stdout
    assert Embedding.load(path).content_hash == whole
    assert path.with_name("embedding.npz.damaged").read_bytes() == bytes(content)


def test_vectors_are_finite_and_spread(finished):
    embedding = Embedding.load(finished.folder / RUN.format(2) / "embedding.npz")
    norms = np.linalg.norm(embedding.in_ball(), axis=1)
    assert norms.min() < 0.5 and norms.max() > 0.95


def test_the_report_is_compared_with_what_the_configuration_names(changed):
    shutil.copy(changed.folder / "results/quick/results.csv", changed.folder / "before.csv")
    asked = (*QUICK, "--config", "compare_with=before.csv")
    run = changed.snakemake("--cores", "1", *asked)
    assert run.returncode == 0, run.stdout
    for name in ("report.html", "report.md"):
        text = (changed.folder / "results/quick" / name).read_text()
        assert "Compared with a baseline" in text and "values compared: 0 worse" in text
