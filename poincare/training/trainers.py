"""The trainers by name, each imported when it is asked for.

A training depends on the code of its own trainer, not on that of the others: so no module imports
a trainer but this one, by name. To add a trainer, add its module here, with a `TRAINER` in it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from poincare.base.code import PACKAGE
from poincare.embeddings.embedding import Embedding
from poincare.training.progress import Report

#: Module of each trainer, by the recipe's key `trainer`.
MODULES = {
    "nodewise": "poincare.training.nodewise.trainer",
    "minibatch": "poincare.training.minibatch.trainer",
    "cbow": "poincare.training.cbow.trainer",
}

#: What a trainer reads besides the relations, by name.
Inputs = Mapping[str, Any]
NO_INPUTS: Inputs = {}

#: A trainer's own dataclasses.
Settings, Problem, State = Any, Any, Any


@dataclass(frozen=True, kw_only=True)
class Trainer:
    """A way to train.

    Attributes
    ----------
    version : int
        Raised when its bits change on purpose, so that results of an older version can be told.
    schema : Path
        Schema of the recipe's keys besides the common head.
    read : callable
        Settings from keys that fit the schema; a `UserError` for keys that contradict each other.
    state : type
        A dataclass of arrays, numbers and one generator `rng`: all that changes in a training.
    pose : callable
        The problem, all that stays the same, of relations, settings and dimension, and of the
        inputs by name.
    begin : callable
        The state before the first epoch, of problem and generator.
    run : callable
        Runs the rest of the trainings of some states of a problem, changing the states. It yields
        reports by the places of the states that have done a stretch; then all are complete, and
        may be saved.
    side_by_side : bool
        Whether several trainings at once take less time than one after the other.
    epochs : callable
        How many epochs a problem takes.
    embedding : callable
        The embedding of state, problem and provenance.
    in_play : callable
        Which nodes of a state take part yet, `(n,)` bool.
    unit : str
        What `Report.visits` counts.
    inputs : mapping
        What it reads besides the relations: name and class, which has `load` and `content_hash`.
    """

    version: int
    schema: Path
    read: Callable[[dict[str, Any]], Settings]
    state: type[State]
    pose: Callable[..., Problem]
    begin: Callable[[Problem, np.random.Generator], State]
    run: Callable[[Sequence[State], Problem], Iterator[Mapping[int, Report]]]
    side_by_side: bool
    epochs: Callable[[Problem], int]
    embedding: Callable[[State, Problem, dict[str, Any]], Embedding]
    in_play: Callable[[State], np.ndarray]
    unit: str
    inputs: Mapping[str, type] = field(default_factory=dict)


def one_after_the_other(
    run: Callable[[State, Problem], Iterator[Report]],
) -> Callable[[Sequence[State], Problem], Iterator[Mapping[int, Report]]]:
    """`Trainer.run` of a function that runs the training of one state."""

    def run_all(states: Sequence[State], problem: Problem) -> Iterator[Mapping[int, Report]]:
        for place, state in enumerate(states):
            for report in run(state, problem):
                yield {place: report}

    return run_all


def trainer_named(name: str) -> Trainer:
    """The trainer of that name, a key of `MODULES`."""
    return import_module(MODULES[name]).TRAINER


def read_inputs(name: str, files: Mapping[str, str | Path]) -> Inputs:
    """The inputs of the trainer of that name, read from their files."""
    return {kind: of.load(files[kind]) for kind, of in trainer_named(name).inputs.items()}


def source_of(name: str, package: Path = PACKAGE) -> Path:
    """The file of a trainer's module, from which all that it uses is imported."""
    return package.joinpath(*MODULES[name].split(".")[1:]).with_suffix(".py")
