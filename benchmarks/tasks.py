"""What is timed. Each task runs in a process of its own (`fresh.run`) and returns plain numbers.

CPU time is that of the timed calls alone; reading and writing files is left out.
"""

import json
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np
from settings import GRAPHS, RECIPE, RECIPES

from poincare.base.provenance import measured
from poincare.embeddings.embedding import Embedding
from poincare.evaluation.protocols import PROTOCOLS
from poincare.evaluation.ranks.ranking import rank
from poincare.evaluation.scores import scores
from poincare.graphs.relations import Relations
from poincare.training.nodewise import trainer as nodewise
from poincare.training.nodewise.state import Problem
from poincare.training.recipe import read_recipe
from poincare.training.run import Run
from poincare.training.session import train


def relations_of(graph: str) -> Relations:
    """The built graph of that name."""
    return Relations.load(GRAPHS / f"{graph}.npz")


def quality(embedding: Embedding, relations: Relations) -> dict:
    """Mean rank and MAP under `nickel2017`."""
    return {
        score.metric: score.value
        for score in scores(rank(embedding, relations), relations, PROTOCOLS["nickel2017"])
    }


def train_ours(graph: str, dim: int, seed: int, vectors: str) -> dict:
    """The whole fast recipe; the vectors go to a file. Relations/s are those of its last level."""
    relations, recipe = relations_of(graph), read_recipe(RECIPE)
    with measured() as cost:
        trained = train(relations, recipe, Run(dim=dim, seed=seed, threads=1))
    trained.embedding.save(vectors)
    history = trained.history
    last = history.index[history["level"] == len(recipe.settings.levels)]
    seconds = np.diff(history["cpu_s"], prepend=0.0)[last]
    return {
        "train_cpu_s": cost.cpu_s,
        "relations_per_s": relations.n_pairs / median(seconds),
        "peak_mib": cost.peak_memory_mib,
    }


def train_ours_to(
    graph: str, dim: int, seed: int, mean_rank: float, average_precision: float
) -> dict:
    """CPU time to the first epoch of the last level that is at least that good in both.

    The recipe's schedules run as for a whole training; scoring is not counted.
    """
    relations, settings = relations_of(graph), read_recipe(RECIPE).settings
    problem = Problem.of(relations, settings, dim)
    state = nodewise.begin(problem, Run(dim=dim, seed=seed).generator())
    spent, begun = 0.0, time.process_time()
    for report in nodewise.run(state, problem):
        spent += time.process_time() - begun
        if report.level == report.levels:
            points = Embedding(relations.names, state.points[:, 1:].copy(), "hyperboloid", {})
            found = quality(points, relations)
            if found["mean_rank"] <= mean_rank and found["MAP"] >= average_precision:
                return {"train_cpu_s": spent, "epochs_of_last_level": state.epoch, **found}
        begun = time.process_time()
    raise RuntimeError(f"mean rank {mean_rank}, MAP {average_precision} not reached")


def evaluate_ours(graph: str, vectors: str, repeats: int) -> dict:
    """Exact ranks of all nodes: the median of so many runs."""
    relations, embedding = relations_of(graph), Embedding.load(vectors)
    costs = []
    for _ in range(repeats):
        with measured() as cost:
            found = quality(embedding, relations)
        costs.append(cost.cpu_s)
    n = int(np.count_nonzero(np.diff(relations.indptr)))
    return {
        "evaluate_cpu_s": median(costs),
        "evaluate_cpu_s_per_node": median(costs) / n,
        "nodes_evaluated": n,
        "peak_mib": cost.peak_memory_mib,
        **found,
    }


def evaluate_gensim(graph: str, vectors: str, nodes: int, repeats: int) -> dict:
    """gensim's ReconstructionEvaluation of a seeded sample of nodes that have positives."""
    from beside_gensim import evaluator

    relations, embedding = relations_of(graph), Embedding.load(vectors)
    with tempfile.TemporaryDirectory() as folder:
        evaluation = evaluator(embedding, relations, Path(folder) / "pairs.tsv")
    candidates = sorted(evaluation.relations)
    nodes = min(nodes, len(candidates))
    sample = np.random.default_rng(0).choice(candidates, nodes, replace=False)
    evaluation.items = sample.tolist()
    costs = []
    for _ in range(repeats):
        with measured() as cost:
            evaluation.evaluate()
        costs.append(cost.cpu_s)
    return {
        "evaluate_cpu_s_per_node": median(costs) / nodes,
        "nodes_evaluated": nodes,
        "peak_mib": cost.peak_memory_mib,
    }


