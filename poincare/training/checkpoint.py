"""Checkpoints: a training that was stopped goes on with the same bits."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from poincare.storage import pack_text, read_arrays, unpack_text, write_arrays
from poincare.training.coarse_to_fine import State


def save(path: str | Path, state: State, identity: dict[str, Any], history: list[dict]) -> None:
    """Write `state`, whose training `identity` names, and its `history` atomically."""
    rest = {
        "identity": identity,
        "history": history,
        "level": state.level,
        "epoch": state.epoch,
        "rng": state.rng.bit_generator.state,
    }
    write_arrays(
        path,
        {
            "points": state.points,
            "entered": state.entered,
            "rest": pack_text(json.dumps(rest)),
        },
    )


def load(path: str | Path, identity: dict[str, Any]) -> tuple[State, list[dict]] | None:
    """State and history as saved; None if there is no checkpoint of that very training.

    Raises
    ------
    UserError
        If the file is damaged.
    """
    if not Path(path).exists():
        return None
    arrays = read_arrays(path)
    rest = json.loads(unpack_text(arrays["rest"]))
    if rest["identity"] != identity:
        return None
    rng = np.random.default_rng()
    rng.bit_generator.state = rest["rng"]
    state = State(arrays["points"], arrays["entered"], rest["level"], rest["epoch"], rng)
    return state, rest["history"]
