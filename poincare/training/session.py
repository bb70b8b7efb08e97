"""A training session: from a graph and a recipe to an embedding, resuming where it was stopped."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from threadpoolctl import threadpool_limits

from poincare.base import provenance
from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding
from poincare.embeddings.snapshots import Snapshots, epochs_to_keep
from poincare.graphs.relations import Relations
from poincare.training.checkpoint import Saved, identity
from poincare.training.clock import Clock
from poincare.training.keeper import Keeper
from poincare.training.progress_lines import Speaker
from poincare.training.recipe import Recipe
from poincare.training.run import Run
from poincare.training.trainers import Problem, State, Trainer, trainer_named


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
        A row per epoch: epoch, level, n_active, loss, learning_rate, negatives, nodes_per_s or
        relations_per_s, and cpu_s and wall_s since the beginning.
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
    keep: Frames = Frames(0),
    checkpoint: Path | None = None,
    say: Callable[[str], None] = lambda line: None,
) -> Trained:
    """Train, resuming from `checkpoint` if it is of the same training.

    Parameters
    ----------
    keep : Frames
        Snapshots to keep. The vectors are the same, whichever are kept.
    checkpoint : Path, optional
        Written now and then; whoever has kept the result removes it. If the file is of another
        training it is renamed, and a line says why.
    say : callable
        Called with lines of progress.

    Raises
    ------
    UserError
        For a dimension below 1, a graph without pairs, or what the trainer refuses.
    """
    _check(relations, run)
    trainer = trainer_named(recipe.trainer)
    problem = trainer.pose(relations, recipe.settings, run.dim)
    film = _Film(trainer=trainer, problem=problem, frames=keep)
    speaker = Speaker(say, trainer.unit)
    keeper = Keeper(checkpoint, identity(relations, recipe, run, keep.number))
    saved = keeper.resume(trainer.state, speaker)
    if saved is None:
        state = trainer.begin(problem, run.generator())
        first = film.extended(Snapshots.none(relations.n_nodes, run.dim), 0, state)
        saved = Saved(state=state, history=[], cpu_s=0.0, wall_s=0.0, snapshots=first)
    state, history, snapshots = saved.state, saved.history, saved.snapshots
    clock = Clock(saved.cpu_s, saved.wall_s)
    with threadpool_limits(run.threads):
        for report in trainer.run(state, problem):
            rate = clock.rate(report.visits)
            if report.ended:
                row = report.row()
                history.append({**row, f"{trainer.unit}_per_s": rate, **clock.spent()})
                snapshots = film.extended(snapshots, row["epoch"], state)
                clock.new_epoch()
            speaker.report(report, rate)
            keeper.keep(Saved(state=state, history=history, **clock.spent(), snapshots=snapshots))
    made = provenance_of(relations, recipe, run)
    embedding = trainer.embedding(state, problem, made)
    return Trained(embedding=embedding, history=pd.DataFrame(history), snapshots=snapshots)


def _check(relations: Relations, run: Run) -> None:
    if run.dim < 1:
        raise UserError(f"dimension {run.dim}", mend="give a dimension of at least 1")
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


def provenance_of(relations: Relations, recipe: Recipe, run: Run) -> dict[str, Any]:
    """Graph, recipe and run of a training, and the versions of code, libraries and machine."""
    return {
        "dataset": relations.name,
        "data_hash": relations.content_hash,
        "system": recipe.name,
        "recipe_hash": recipe.text_hash,
        "trainer_version": trainer_named(recipe.trainer).version,
        "dim": run.dim,
        "seed": run.seed,
        "threads": run.threads,
        "code_hash": provenance.code_hash(),
        **provenance.environment(),
    }
