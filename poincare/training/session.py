"""A training session: from relations and recipe to an embedding, with checkpoints and progress."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from poincare.base import provenance
from poincare.base.console import SPEAK_EVERY, duration
from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding
from poincare.embeddings.snapshots import Snapshots, epochs_to_keep
from poincare.graphs.relations import Relations
from poincare.training import checkpoint
from poincare.training.checkpoint import Saved
from poincare.training.recipe import Recipe
from poincare.training.trainers import TRAINERS, State

#: Seconds between checkpoints.
CHECKPOINT_EVERY = 30.0


def identity(
    relations: Relations, recipe: Recipe, dim: int, seed: int, threads: int
) -> dict[str, Any]:
    """What determines the bits of a training, on a given machine."""
    return {
        "dataset": relations.name,
        "data_hash": relations.content_hash,
        "system": recipe.name,
        "recipe_hash": recipe.text_hash,
        "dim": dim,
        "seed": seed,
        "threads": threads,
        "code_hash": provenance.code_hash(),
        **provenance.environment(),
    }


def train(
    relations: Relations,
    recipe: Recipe,
    dim: int,
    seed: int,
    threads: int,
    checkpoint_file: Path,
    say: Callable[[str], None],
) -> tuple[Embedding, pd.DataFrame]:
    """`film` without snapshots: the embedding and the history."""
    silent = film(relations, recipe, dim, seed, threads, checkpoint_file, say, 0)
    return silent[0], silent[1]


def film(
    relations: Relations,
    recipe: Recipe,
    dim: int,
    seed: int,
    threads: int,
    checkpoint_file: Path,
    say: Callable[[str], None],
    frames: int,
) -> tuple[Embedding, pd.DataFrame, Snapshots]:
    """Train, going on from `checkpoint_file` if it is of the same training.

    Parameters
    ----------
    threads : int
        Threads of the matrix products.
    checkpoint_file : Path
        Written every `CHECKPOINT_EVERY` seconds, removed by whoever has kept the result.
    say : callable
        Called with lines of progress.
    frames : int
        Equal parts of the epochs after each of which the vectors are kept, as at the start; 0
        keeps none.

    Returns
    -------
    embedding : Embedding
        With the training's identity as its provenance.
    history : DataFrame
        A row per epoch: epoch, level, n_active, loss, learning_rate, negatives, nodes_per_s or
        relations_per_s, cpu_s and wall_s (since the beginning).
    snapshots : Snapshots
        The vectors after the epochs `poincare.embeddings.snapshots.epochs_to_keep`.

    Raises
    ------
    UserError
        For a dimension below 1, a graph without pairs, or what the trainer refuses.
    """
    if dim < 1:
        raise UserError(f"dimension {dim}", mend="give a dimension of at least 1")
    if relations.n_pairs == 0:
        raise UserError(f"the graph {relations.name!r} has no pairs to train on")
    trainer, who = TRAINERS[recipe.trainer], identity(relations, recipe, dim, seed, threads)
    kept = set(epochs_to_keep(frames, trainer.epochs(relations, recipe.settings)))
    # The vectors are the same, filmed or not; a checkpoint without the frames so far will not do.
    this = {**who, "frames": frames}

    def with_frame(snapshots: Snapshots, epoch: int, state: State) -> Snapshots:
        if epoch not in kept:
            return snapshots
        embedding = trainer.embedding(state, relations, recipe.settings, {})
        return snapshots.with_frame(epoch, embedding, trainer.in_play(state))

    saved = checkpoint.load(checkpoint_file, trainer.state, this)
    if saved is None:
        # Independent streams for every dimension, so that no two rows share their noise.
        rng = np.random.default_rng([seed, dim])
        state = trainer.begin(relations, recipe.settings, dim, rng)
        snapshots = with_frame(Snapshots.none(relations.n_nodes, dim), 0, state)
        saved = Saved(state, [], 0.0, 0.0, snapshots)
    else:
        say(f"going on after epoch {len(saved.history)} from {checkpoint_file}")
    state, history, snapshots = saved.state, saved.history, saved.snapshots
    cpu, wall = time.process_time() - saved.cpu_s, time.perf_counter() - saved.wall_s
    saved_at = spoken_at = begun = time.perf_counter()
    visits = 0
    with threadpool_limits(threads):
        for report in trainer.run(state, relations, recipe.settings):
            now = time.perf_counter()
            spent = {"cpu_s": time.process_time() - cpu, "wall_s": now - wall}
            visits += report.visits
            rate = visits / (now - begun)
            if report.row is not None:
                history.append({**report.row, f"{trainer.unit}_per_s": rate, **spent})
                visits, begun = 0, now
                snapshots = with_frame(snapshots, report.row["epoch"], state)
            if now - spoken_at > SPEAK_EVERY or report.left == 0:
                left = duration(report.left / rate)
                say(f"{report.words}  {rate:,.0f} {trainer.unit}/s  ETA {left}")
                spoken_at = now
            if now - saved_at > CHECKPOINT_EVERY:
                so_far = Saved(state, history, **spent, snapshots=snapshots)
                checkpoint.save(checkpoint_file, so_far, this)
                saved_at = now
    embedding = trainer.embedding(state, relations, recipe.settings, who)
    return embedding, pd.DataFrame(history), snapshots
