"""How far bits and metrics depend on process, threads and the kernels of BLAS.

    python benchmarks/determinism.py

Every training is a process of its own, on the mammals in 5 dimensions: twice with one thread, with
two, and with the kernels of other processors (`OPENBLAS_CORETYPE`). The table
`benchmarks/results/determinism.md` has mean rank and MAP under `nickel2017`, and whether the
vectors are those of the first training, bit for bit.
"""

import json
import os
import subprocess
import sys

from settings import GRAPHS, RECIPES, RESULTS

from poincare.base.provenance import environment
from poincare.evaluation.protocols import protocol_named
from poincare.evaluation.ranks.ranking import rank
from poincare.evaluation.scores import scores
from poincare.graphs.relations import Relations
from poincare.reporting.tables.views import Row, Table, markdown
from poincare.training.recipe import read_recipe
from poincare.training.run import Run
from poincare.training.session import train

SYSTEMS = ("fast", "gensim-batch-10", "euclidean-free", "poincare-normalize")
#: Threads of a training, and kernels; blank are those of this processor.
SETTINGS = ((1, ""), (1, ""), (2, ""), (1, "Nehalem"), (1, "Sandybridge"), (1, "Haswell"))


def trained(system: str, threads: int) -> None:
    """Train and score; print what came out."""
    graph = Relations.load(GRAPHS / "mammals.npz")
    recipe = read_recipe(RECIPES / f"{system}.yaml")
    embedding = train(graph, recipe, Run(dim=5, threads=threads)).embedding
    ranks = rank(embedding, graph, threads)
    found = {one.metric: one.value for one in scores(ranks, graph, protocol_named("nickel2017"))}
    found |= {"hash": embedding.content_hash, "blas": environment()["blas"]}
    print(json.dumps(found))


def measured(system: str, threads: int, kernels: str) -> dict:
    """`trained` in a process of its own."""
    extra = {"OPENBLAS_CORETYPE": kernels} if kernels else {}
    command = [sys.executable, __file__, system, str(threads)]
    done = subprocess.run(command, env={**os.environ, **extra}, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """Measure everything and write the table."""
    rows = []
    for system in SYSTEMS:
        found = [measured(system, *setting) for setting in SETTINGS]
        for (threads, kernels), one in zip(SETTINGS, found, strict=True):
            same = "yes" if one["hash"] == found[0]["hash"] else "no"
            values = (f"{one['mean_rank']:.4f}", f"{one['MAP']:.4f}", same)
            cells = (system, str(threads), kernels or f"its own ({one['blas']})", *values)
            rows.append(Row("plain", cells))
            print(*cells, flush=True)
    header = ("system", "threads", "kernels", "mean rank", "MAP", "same bits")
    (RESULTS / "determinism.md").write_text(markdown(Table(header, tuple(rows))) + "\n")


if __name__ == "__main__":
    match sys.argv[1:]:
        case [system, threads]:
            trained(system, int(threads))
        case _:
            main()
