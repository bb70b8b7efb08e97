"""Relations per second of the mini-batch trainer, beside those of an earlier commit.

    python benchmarks/minibatch_speed.py BEFORE

BEFORE is a checkout of commit 54e9658, before runs were stacked (`git worktree add BEFORE
54e9658`). Both train the same row on `nouns-paths`, in turn, each in fresh processes with one
thread. A rate is that of one stretch of a training, over CPU time. The table has the median over
all stretches of all turns, and the ratio of the medians.
"""

import argparse
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pandas as pd
from fresh import ONE_THREAD
from report import save
from settings import GRAPHS, PROJECT

GRAPH = GRAPHS / "nouns-paths.npz"


@dataclass(frozen=True)
class Row:
    """What is trained; `runs` side by side by this commit, one by the earlier one."""

    system: str
    dim: int
    runs: int


ROWS = tuple(
    Row(system, dim, runs)
    for system in ("gensim-batch-10", "cpp-50")
    for dim, runs in ((10, 1), (10, 3), (200, 1), (200, 3))
)

BEFORE = """
import json, sys, time
import numpy as np
from poincare.relations import Relations
from poincare.training.minibatch.trainer import begin, run
from poincare.training.recipe import read_recipe
graph, recipe, dim, _, seconds = json.loads(sys.argv[1])
relations, settings = Relations.load(graph), read_recipe(recipe).settings
state = begin(relations, settings, dim, np.random.default_rng([0, dim]))
stretches = ([report] for report in run(state, relations, settings))
"""

NOW = """
import json, sys, time
from poincare.graphs.relations import Relations
from poincare.training.minibatch.state import Problem
from poincare.training.minibatch.trainer import begin, run
from poincare.training.recipe import read_recipe
from poincare.training.run import Run
graph, recipe, dim, runs, seconds = json.loads(sys.argv[1])
problem = Problem.of(Relations.load(graph), read_recipe(recipe).settings, dim)
states = [begin(problem, Run(dim=dim, seed=seed).generator()) for seed in range(runs)]
stretches = (list(reports.values()) for reports in run(states, problem))
"""

TIMED = """
rates, begun = [], time.process_time()
last = begun
for reports in stretches:
    now = time.process_time()
    rates.append(sum(report.visits for report in reports) / (now - last))
    last = now
    if now - begun > seconds:
        break
# The first stretch builds the tables of the samplers.
print(json.dumps(rates[1:]))
"""


def rates(checkout: Path, program: str, row: Row, seconds: float) -> list[float]:
    """Relations per second of CPU time of every stretch of a training."""
    recipe = checkout / f"config/recipes/{row.system}.yaml"
    arguments = json.dumps([str(GRAPH), str(recipe), row.dim, row.runs, seconds])
    finished = subprocess.run(
        [sys.executable, "-c", program + TIMED, arguments],
        env={**os.environ, **ONE_THREAD, "PYTHONPATH": str(checkout)},
        cwd=checkout,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(finished.stdout)


def measure(before: Path, row: Row, turns: int, seconds: float) -> dict:
    """One row of the table."""
    found: dict[str, list[float]] = {"before": [], "now": []}
    for _ in range(turns):
        found["before"] += rates(before, BEFORE, row, seconds)
        found["now"] += rates(PROJECT, NOW, row, seconds)
    rate = {name: median(of) for name, of in found.items()}
    return {
        "system": row.system,
        "d": row.dim,
        "runs side by side": row.runs,
        "relations/s before": rate["before"],
        "relations/s now": rate["now"],
        "ratio": rate["now"] / rate["before"],
    }


def main() -> None:
    """Measure all rows and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("before", type=Path)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5.0, help="of every training")
    options = parser.parse_args()
    rows = [measure(options.before.resolve(), row, options.turns, options.seconds) for row in ROWS]
    save("minibatch_speed", pd.DataFrame(rows), "Training speed of mini-batches, nouns-paths")


if __name__ == "__main__":
    main()
