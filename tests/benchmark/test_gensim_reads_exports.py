"""gensim loads what `python -m poincare export` writes, and its evaluator gives our numbers."""

import json
from pathlib import Path

import numpy as np
import pytest

from poincare.__main__ import main
from poincare.embeddings.embedding import Embedding
from poincare.embeddings.formats.files import VectorFile, read
from poincare.evaluation.protocols import PROTOCOLS
from poincare.evaluation.ranks.ranking import rank
from poincare.evaluation.scores import scores
from poincare.graphs.relations import Relations

pytest.importorskip("gensim", reason="gensim is not installed here: `make benchmark` runs this")

REFERENCE = Path(__file__).parents[1] / "regression" / "gensim_reconstruction.json"


@pytest.fixture
def graph():
    pairs = np.array(json.loads(REFERENCE.read_text(encoding="utf-8"))["pairs"])
    return Relations.from_pairs("random", [f"node_{i}.n.01" for i in range(pairs.max() + 1)], pairs)


@pytest.fixture
def exported(graph, rng, tmp_path):
    """A run's vectors, and a function that exports them."""
    embedding = Embedding(graph.names, rng.normal(size=(graph.n_nodes, 4)), "hyperboloid")
    embedding.save(tmp_path / "run/embedding.npz")

    def export(name):
        assert main(["export", str(tmp_path / "run"), str(tmp_path / name)]) == 0
        return str(tmp_path / name)

    return embedding, export


def values(vectors, graph, folder):
    """Mean rank and MAP of gensim's own evaluator."""
    from gensim.models.poincare import ReconstructionEvaluation

    names = graph.names
    pairs = zip(graph.sources.tolist(), graph.indices.tolist(), strict=True)
    lines = "".join(f"{names[node]}\t{names[positive]}\n" for node, positive in pairs)
    (folder / "pairs.tsv").write_text(lines, encoding="utf-8")
    return ReconstructionEvaluation(str(folder / "pairs.tsv"), vectors).evaluate()


@pytest.mark.parametrize(("name", "binary"), [("mine.txt", False), ("mine.bin", True)])
def test_gensims_evaluator_gives_our_numbers(name, binary, exported, graph, tmp_path):
    from gensim.models.poincare import PoincareKeyedVectors

    _, export = exported
    loaded = PoincareKeyedVectors.load_word2vec_format(
        export(name), binary=binary, datatype=np.float64
    )
    assert loaded.index_to_key == list(graph.names)
    ours = scores(rank(read(VectorFile(tmp_path / name)).embedding, graph), graph,
                  PROTOCOLS["gensim"])  # fmt: skip
    theirs = values(loaded, graph, tmp_path)
    for score in ours:
        assert score.value == pytest.approx(theirs[score.metric], abs=1e-9)


def test_text_files_keep_every_digit(exported):
    from gensim.models.poincare import PoincareKeyedVectors

    embedding, export = exported
    loaded = PoincareKeyedVectors.load_word2vec_format(export("mine.txt"), datatype=np.float64)
    np.testing.assert_array_equal(loaded.vectors, embedding.in_ball())


@pytest.mark.parametrize("binary", [False, True])
def test_what_gensim_writes_is_read(binary, exported, graph, tmp_path):
    from gensim.models.poincare import PoincareKeyedVectors

    embedding, _ = exported
    vectors = PoincareKeyedVectors(4, 0, dtype=np.float64)
    vectors.add_vectors(list(graph.names), embedding.in_ball())
    vectors.save_word2vec_format(str(tmp_path / "theirs.dat"), binary=binary)
    found = read(VectorFile(tmp_path / "theirs.dat"))
    assert found.format == ("word2vec-binary" if binary else "word2vec")
    assert found.embedding.names == graph.names
    expected = embedding.in_ball()
    if binary:
        expected = expected.astype(np.float32)
    np.testing.assert_array_equal(found.embedding.vectors, expected)
