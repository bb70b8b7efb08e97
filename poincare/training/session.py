"""A training session: from a graph and a recipe to an embedding, resuming where it was stopped."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from threadpoolctl import threadpool_limits

from poincare.base import provenance, stops
from poincare.base.errors import UserError
from poincare.base.stops import Stopped
from poincare.embeddings.embedding import Embedding
from poincare.embeddings.snapshots import Snapshots, epochs_to_keep
from poincare.graphs.relations import Relations
from poincare.training.checkpoint import Saved, hashes_of, identity
from poincare.training.clock import Clock, Stopwatch
from poincare.training.history import History
from poincare.training.keeper import Keeper
from poincare.training.progress import Report
from poincare.training.progress_lines import Speaker
from poincare.training.recipe import Recipe
from poincare.training.run import Run
from poincare.training.trainers import (
    NO_INPUTS,
    Inputs,
    Problem,
    State,
    Trainer,
    trainer_named,
)


@dataclass(frozen=True)
class Frames:
    """Snapshots to keep: the start, and the ends of `number` equal parts of the epochs."""

    number: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Trained:
    """What a training gives.

    Attributes
    ----------
    embedding : Embedding
        Its provenance names the graph, the recipe, the run, and the versions of code and libraries.
    history : DataFrame
        A row per epoch: epoch, level, n_active, loss, learning_rate, negatives, nodes_per_s,
        relations_per_s or words_per_s, and cpu_s and wall_s since the beginning.
    snapshots : Snapshots
        The vectors after the epochs `poincare.embeddings.snapshots.epochs_to_keep`.
    """

    embedding: Embedding
    history: pd.DataFrame
    snapshots: Snapshots


def train(
    relations: Relations,
    recipe: Recipe,
    run: Run,
    *,
    inputs: Inputs = NO_INPUTS,
    keep: Frames = Frames(0),
    checkpoint: Path | None = None,
    say: Callable[[str], None] = lambda line: None,
) -> Trained:
    """Train one run: `train_side_by_side` of it alone."""
    (trained,) = train_side_by_side(
        relations, recipe, [run], inputs=inputs, keep=keep, checkpoints=[checkpoint], say=say
    )
    return trained


def train_side_by_side(
    relations: Relations,
    recipe: Recipe,
    runs: Sequence[Run],
    *,
    inputs: Inputs = NO_INPUTS,
    keep: Frames = Frames(0),
    checkpoints: Sequence[Path | None],
    say: Callable[[str], None] = lambda line: None,
) -> list[Trained]:
    """Train runs that differ in their seeds, each resuming from its checkpoint.

    Every run has the bits, the losses and the checkpoints that it has alone. A trainer that
    cannot stack runs trains them one after the other.

    Parameters
    ----------
    runs : sequence of Run
        Of one dimension and number of threads.
    inputs : mapping
        What the trainer reads besides the relations (`Trainer.inputs`).
    keep : Frames
        Snapshots to keep. The vectors are the same, whichever are kept.
    checkpoints : sequence of Path or None
        One per run, written now and then; whoever has kept the result removes it. A file that is
        damaged or of another training is renamed, and a line says why.
    say : callable
        Called with lines of progress.

    Raises
    ------
    UserError
        For a dimension below 1, a graph without pairs, or what the trainer refuses.
    Stopped
        After a signal (`poincare.base.stops`), with checkpoints of all runs written.
    """
    (dim,), (threads,) = {run.dim for run in runs}, {run.threads for run in runs}
    _check(relations, dim)
    trainer = trainer_named(recipe.trainer)
    problem = trainer.pose(relations, recipe.settings, dim, **inputs)
    film = _Film(trainer=trainer, problem=problem, frames=keep)
    speaker = Speaker(say, trainer.unit)
    trainings = []
    for run, file in zip(runs, checkpoints, strict=True):
        keeper = Keeper(file, identity(relations, recipe, run, keep.number, inputs))
        trainings.append(_Training.of(run, film, keeper, speaker))
    stopwatch = Stopwatch()
    with threadpool_limits(threads), stops.deferred():
        for reports in trainer.run([training.saved.state for training in trainings], problem):
            cpu_s, wall_s = stopwatch.look()
            for place, report in reports.items():
                # CPU time is shared by the runs of a stretch.
                trainings[place].clock.add(cpu_s / len(reports), wall_s, report.visits)
                trainings[place].note(report)
            first = min(reports)
            speaker.report(reports[first], trainings[first].clock.rate())
            for place, report in reports.items():
                trainings[place].keep(report)
            if stops.waiting():
                raise Stopped(stops.waiting(), _saved(trainings))
    return [
        Trained(
            embedding=trainer.embedding(
                training.saved.state,
                problem,
                provenance_of(relations, recipe, training.run, inputs),
            ),
            history=training.saved.history.frame(),
            snapshots=training.saved.snapshots,
        )
        for training in trainings
    ]


@dataclass(kw_only=True, eq=False)
class _Training:
    """A run in the course of its training."""

    run: Run
    film: "_Film"
    keeper: Keeper
    clock: Clock
    saved: Saved

    @classmethod
    def of(cls, run: Run, film: "_Film", keeper: Keeper, speaker: Speaker) -> "_Training":
        """The training of a run as its checkpoint left it, or its beginning."""
        trainer, problem = film.trainer, film.problem
        saved = keeper.resume(trainer.state, speaker)
        if saved is None:
            state = trainer.begin(problem, run.generator())
            first = film.extended(Snapshots.none(problem.relations.n_nodes, run.dim), 0, state)
            saved = Saved(state=state, history=History(), cpu_s=0.0, wall_s=0.0, snapshots=first)
        clock = Clock(saved.cpu_s, saved.wall_s)
        return cls(run=run, film=film, keeper=keeper, clock=clock, saved=saved)

    def note(self, report: Report) -> None:
        """Add what a stretch did to the history and the snapshots, if an epoch has ended."""
        saved, snapshots = self.saved, self.saved.snapshots
        if report.ended:
            row = report.row()
            rate = {f"{self.film.trainer.unit}_per_s": self.clock.rate()}
            saved.history.append({**row, **rate, **self.clock.spent()})
            snapshots = self.film.extended(snapshots, row["epoch"], saved.state)
        self.saved = replace(saved, **self.clock.spent(), snapshots=snapshots)

    def keep(self, report: Report) -> None:
        """Keep a checkpoint, if it is time to."""
        if report.ended:
            self.clock.new_epoch()
        self.keeper.keep(self.saved)


def _saved(trainings: Sequence[_Training]) -> str:
    """Save all trainings that have a checkpoint; how to go on, in words."""
    files = [training.keeper.file for training in trainings if training.keeper.save(training.saved)]
    if not files:
        return "nothing is kept, since no checkpoint was asked for"
    return f"saved in {', '.join(map(str, files))}; repeat the command to resume"


def _check(relations: Relations, dim: int) -> None:
    if dim < 1:
        raise UserError(f"dimension {dim}", mend="give a dimension of at least 1")
    if relations.n_pairs == 0:
        raise UserError(f"the graph {relations.name!r} has no pairs to train on")


@dataclass(frozen=True, kw_only=True, eq=False)
class _Film:
    """Adds a snapshot after those epochs of a training that are to be kept."""

    trainer: Trainer
    problem: Problem
    frames: Frames

    @cached_property
    def epochs(self) -> set[int]:
        """Epochs after which a snapshot is kept."""
        return set(epochs_to_keep(self.frames.number, self.trainer.epochs(self.problem)))

    def extended(self, snapshots: Snapshots, epoch: int, state: State) -> Snapshots:
        """The snapshots, and that of this epoch if it is to be kept."""
        if epoch not in self.epochs:
            return snapshots
        frame = self.trainer.embedding(state, self.problem, {})
        return snapshots.with_frame(epoch, frame, self.trainer.in_play(state))


def provenance_of(
    relations: Relations, recipe: Recipe, run: Run, inputs: Inputs = NO_INPUTS
) -> dict[str, Any]:
    """Graph, recipe and run of a training, and the versions of code, libraries and machine."""
    return {
        "dataset": relations.name,
        "data_hash": relations.content_hash,
        **hashes_of(inputs),
        "system": recipe.name,
        "recipe_hash": recipe.text_hash,
        "trainer_version": trainer_named(recipe.trainer).version,
        "dim": run.dim,
        "seed": run.seed,
        "threads": run.threads,
        "code_hash": provenance.code_hash(),
        **provenance.environment(),
    }
