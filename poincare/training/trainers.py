"""The trainers by name: all that recipe, session and checkpoint need to know of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from poincare.embeddings.embedding import Embedding
from poincare.graphs.relations import Relations
from poincare.training.minibatch import settings as minibatch_settings
from poincare.training.minibatch import trainer as minibatch
from poincare.training.nodewise import coarse_to_fine
from poincare.training.nodewise import settings as nodewise_settings
from poincare.training.progress import Report

Settings = nodewise_settings.Settings | minibatch_settings.Settings
State = coarse_to_fine.State | minibatch.State


@dataclass(frozen=True)
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


TRAINERS = {
    "nodewise": Trainer(
        nodewise_settings.SCHEMA,
        nodewise_settings.read,
        coarse_to_fine.State,
        coarse_to_fine.begin,
        coarse_to_fine.run,
        coarse_to_fine.total_epochs,
        coarse_to_fine.embedding,
        coarse_to_fine.in_play,
        "nodes",
    ),
    "minibatch": Trainer(
        minibatch_settings.SCHEMA,
        minibatch_settings.read,
        minibatch.State,
        minibatch.begin,
        minibatch.run,
        minibatch.total_epochs,
        minibatch.embedding,
        minibatch.in_play,
        "relations",
    ),
}
