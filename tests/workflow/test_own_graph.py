"""A graph of the user's own, from a file of direct hypernyms to its scores."""

import yaml

from poincare.evaluation.results import read_results
from poincare.graphs.relations import Relations

PAIRS = "dog\tmammal\ncat\tmammal\npuppy\tdog\nmammal\tanimal\nbird\tanimal\nhen\tbird\n"


def configured(project, content):
    (project.folder / "pairs.tsv").write_text(content)
    settings = yaml.safe_load((project.folder / "config/quick.yaml").read_text()) | {
        "name": "own",
        "graphs": {"animals": {"pairs": "pairs.tsv", "closure": True}},
        "grids": [{"datasets": ["animals"], "systems": ["fast"], "dims": [2], "seeds": [0]}],
    }
    (project.folder / "config/own.yaml").write_text(yaml.safe_dump(settings))
    return ("--cores", "1", "--configfile", "config/own.yaml")


def test_it_is_trained_on_and_scored(fresh):
    run = fresh.snakemake(*configured(fresh, PAIRS))
    assert run.returncode == 0, run.stdout
    graph = Relations.load(fresh.folder / "data/built/graphs/animals.npz")
    assert (graph.n_nodes, graph.n_pairs) == (7, 11)
    results = read_results(fresh.folder / "results/own/results.csv")
    assert set(results["dataset"]) == {"animals"}
    assert set(results["data_hash"]) == {graph.content_hash}
    assert "animals: 7 nodes, 11 pairs (6 before the closure), 1 root" in run.stdout
    report = (fresh.folder / "results/own/report.md").read_text()
    assert "that of the file" in report and "longest chain 3" in report


def test_a_mistake_in_the_file_is_named_with_what_to_do(fresh):
    run = fresh.snakemake(*configured(fresh, PAIRS + "dog\tmammal\n"))
    assert run.returncode != 0 and "pairs.tsv:7:" in run.stdout and "'dog'" in run.stdout
    assert "Traceback" not in run.stdout and "resume" in run.stdout
