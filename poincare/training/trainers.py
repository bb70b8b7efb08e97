"""The trainers by name, each imported when it is asked for.

A training depends on the code of its own trainer, not on that of the others: so no module imports
a trainer but this one, by name. To add a trainer, add its module here, with a `TRAINER` in it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from poincare.base.code import PACKAGE
from poincare.embeddings.embedding import Embedding
from poincare.graphs.relations import Relations
from poincare.training.progress import Report

#: Module of each trainer, by the recipe's key `trainer`.
MODULES = {
    "nodewise": "poincare.training.nodewise.coarse_to_fine",
    "minibatch": "poincare.training.minibatch.trainer",
}

#: A trainer's own dataclasses.
Settings, State = Any, Any


@dataclass(frozen=True, kw_only=True)
class Trainer:
    """A way to train.

    Attributes
    ----------
    schema : Path
        Schema of the recipe's keys besides the common head.
    read : callable
        Settings from keys that fit the schema; a `UserError` for keys that contradict each other.
    state : type
        A dataclass of arrays, numbers and one generator `rng`: all that changes in a training.
    begin : callable
        The state before the first epoch, of relations, settings, dimension and generator.
    run : callable
        Runs what is left of state, relations and settings, changing the state, which is complete,
        and may be kept, at each report.
    epochs : callable
        How many epochs a training of relations and settings has in all.
    embedding : callable
        The embedding of state, relations, settings and provenance.
    in_play : callable
        Which nodes of a state take part yet, `(n,)` bool.
    unit : str
        What `Report.visits` counts.
    """

    schema: Path
    read: Callable[[dict[str, Any]], Settings]
    state: type[State]
    begin: Callable[[Relations, Settings, int, np.random.Generator], State]
    run: Callable[[State, Relations, Settings], Iterator[Report]]
    epochs: Callable[[Relations, Settings], int]
    embedding: Callable[[State, Relations, Settings, dict[str, Any]], Embedding]
    in_play: Callable[[State], np.ndarray]
    unit: str


def trainer_named(name: str) -> Trainer:
    """The trainer of that name, a key of `MODULES`."""
    return import_module(MODULES[name]).TRAINER


def source_of(name: str, package: Path = PACKAGE) -> Path:
    """The file of a trainer's module, from which all that it uses is imported."""
    return package.joinpath(*MODULES[name].split(".")[1:]).with_suffix(".py")
