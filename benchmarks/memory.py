"""Peak memory of trainings and rankings beside what their jobs ask for, and its growth.

    python benchmarks/memory.py

Every measurement is a process of its own, as every job is. A training has one epoch per phase or
level here, which has the peak of a whole one; the vectors that it gives are ranked. The last rows
are a training of 100,000 epochs of a small graph: its memory may grow by its history only. The
table is `benchmarks/results/memory.md`.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from memory_jobs import EPOCHS
from settings import PROJECT, RECIPES, RESULTS

from poincare.reporting.tables.views import Row, Table, markdown
from poincare.suite.memory import ranking_mb, size_of, training_mb
from poincare.training.recipe import read_recipe

JOBS = Path(__file__).with_name("memory_jobs.py")

#: Dataset, system, dimension and seeds side by side.
TRAININGS = (
    ("mammals", "fast", 5, 1),
    ("mammals", "gensim-batch-10", 5, 3),
    ("nouns", "fast", 5, 1),
    ("nouns", "fast", 50, 1),
    ("nouns", "fast", 200, 1),
    ("mammals", "cbow-glosses", 5, 1),
    ("nouns", "cbow-glosses", 5, 1),
    ("nouns", "cbow-glosses", 100, 1),
    ("nouns-paths", "gensim-batch-10", 5, 1),
    ("nouns-paths", "gensim-batch-10", 5, 3),
    ("nouns-paths", "gensim-batch-10", 200, 1),
    ("nouns-paths", "gensim-batch-10", 200, 3),
)
#: Dataset and dimension of vectors of `fast`, and the coordinates that they are ranked in.
RANKINGS = (
    ("mammals", 5, "hyperboloid"),
    ("nouns", 5, "hyperboloid"),
    ("nouns", 50, "hyperboloid"),
    ("nouns", 200, "hyperboloid"),
    ("nouns", 200, "poincare"),
)


def of_process(*arguments: object) -> list[str]:
    """The last line that a process of its own prints, which does one of these."""
    command = [sys.executable, str(JOBS), *map(str, arguments)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.splitlines()[-1].split()


def row(what: str, asked: int, measured: float) -> Row:
    """A row of the table, which is printed too."""
    cells = (what, f"{asked:,}", f"{measured:,.0f}", f"{asked / measured:.2f}")
    print(*cells, sep="  ", flush=True)
    return Row("plain", cells)


def main() -> None:
    """Measure everything and write the table."""
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        for dataset, system, dim, seeds in TRAININGS:
            vectors = Path(scratch) / f"{dataset}-{system}-{dim}.npz"
            recipe = read_recipe(RECIPES / f"{system}.yaml")
            asked = training_mb(size_of(dataset, PROJECT), recipe.trainer, dim, seeds)
            (peak,) = of_process("train", dataset, system, dim, seeds, vectors)
            rows.append(row(f"train {dataset} {system} d={dim}, seeds {seeds}", asked, float(peak)))
        for dataset, dim, manifold in RANKINGS:
            vectors = Path(scratch) / f"{dataset}-fast-{dim}.npz"
            asked = ranking_mb(size_of(dataset, PROJECT), dim)
            (peak,) = of_process("rank", dataset, manifold, vectors)
            rows.append(row(f"rank {dataset} d={dim}, {manifold}", asked, float(peak)))
    header = ("job", "asks for, MB", "peak, MB", "ratio")
    text = markdown(Table(header, tuple(rows)))
    early, late = map(float, of_process("grow", "gensim-batch-10"))
    text += (
        f"\n\nA training of {EPOCHS:,} epochs of a tree has {early:.1f} MB after a tenth "
        f"of them, and {late:.1f} MB at the end.\n"
    )
    (RESULTS / "memory.md").write_text(text)


if __name__ == "__main__":
    main()
