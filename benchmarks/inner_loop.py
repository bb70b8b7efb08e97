"""How fast the trainer's matrix products are, compared with bare BLAS.

Trains the coarse levels of the recipe, then times epochs of the last level, in which all nodes
are in play. The time inside the three products is taken by timing `np.matmul`, through which
the trainer takes them and nothing else; the trainer itself is not changed. CPU time, one thread.
"""

import argparse
import time
from collections import Counter
from collections.abc import Iterator
from statistics import median
from unittest import mock

import fresh
import numpy as np
import pandas as pd
from report import save

from poincare.base.provenance import measured
from poincare.graphs.relations import Relations
from poincare.training.nodewise.settings import Settings
from poincare.training.nodewise.state import Problem
from poincare.training.nodewise.trainer import begin, run
from poincare.training.progress import Report
from poincare.training.run import Run

#: Rows, inner dimension and columns of a product, and its dtype.
Shape = tuple[int, int, int, str]


class TimedProducts:
    """A stand-in for `np.matmul` that adds up CPU time and shapes (rows, inner, columns, dtype)."""

    def __init__(self) -> None:
        self.seconds, self.shapes, self._matmul = 0.0, Counter(), np.matmul

    def __call__(self, left: np.ndarray, right: np.ndarray, out: np.ndarray) -> np.ndarray:
        begun = time.process_time()
        self._matmul(left, right, out=out)
        self.seconds += time.process_time() - begun
        self.shapes[(*left.shape, right.shape[1], left.dtype.name)] += 1
        return out


def seconds_of_bare_product(shape: Shape) -> float:
    """Median CPU seconds of one contiguous product of that shape and dtype."""
    rows, inner, columns, dtype = shape
    left, right = np.ones((rows, inner), dtype), np.ones((inner, columns), dtype)
    out = np.empty((rows, columns), dtype)
    times = []
    for _ in range(20):
        begun = time.process_time()
        np.matmul(left, right, out=out)
        times.append(time.process_time() - begun)
    return median(times)


def most_frequent(shapes: Counter, kinds: int) -> Counter:
    """The most frequent shapes: pools differ by a few candidates, so there are many."""
    return Counter(dict(shapes.most_common(kinds)))


def measure(relations: Relations, settings: Settings, dim: int, epochs: int) -> dict:
    """One row of the table."""
    problem = Problem.of(relations, settings, dim)
    state = begin(problem, Run(dim=dim, seed=0).generator())
    epochs_left = run(state, problem)
    while next(epochs_left).level < len(settings.levels):
        pass
    plain, timed, products = [], [], TimedProducts()
    for _ in range(epochs):
        plain.append(cpu_seconds(epochs_left))
        with mock.patch.object(np, "matmul", products):
            timed.append(cpu_seconds(epochs_left))
    with measured() as cost:
        pass
    sample = most_frequent(products.shapes, 40)
    flops = sum(2.0 * r * i * c * n for (r, i, c, _), n in products.shapes.items())
    bare_flops = sum(2.0 * r * i * c * n for (r, i, c, _), n in sample.items())
    bare = sum(seconds_of_bare_product(shape) * n for shape, n in sample.items())
    return {
        "d": dim,
        "pairs/s": relations.n_pairs / median(plain),
        "node visits/s": relations.n_nodes / median(plain),
        "CPU s per epoch": median(plain),
        "share in products": products.seconds / sum(timed),
        "products GFLOP/s": flops / products.seconds / 1e9,
        "bare BLAS GFLOP/s": bare_flops / bare / 1e9,
        "dtype": "+".join(sorted({dtype for *_, dtype in products.shapes})),
        "peak MiB": cost.peak_memory_mib,
    }


def cpu_seconds(epochs_left: Iterator[Report]) -> float:
    """CPU time of the next epoch."""
    begun = time.process_time()
    next(epochs_left)
    return time.process_time() - begun


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--graph", default="nouns")
    parser.add_argument("--dims", type=int, nargs="+", default=[10, 50, 200])
    parser.add_argument("--epochs", type=int, default=3, help="timed epochs of each kind")
    options = parser.parse_args()
    rows = [
        fresh.run("inner_loop", graph=options.graph, dim=dim, epochs=options.epochs)
        for dim in options.dims
    ]
    save("inner_loop", pd.DataFrame(rows), f"Inner loop of the trainer, graph {options.graph}.")
