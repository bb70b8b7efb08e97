"""Checkpoints: a training that was stopped goes on with the same bits."""

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from poincare.base.storage import pack_text, read_arrays, unpack_text, write_arrays
from poincare.embeddings.snapshots import Snapshots
from poincare.training.trainers import State

#: What the names of a checkpoint's snapshots begin with.
SNAPSHOTS = "snapshots."


@dataclass(frozen=True)
class Saved:
    """What a checkpoint holds: state of the trainer, history, seconds spent, snapshots taken."""

    state: State
    history: list[dict]
    cpu_s: float
    wall_s: float
    snapshots: Snapshots | None = None


def save(path: str | Path, saved: Saved, identity: dict[str, Any]) -> None:
    """Write a training, which `identity` names, atomically."""
    parts = {field.name: getattr(saved.state, field.name) for field in fields(saved.state)}
    rng = parts.pop("rng").bit_generator.state
    arrays = {name: part for name, part in parts.items() if isinstance(part, np.ndarray)}
    rest = {
        "identity": identity,
        "history": saved.history,
        "cpu_s": saved.cpu_s,
        "wall_s": saved.wall_s,
        "rng": rng,
        "numbers": {name: part for name, part in parts.items() if name not in arrays},
    }
    if saved.snapshots is not None:
        arrays |= {f"{SNAPSHOTS}{name}": part for name, part in saved.snapshots.arrays().items()}
    write_arrays(path, {**arrays, "rest": pack_text(json.dumps(rest))})


def load(path: str | Path, state: type[State], identity: dict[str, Any]) -> Saved | None:
    """What was saved; None if there is no checkpoint of that very training.

    Parameters
    ----------
    state : type
        Class of the trainer's state.

    Raises
    ------
    UserError
        If the file is damaged.
    """
    if not Path(path).exists():
        return None
    arrays = read_arrays(path)
    rest = json.loads(unpack_text(arrays.pop("rest")))
    if rest["identity"] != identity:
        return None
    rng = np.random.default_rng()
    rng.bit_generator.state = rest["rng"]
    taken = {
        name.removeprefix(SNAPSHOTS): arrays.pop(name)
        for name in list(arrays)
        if name.startswith(SNAPSHOTS)
    }
    whole = state(**arrays, **rest["numbers"], rng=rng)
    snapshots = Snapshots(**taken) if taken else None
    return Saved(whole, rest["history"], rest["cpu_s"], rest["wall_s"], snapshots)
