"""The jobs whose memory `memory.py` measures, each in a process that imports what it needs only."""

import sys
import tempfile
from pathlib import Path

import yaml
from settings import GRAPHS, RECIPES

from poincare.base.provenance import peak_memory_mib
from poincare.embeddings.embedding import Embedding
from poincare.graphs.relations import Relations

#: Of the training whose memory may not grow.
EPOCHS = 100_000


def shortened(system: str, epochs: int):
    """A recipe with so many epochs per phase or level."""
    from poincare.training.recipe import read_recipe

    keys = yaml.safe_load((RECIPES / f"{system}.yaml").read_text())
    for phase in [*keys.get("levels", ()), keys.get("burn_in"), keys]:
        if phase is not None and "epochs" in phase:
            phase["epochs"] = epochs
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{system}.yaml"
        path.write_text(yaml.safe_dump(keys))
        return read_recipe(path)


def trained(dataset: str, system: str, dim: int, seeds: int, vectors: Path) -> None:
    """One epoch of a training, with checkpoints; the first run's vectors are kept."""
    from poincare.training import session
    from poincare.training.run import Run
    from poincare.training.trainers import read_inputs

    runs = [Run(dim=dim, seed=seed) for seed in range(seeds)]
    files = [vectors.with_suffix(f".{run.seed}") for run in runs]
    graph = Relations.load(GRAPHS / f"{dataset}.npz")
    recipe = shortened(system, 1)
    inputs = read_inputs(recipe.trainer, {"corpus": GRAPHS.parent / "corpus" / f"{dataset}.npz"})
    done = session.train_side_by_side(graph, recipe, runs, inputs=inputs, checkpoints=files)
    done[0].embedding.save(vectors)


def ranked(dataset: str, manifold: str, vectors: Path) -> None:
    """The ranking of vectors of the hyperboloid, in it or in the ball."""
    from poincare.evaluation.ranks.ranking import rank

    embedding = Embedding.load(vectors)
    if manifold != embedding.manifold:
        embedding = Embedding(embedding.names, embedding.in_ball(), manifold)
    rank(embedding, Relations.load(GRAPHS / f"{dataset}.npz"), 1)


def grown(system: str) -> None:
    """MB after a tenth of many epochs of a small tree, and at their end; printed."""
    import psutil

    from poincare.datasets.trees import complete_tree
    from poincare.training import session
    from poincare.training.run import Run

    process, seen = psutil.Process(), []

    def say(line: str) -> None:
        done = int(line.split("epoch ")[1].split("/")[0].split(".")[0]) if "epoch " in line else 0
        if not seen and done >= EPOCHS // 10:
            seen.append(process.memory_info().rss / 1e6)

    session.train(complete_tree("tree", 3, 2), shortened(system, EPOCHS), Run(dim=2), say=say)
    print(seen[0], process.memory_info().rss / 1e6)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["train", dataset, system, dim, seeds, vectors]:
            trained(dataset, system, int(dim), int(seeds), Path(vectors))
        case ["rank", dataset, manifold, vectors]:
            ranked(dataset, manifold, Path(vectors))
        case ["grow", system]:
            grown(system)
            sys.exit()
    print(peak_memory_mib() * 1024**2 / 1e6)