def _gensim_model(
    relations: Relations,
    dim: int,
    negative: int,
    burn_in: int = 0,
    l2: float = 0.0,
    seed: int = 0,
):
    from beside_gensim import named_pairs
    from gensim.models.poincare import PoincareModel

    return PoincareModel(
        named_pairs(relations),
        size=dim,
        negative=negative,
        burn_in=burn_in,
        regularization_coeff=l2,
        workers=1,
        seed=seed,
    )


def speed_of_gensim(
    graph: str, dim: int, batch: int, negative: int, batches: int, repeats: int
) -> dict:
    """Relations per second over so many batches: the median of some repetitions."""
    relations = relations_of(graph)
    model = _gensim_model(relations, dim, negative)
    # As gensim's own `train` does: all relations in random order, cut into batches.
    order = np.random.default_rng(0).permutation(len(model.all_relations))
    order = np.resize(order, (repeats + 1) * batches * batch)
    parts = [
        [model.all_relations[i] for i in order[start : start + batch]]
        for start in range(0, len(order), batch)
    ]
    costs = []
    for repeat in range(repeats + 1):
        with measured() as cost:
            for part in parts[repeat * batches : (repeat + 1) * batches]:
                model._train_on_batch(part)
        costs.append(cost.cpu_s)
    # The first stretch fills gensim's buffer of negatives.
    return {
        "relations_per_s": batches * batch / median(costs[1:]),
        "peak_mib": cost.peak_memory_mib,
    }


def train_gensim(
    graph: str, dim: int, batch: int, negative: int, target: float, cpu_s: float, every: int
) -> dict:
    """Train until the mean rank is at most `target`, or so many seconds have gone.

    The mean rank is ours, found every so many epochs; that time is not counted.
    """
    from beside_gensim import embedding_of

    relations = relations_of(graph)
    model = _gensim_model(relations, dim, negative)
    spent, epochs, found = 0.0, 0, {"mean_rank": float("inf")}
    while spent < cpu_s and found["mean_rank"] > target:
        begun = time.process_time()
        model.train(epochs=every, batch_size=batch, print_every=10**9)
        spent += time.process_time() - begun
        epochs += every
        found = quality(embedding_of(model), relations)
    with measured() as cost:
        pass
    return {
        "train_cpu_s": spent,
        "relations_per_s": epochs * relations.n_pairs / spent,
        "epochs": epochs,
        "reached": bool(found["mean_rank"] <= target),
        "peak_mib": cost.peak_memory_mib,
        **found,
    }


def vectors_of_gensim(graph: str, dim: int, recipe: str, seed: int, vectors: str) -> dict:
    """gensim, trained with the numbers of a recipe; the vectors go to a file."""
    from beside_gensim import embedding_of

    settings = read_recipe(RECIPES / f"{recipe}.yaml").settings
    *burn_in, last = settings.phases
    epochs = sum(phase.epochs for phase in burn_in)
    model = _gensim_model(relations_of(graph), dim, last.negatives, epochs, settings.l2, seed)
    with measured() as cost:
        model.train(epochs=last.epochs, batch_size=settings.batch.pairs, print_every=10**9)
    embedding_of(model).save(vectors)
    return {"train_cpu_s": cost.cpu_s}


def vectors_of_recipe(graph: str, dim: int, recipe: str, seed: int, vectors: str) -> dict:
    """A recipe, trained by this suite; the vectors go to a file."""
    relations, read = relations_of(graph), read_recipe(RECIPES / f"{recipe}.yaml")
    with measured() as cost:
        trained = train(relations, read, Run(dim=dim, seed=seed, threads=1))
    trained.embedding.save(vectors)
    return {"train_cpu_s": cost.cpu_s}


def inner_loop(graph: str, dim: int, epochs: int) -> dict:
    """The trainer's products beside bare BLAS."""
    from inner_loop import measure

    return measure(relations_of(graph), read_recipe(RECIPE).settings, dim, epochs)


TASKS = {
    task.__name__: task
    for task in (
        train_ours,
        train_ours_to,
        evaluate_ours,
        evaluate_gensim,
        speed_of_gensim,
        train_gensim,
        vectors_of_gensim,
        vectors_of_recipe,
        inner_loop,
    )
}

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](**json.loads(sys.argv[2]))))
