"""Our protocol `gensim` equals gensim's evaluator on the same vectors, to 1e-9."""

import sys
from pathlib import Path

import pytest

from poincare.embeddings.embedding import Embedding
from poincare.evaluation.protocols import PROTOCOLS
from poincare.evaluation.ranks.ranking import rank
from poincare.evaluation.scores import scores
from poincare.graphs.relations import Relations
from poincare.training.recipe import read_recipe
from poincare.training.run import Run
from poincare.training.session import train

pytest.importorskip("gensim", reason="gensim is not installed here: `make benchmark` runs this")

PROJECT = Path(__file__).parents[2]
sys.path.insert(0, str(PROJECT / "benchmarks"))


def assert_agreement(embedding, relations, folder):
    from beside_gensim import evaluator

    theirs = evaluator(embedding, relations, folder / "pairs.tsv").evaluate()
    ours = scores(rank(embedding, relations), relations, PROTOCOLS["gensim"])
    for score in ours:
        assert score.value == pytest.approx(theirs[score.metric], abs=1e-9)


@pytest.mark.parametrize("dim", [2, 10])
def test_on_trained_mammals(dim, tmp_path):
    file = PROJECT / "data/built/graphs/mammals.npz"
    if not file.exists():
        pytest.skip("the mammals graph is not built: `make benchmark` builds it")
    mammals = Relations.load(file)
    recipe = read_recipe(PROJECT / "config/recipes/fast.yaml")
    trained = train(mammals, recipe, Run(dim=dim, seed=0, threads=1))
    assert_agreement(trained.embedding, mammals, tmp_path)


def test_on_a_random_graph(rng, tmp_path):
    pairs = rng.integers(300, size=(2000, 2))
    graph = Relations.from_pairs(
        "random", [f"n{i}" for i in range(300)], pairs[pairs[:, 0] != pairs[:, 1]]
    )
    embedding = Embedding(graph.names, rng.normal(size=(300, 5)), "hyperboloid")
    assert_agreement(embedding, graph, tmp_path)
