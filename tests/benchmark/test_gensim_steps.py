"""On the same negatives, batches move points as gensim moves them, self-loops and L2 included."""

from pathlib import Path

import numpy as np
import pytest

from poincare.graphs.relations import Relations
from poincare.training.minibatch.batch import Draws, Size
from poincare.training.minibatch.epoch import Engine
from poincare.training.minibatch.state import Problem, Stack
from poincare.training.minibatch.trainer import begin
from poincare.training.recipe import read_recipe

poincare = pytest.importorskip(
    "gensim.models.poincare", reason="gensim is not installed here: `make benchmark` runs this"
)

RECIPES = Path(__file__).parents[2] / "config" / "recipes"
DIM, RATE = 5, 0.1


@pytest.fixture
def with_self_loops(tree) -> Relations:
    """The tree's closure, and every node a hypernym of itself, as in the notebook's file."""
    loops = np.repeat(np.arange(tree.n_nodes)[:, None], 2, axis=1)
    pairs = np.column_stack((tree.sources, tree.indices))
    return Relations.from_pairs("tree-loops", tree.names, np.concatenate((pairs, loops)))


@pytest.mark.parametrize("name", ["gensim-batch-10", "gensim-batch-10-burn-in-reg"])
# gensim divides by zero at a self-loop, and puts zeros in the place of what comes of it.
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_ten_epochs_end_at_the_same_points(name, with_self_loops, rng):
    graph, settings = with_self_loops, read_recipe(RECIPES / f"{name}.yaml").settings
    phase = settings.phases[-1]
    pairs = [
        (graph.names[u], graph.names[v])
        for u, v in zip(graph.sources, graph.indices, strict=True)
    ]  # fmt: skip
    model = poincare.PoincareModel(
        pairs, size=DIM, negative=phase.negatives, burn_in=0, regularization_coeff=settings.l2
    )
    model.alpha = RATE
    theirs = np.array([model.kv.get_index(name) for name in graph.names])
    problem = Problem.of(graph, settings, DIM)
    state = begin(problem, rng)
    model.kv.vectors[theirs] = state.points
    engine, draws = Engine.of(settings), Draws.of(problem, phase)
    for _ in range(10):
        order = rng.permutation(graph.n_pairs)[: graph.n_pairs // 10 * 10]
        chunk = draws.chunk(*problem.visits.pairs(order), Size(1, 10), rng)
        engine.run(Stack.of([state]), chunk, np.full(len(chunk.nodes), RATE))
        for nodes in theirs[chunk.nodes]:
            seconds = nodes[10:].reshape(10, -1)
            relations = list(zip(nodes[:10], seconds[:, 0], strict=True))
            batch = model._prepare_training_batch(relations, seconds[:, 1:].tolist())
            model._update_vectors_batch(batch)
    assert np.abs(state.points).max() > 0.1
    np.testing.assert_allclose(model.kv.vectors[theirs], state.points, rtol=0, atol=1e-9)
