"""The protocol `gensim` against values that gensim itself gave for a small embedding."""

import json
from pathlib import Path

import numpy as np
import pytest

from poincare.embeddings.embedding import Embedding
from poincare.evaluation.protocols import PROTOCOLS
from poincare.evaluation.ranks.ranking import rank
from poincare.evaluation.scores import scores
from poincare.graphs.relations import Relations

REFERENCE = Path(__file__).with_name("gensim_reconstruction.json")


def test_the_protocol_gensim_gives_the_values_of_gensim():
    reference = json.loads(REFERENCE.read_text(encoding="utf-8"))
    vectors = np.array(reference["vectors"])
    names = [f"node{i}" for i in range(len(vectors))]
    graph = Relations.from_pairs("random", names, np.array(reference["pairs"]))
    ranks = rank(Embedding(graph.names, vectors, "poincare"), graph)
    for score in scores(ranks, graph, PROTOCOLS["gensim"]):
        assert score.value == pytest.approx(reference[score.metric], abs=1e-9)
