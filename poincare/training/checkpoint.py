"""Checkpoints: a training that was stopped resumes with the same bits."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from poincare.base import provenance
from poincare.base.code import PACKAGE, hash_of_statements, modules_used_by
from poincare.base.errors import Damaged
from poincare.base.storage import pack_text, read_arrays, unpack_text, write_arrays
from poincare.embeddings.snapshots import Snapshots
from poincare.graphs.relations import Relations
from poincare.training.history import History
from poincare.training.recipe import Recipe
from poincare.training.run import Run
from poincare.training.trainers import NO_INPUTS, Inputs, State, source_of

#: What the names of a checkpoint's snapshots, and of the columns of its history, begin with.
SNAPSHOTS = "snapshots."
HISTORY = "history."


@dataclass(frozen=True, kw_only=True)
class Saved:
    """What a checkpoint holds: state of the trainer, history, seconds spent, snapshots taken."""

    state: State
    history: History
    cpu_s: float
    wall_s: float
    snapshots: Snapshots


def trainer_hash(trainer: str, package: Path = PACKAGE) -> str:
    """SHA-256 of the statements that decide the bits of a trainer's results.

    These are the modules that the trainer uses, and `poincare.training.run`, which seeds it.
    """
    sources = (source_of(trainer, package), package / "training" / "run.py")
    return hash_of_statements(modules_used_by(*sources, package=package), package)


def identity(
    relations: Relations, recipe: Recipe, run: Run, frames: int, inputs: Inputs = NO_INPUTS
) -> dict[str, Any]:
    """What decides the bits of a training and its snapshots, on a given machine.

    The version of the package is no part of it: a commit that changes no module of the trainer
    leaves the bits as they are.
    """
    return {
        "data_hash": relations.content_hash,
        **hashes_of(inputs),
        "recipe_hash": recipe.text_hash,
        "dim": run.dim,
        "seed": run.seed,
        "threads": run.threads,
        "frames": frames,
        "trainer_hash": trainer_hash(recipe.trainer),
        **provenance.versions(),
    }


def hashes_of(inputs: Inputs) -> dict[str, str]:
    """The content hashes of the inputs, by the names of their columns in records."""
    return {f"{name}_hash": given.content_hash for name, given in inputs.items()}


def save(path: str | Path, saved: Saved, identity: Mapping[str, Any]) -> None:
    """Write a training, which `identity` names, atomically."""
    parts = {field.name: getattr(saved.state, field.name) for field in fields(saved.state)}
    rng = parts.pop("rng").bit_generator.state
    arrays = {name: part for name, part in parts.items() if isinstance(part, np.ndarray)}
    rest = {
        "identity": dict(identity),
        "cpu_s": saved.cpu_s,
        "wall_s": saved.wall_s,
        "rng": rng,
        "numbers": {name: part for name, part in parts.items() if name not in arrays},
    }
    arrays |= {f"{SNAPSHOTS}{name}": part for name, part in saved.snapshots.arrays().items()}
    arrays |= {f"{HISTORY}{name}": part for name, part in saved.history.arrays().items()}
    write_arrays(path, {**arrays, "rest": pack_text(json.dumps(rest))})


def differences(path: str | Path, identity: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Parts of the identities of a checkpoint and a training that differ: there, here.

    Raises
    ------
    UserError
        If the file is missing or damaged.
    """
    with _as_damage(path):
        there = json.loads(unpack_text(read_arrays(path)["rest"]))["identity"]
    keys = [key for key in identity if there.get(key) != identity[key]]
    return {key: (there.get(key, "unknown"), identity[key]) for key in keys}


def load(path: str | Path, state: type[State]) -> Saved:
    """What `save` wrote.

    Parameters
    ----------
    state : type
        Class of the trainer's state.

    Raises
    ------
    UserError
        If the file is missing or damaged.
    """
    with _as_damage(path):
        return _loaded(read_arrays(path), state)


@contextmanager
def _as_damage(path: str | Path) -> Iterator[None]:
    """Turn whatever a whole file of another kind leads to into `Damaged`."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Damaged(f"no checkpoint ({error!r})", path) from None


def _loaded(arrays: dict[str, np.ndarray], state: type[State]) -> Saved:
    rest = json.loads(unpack_text(arrays.pop("rest")))
    rng = np.random.default_rng()
    rng.bit_generator.state = rest["rng"]
    taken, history = _of_prefix(arrays, SNAPSHOTS), _of_prefix(arrays, HISTORY)
    return Saved(
        state=state(**arrays, **rest["numbers"], rng=rng),
        history=History.of(history),
        cpu_s=rest["cpu_s"],
        wall_s=rest["wall_s"],
        snapshots=Snapshots(**taken),
    )


def _of_prefix(arrays: dict[str, np.ndarray], prefix: str) -> dict[str, np.ndarray]:
    """Take the arrays whose names begin with `prefix` out of `arrays`; the names go on behind."""
    names = [name for name in arrays if name.startswith(prefix)]
    return {name.removeprefix(prefix): arrays.pop(name) for name in names}
