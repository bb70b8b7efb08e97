"""Kill trainings, rankings and whole workflows at random moments; the same bits have to come out.

    python benchmarks/kills.py [KILLS]

A third of the kills hits each of them. Every process is killed by SIGKILL after a random time
within that of a whole one, then started again, until it has been killed so often; the last start
runs to its end. Trainings save a checkpoint every half second here, every 30 s otherwise. The
table is `benchmarks/results/kills.md`.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from same_bits import different_arrays, different_losses, different_values
from settings import PROJECT, RECIPES, RESULTS

from poincare.base.storage import remove_stale_parts
from poincare.datasets.trees import balanced_tree
from poincare.embeddings.embedding import Embedding
from poincare.evaluation.ranks.ranking import rank
from poincare.reporting.tables.views import Row, Table, markdown
from poincare.training import keeper
from poincare.training.recipe import read_recipe
from poincare.training.run import Run
from poincare.training.session import train

#: Kills of one start and finish, so that each of them resumes several times.
KILLS_OF_ONE = 4
PARTS = ("Snakefile", "profiles", "workflow", "config", "poincare", "data/published")
CONFIGURATION = """
name: killed
title: A run that is killed
grids: [{datasets: [balanced-tree], systems: [fast, gensim-batch-10], dims: [2, 5], seeds: [0]}]
figures: {disc: [balanced-tree], film: [balanced-tree]}
"""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Something to kill.

    Attributes
    ----------
    name : str
    command : list of str
        Runs to the end, or goes on from what an earlier one left.
    folder : Path
        Where it writes, and the folder that it runs in.
    same : callable
        The differences between two folders.
    """

    name: str
    command: list[str]
    folder: Path
    same: Callable[[Path, Path], list[str]]

    def start(self) -> subprocess.Popen:
        """A process group of its own, so that its jobs die with it."""
        return subprocess.Popen(
            self.command,
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(PROJECT)},
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def finish(self) -> float:
        """Run to the end; seconds on the clock."""
        began = time.monotonic()
        if self.start().wait():
            raise SystemExit(f"{self.name}: failed in {self.folder}")
        return time.monotonic() - began


def killed(subject: Subject, kills: int, seconds: float, rng: np.random.Generator) -> int:
    """Kill it so often, each time within `seconds`; how many kills came before its end."""
    early = 0
    for _ in range(kills):
        process = subject.start()
        try:
            process.wait(rng.uniform(0, seconds))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            early += 1
    return early


def trained(folder: Path, system: str) -> None:
    """Train a system on the mammals; the embedding is written last."""
    keeper.CHECKPOINT_EVERY = 0.5
    remove_stale_parts(folder)
    recipe = read_recipe(RECIPES / f"{system}.yaml")
    result = train(balanced_tree(), recipe, Run(dim=5), checkpoint=folder / f"{system}.checkpoint")
    result.embedding.save(folder / f"{system}.npz")
    result.history.to_csv(folder / f"{system}.csv", index=False)


def ranked(folder: Path) -> None:
    """Rank a random embedding of a tree, ten times."""
    remove_stale_parts(folder)
    tree, rng = balanced_tree(), np.random.default_rng(1)
    points = rng.uniform(-0.5, 0.5, size=(tree.n_nodes, 5))
    embedding = Embedding(tree.names, points, "poincare")
    for number in range(10):
        path = folder / f"ranks{number}.npz"
        if not path.exists():
            rank(embedding, tree, 1).save(path)


def same_files(before: Path, after: Path) -> list[str]:
    """Differences between the arrays, and between the losses, of two folders."""
    found = []
    for old in sorted(before.glob("*.npz")):
        with np.load(old) as left, np.load(after / old.name) as right:
            names = set(left.files) - {"provenance", "digest"}
            found += [f"{old.name}: {n}" for n in names if left[n].tobytes() != right[n].tobytes()]
    for old in sorted(before.glob("*.csv")):
        left, right = pd.read_csv(old), pd.read_csv(after / old.name)
        if not left["loss"].equals(right["loss"]):
            found.append(f"{old.name}: losses")
    return found


def same_results(before: Path, after: Path) -> list[str]:
    """Differences between the results of two runs of the workflow."""
    left, right = before / "results/killed", after / "results/killed"
    return [
        *different_arrays(left, right, "*.npz"),
        *different_losses(left, right),
        *different_values(left, right),
    ]


def subjects(folder: Path) -> list[Callable[[Path], Subject]]:
    """What is killed, each made in a folder that is given."""
    here = [sys.executable, str(Path(__file__))]

    def training(system: str) -> Callable[[Path], Subject]:
        command = [*here, "--train", ".", system]
        return lambda place: Subject(
            name=f"training, {system}", command=command, folder=place, same=same_files
        )

    def ranking(place: Path) -> Subject:
        return Subject(
            name="ranking", command=[*here, "--rank", "."], folder=place, same=same_files
        )

    def workflow(place: Path) -> Subject:
        for part in PARTS:
            copy = shutil.copytree if (PROJECT / part).is_dir() else shutil.copy
            copy(PROJECT / part, place / part)
        (place / "killed.yaml").write_text(CONFIGURATION)
        run = (
            f"{sys.executable} workflow/unlock_if_stale.py && "
            f"{sys.executable} -m snakemake --cores 1 --configfile killed.yaml"
        )
        return Subject(name="workflow", command=["sh", "-c", run], folder=place, same=same_results)

    return [training("fast"), training("gensim-batch-10"), ranking, workflow]


def counted(make: Callable[[Path], Subject], kills: int, folder: Path, rng) -> Row:
    """Kill a subject `kills` times or more; a row of the table."""
    (folder / "whole").mkdir(parents=True)
    whole = make(folder / "whole")
    seconds = whole.finish()
    early, different, starts = 0, [], 0
    while early < kills:
        place = folder / f"killed{starts}"
        place.mkdir()
        subject = make(place)
        early += killed(subject, KILLS_OF_ONE, seconds, rng)
        subject.finish()
        different += subject.same(whole.folder, place)
        parts = list(place.rglob("*.part"))
        different += [f"left over: {part.relative_to(place)}" for part in parts]
        print(f"{subject.name}: {early} kills, {len(different)} different", flush=True)
        for line in different:
            print(f"  {line}", flush=True)
        shutil.rmtree(place)
        starts += 1
    cells = (whole.name, str(early), str(starts), str(len(different)))
    return Row("plain", cells)


def main(kills: int) -> int:
    """Kill everything and write the table; 1 if anything came out differently."""
    rng = np.random.default_rng(20171205)
    with tempfile.TemporaryDirectory() as scratch:
        makers = subjects(Path(scratch))
        rows = [
            counted(make, -(-kills // len(makers)), Path(scratch) / str(place), rng)
            for place, make in enumerate(makers)
        ]
    table = Table(("killed", "kills before its end", "finished", "differences"), tuple(rows))
    (RESULTS / "kills.md").write_text(markdown(table) + "\n")
    print(markdown(table))
    return int(any(row.cells[-1] != "0" for row in rows))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--train", folder, system]:
            trained(Path(folder), system)
        case ["--rank", folder]:
            ranked(Path(folder))
        case arguments:
            sys.exit(main(*map(int, arguments or ["60"])))
