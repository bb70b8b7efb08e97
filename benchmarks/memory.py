"""Peak memory of trainings and rankings beside what their jobs ask for.

    python benchmarks/memory.py

Every measurement is a process of its own, as every job is. Trainings have one epoch per phase or
level, which has the peak of a whole training. The second table is a training of 100,000 epochs of
a small graph: its memory may grow by its history only.
"""

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import yaml
from settings import GRAPHS, RECIPES

from poincare.embeddings.embedding import Embedding
from poincare.evaluation.ranks.ranking import rank
from poincare.graphs.relations import Relations
from poincare.training import session
from poincare.training.recipe import Recipe, read_recipe
from poincare.training.run import Run


def shortened(system: str, epochs: int) -> Recipe:
    """A recipe with so many epochs per phase or level."""
    keys = yaml.safe_load((RECIPES / f"{system}.yaml").read_text())
    for phase in [*keys.get("levels", ()), keys.get("burn_in"), keys]:
        if phase is not None and "epochs" in phase:
            phase["epochs"] = epochs
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{system}.yaml"
        path.write_text(yaml.safe_dump(keys))
        return read_recipe(path)


def trained(dataset: str, system: str, dim: int, seeds: int) -> None:
    """One epoch of a training, of a mini-batch training its first batches."""
    runs = [Run(dim=dim, seed=seed) for seed in range(seeds)]
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{run.seed}.checkpoint" for run in runs]
        session.train_side_by_side(
            Relations.load(GRAPHS / f"{dataset}.npz"), shortened(system, 1), runs, checkpoints=files
        )


def ranked(dataset: str, dim: int, threads: int) -> None:
    """The ranking of random points."""
    graph = Relations.load(GRAPHS / f"{dataset}.npz")
    points = np.random.default_rng(1).normal(size=(graph.n_nodes, dim))
    points *= 0.9 / np.linalg.norm(points, axis=1).max()
    rank(Embedding(graph.names, points, "poincare"), graph, threads)


def peak_mb(*arguments: object) -> float:
    """Peak of a process of its own that does one of these."""
    done = subprocess.run(
        [sys.executable, __file__, *map(str, arguments)], check=True, capture_output=True, text=True
    )
    return float(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["train", dataset, system, dim, seeds]:
            trained(dataset, system, int(dim), int(seeds))
        case ["rank", dataset, dim, threads]:
            ranked(dataset, int(dim), int(threads))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6)
