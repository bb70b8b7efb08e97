"""A training session: from relations and recipe to an embedding, with checkpoints and progress."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from poincare import provenance
from poincare.console import SPEAK_EVERY, duration
from poincare.embedding import Embedding
from poincare.relations import Relations
from poincare.training import checkpoint, coarse_to_fine
from poincare.training.recipe import Recipe

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
    """Train, going on from `checkpoint_file` if it is of the same training.

    Parameters
    ----------
    threads : int
        Threads of the matrix products.
    checkpoint_file : Path
        Written every `CHECKPOINT_EVERY` seconds, removed by whoever has kept the result.
    say : callable
        Called with lines of progress.

    Returns
    -------
    embedding : Embedding
        Hyperboloid, with the training's identity as its provenance.
    history : DataFrame
        A row per epoch: epoch, level, n_active, loss, learning_rate, negatives, nodes_per_s,
        cpu_s and wall_s (since the beginning).
    """
    who = identity(relations, recipe, dim, seed, threads)
    saved = checkpoint.load(checkpoint_file, who)
    if saved is None:
        # Independent streams for every dimension, so that no two rows share their noise.
        rng = np.random.default_rng([seed, dim])
        state, history = coarse_to_fine.begin(relations, dim, rng), []
    else:
        state, history = saved
        say(f"going on after epoch {len(history)} from {checkpoint_file}")
    plan = coarse_to_fine.Plan.of(relations, recipe)
    visits = np.repeat(plan.n_active, plan.epochs)
    say(f"{len(visits)} epochs in {np.count_nonzero(plan.epochs)} levels")
    saved_at = spoken_at = time.perf_counter()
    with threadpool_limits(threads):
        for row in _rows(state, relations, recipe, plan, history):
            history.append(row)
            now = time.perf_counter()
            if now - spoken_at > SPEAK_EVERY or len(history) == len(visits):
                say(_progress(row, len(visits), len(plan.epochs), visits[row["epoch"] :].sum()))
                spoken_at = now
            if now - saved_at > CHECKPOINT_EVERY:
                checkpoint.save(checkpoint_file, state, who, history)
                saved_at = now
    embedding = Embedding(relations.names, state.points[:, 1:].copy(), "hyperboloid", who)
    return embedding, pd.DataFrame(history)


def _rows(
    state: coarse_to_fine.State,
    relations: Relations,
    recipe: Recipe,
    plan: coarse_to_fine.Plan,
    history: list[dict],
) -> Iterator[dict]:
    cpu, wall = time.process_time(), time.perf_counter()
    if history:
        cpu, wall = cpu - history[-1]["cpu_s"], wall - history[-1]["wall_s"]
    begun = time.perf_counter()
    for report in coarse_to_fine.epochs(state, relations, recipe):
        now = time.perf_counter()
        yield {
            "epoch": int(plan.epochs[: state.level].sum()) + state.epoch,
            "level": report.level + 1,
            "n_active": report.n_active,
            "loss": report.loss,
            "learning_rate": report.pace.learning_rate,
            "negatives": report.pace.negatives,
            "nodes_per_s": report.n_active / (now - begun),
            "cpu_s": time.process_time() - cpu,
            "wall_s": now - wall,
        }
        begun = time.perf_counter()


def _progress(row: dict, epochs: int, levels: int, visits_left: int) -> str:
    left = duration(visits_left / row["nodes_per_s"])
    return (
        f"epoch {row['epoch']}/{epochs}  level {row['level']}/{levels} "
        f"({row['n_active']:,} nodes)  loss {row['loss']:.4f}  η {row['learning_rate']:.4f}  "
        f"K {row['negatives']:.0f}  {row['nodes_per_s']:,.0f} nodes/s  ETA {left}"
    )
