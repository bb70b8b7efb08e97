"""Epochs of mini-batches.

Negatives, and which rows of a batch belong to one node, are worked out for many batches at a
time; then every batch is some dozens of NumPy calls.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding
from poincare.geometry import hyperboloid
from poincare.graphs.relations import Relations
from poincare.training.minibatch.distances import SPACES
from poincare.training.minibatch.gradient import Layout, Loss, Workspace
from poincare.training.minibatch.groups import Group, in_turn, together
from poincare.training.minibatch.negatives import PairSampler
from poincare.training.minibatch.settings import SCHEMA, Phase, Settings, read
from poincare.training.minibatch.steps import Move, Projection, move_of, projection_of
from poincare.training.minibatch.visits import Visits
from poincare.training.progress import Report
from poincare.training.trainers import Trainer

#: Pairs whose negatives are drawn at once; a training can be stopped after each such chunk.
CHUNK_PAIRS = 8192


@dataclass
class State:
    """All that a training needs to go on: it changes from batch to batch.

    Attributes
    ----------
    points : (n, d) or (n, d + 1) float64
        Points of the ball or of Euclidean space, or ambient ones of the hyperboloid.
    squared : (n,) float64
        Their squared norms.
    translation : (d,) float64
        r, 0 where the distance has none.
    visits : (m,) int64
        Pairs of the present epoch, in their order; see `Visits`.
    phase, epoch, done : int
        Present phase, epochs done in it, and pairs done in the present epoch.
    loss : float
        Sum over these pairs.
    rng : numpy.random.Generator
    """

    points: np.ndarray
    squared: np.ndarray
    translation: np.ndarray
    visits: np.ndarray
    phase: int
    epoch: int
    done: int
    loss: float
    rng: np.random.Generator


def begin(relations: Relations, settings: Settings, dim: int, rng: np.random.Generator) -> State:
    """State before the first epoch: coordinates uniform in ±`settings.start`, r standard normal."""
    points = rng.uniform(-settings.start, settings.start, (relations.n_nodes, dim))
    translation = np.zeros(dim)
    space = SPACES[settings.distance]
    if space.shifted:
        translation = rng.standard_normal(dim)
    if space.time_coordinate:
        points = hyperboloid.lift(points)
    squared = np.einsum("nd,nd->n", points, points)
    return State(points, squared, translation, np.zeros(0, dtype=np.int64), 0, 0, 0, 0.0, rng)


def total_epochs(relations: Relations, settings: Settings) -> int:
    """Epochs of all phases."""
    return sum(phase.epochs for phase in settings.phases)


def in_play(state: State) -> np.ndarray:
    """All nodes, from the start; `(n,)` bool."""
    return np.ones(len(state.points), dtype=bool)


def embedding(
    state: State, relations: Relations, settings: Settings, provenance: dict[str, Any]
) -> Embedding:
    """The points as they stand; those of a ball of curvature −c are scaled to the unit ball."""
    space = SPACES[settings.distance]
    vectors = state.points[:, 1:] if space.time_coordinate else state.points
    vectors = vectors * np.sqrt(settings.curvature)
    translation = state.translation if space.shifted else None
    return Embedding(relations.names, vectors, space.manifold, provenance, translation)


def run(state: State, relations: Relations, settings: Settings) -> Iterator[Report]:
    """Run what is left, changing `state`; it is complete whenever this yields.

    Raises
    ------
    UserError
        If the points leave the range of floating-point numbers.
    """
    visits, engine = Visits.of(relations, settings.order), Engine.of(settings)
    epochs = total_epochs(relations, settings)
    while state.phase < len(settings.phases):
        phase = settings.phases[state.phase]
        draws = Draws.of(visits.relations, settings, phase)
        before = sum(earlier.epochs for earlier in settings.phases[: state.phase])
        while state.epoch < phase.epochs:
            if state.done == 0:
                state.visits, state.loss = visits.epoch(state.rng), 0.0
            places = state.visits[state.done :][: _chunk(len(state.visits) - state.done, settings)]
            rates = _rates(phase, state, len(places), settings.batch.pairs)
            chunk = draws.chunk(*visits.pairs(places), settings.batch.pairs, state.rng)
            state.loss += engine.run(state, chunk, rates)
            if not np.isfinite(state.loss):
                raise UserError("the loss is not finite", mend="lower learning_rate")
            state.done += len(places)
            yield _report(state, phase, before, epochs, len(places), float(rates[-1]))
        state.phase, state.epoch = state.phase + 1, 0


def _chunk(left: int, settings: Settings) -> int:
    """Pairs of the next chunk: whole batches, or else the one that is not full."""
    size = settings.batch.pairs
    return min(left, max(CHUNK_PAIRS, size)) // size * size or left


def _rates(phase: Phase, state: State, pairs: int, size: int) -> np.ndarray:
    """Learning rate of every batch of the next `pairs`."""
    done = state.epoch * len(state.visits) + state.done + np.arange(0, pairs, size)
    return phase.learning_rate.at(done / (phase.epochs * len(state.visits)))


def _report(
    state: State, phase: Phase, before: int, epochs: int, pairs: int, rate: float
) -> Report:
    """What a chunk did; if it ended an epoch, `state` moves on to the next one."""
    count, loss = len(state.visits), state.loss / state.done
    epoch = before + state.epoch + state.done / count
    if state.done == count:
        state.epoch, state.done = state.epoch + 1, 0
        epoch = before + state.epoch
    return Report(
        epoch=epoch,
        epochs=epochs,
        n_active=len(state.points),
        loss=loss,
        learning_rate=rate,
        negatives=phase.negatives,
        visits=pairs,
        left=round((epochs - epoch) * count),
    )


@dataclass(frozen=True, eq=False)
class Chunk:
    """Some batches of one layout.

    Attributes
    ----------
    layout : Layout
    nodes : (batches, rows) int64
        Node of every row.
    """

    layout: Layout
    nodes: np.ndarray


@dataclass(frozen=True, eq=False)
class Draws:
    """The samplers of a phase; `firsts` is None unless both ends are replaced."""

    seconds: PairSampler
    firsts: PairSampler | None

    @classmethod
    def of(cls, relations: Relations, settings: Settings, phase: Phase) -> "Draws":
        """Samplers for the pairs of `relations`."""
        sampler = PairSampler.of(relations, settings.negatives, phase.negatives, phase.sampling)
        return cls(sampler, sampler.of_first_ends() if settings.negatives.both_ends else None)

    def chunk(
        self, first: np.ndarray, second: np.ndarray, size: int, rng: np.random.Generator
    ) -> Chunk:
        """Batches of the pairs `(m,)` with their negatives; m is a multiple of `size`, or less."""
        size = min(size, len(first))
        seconds = np.column_stack((second, self.seconds.draw(first, rng)))
        parts, replaced = [first], 0
        if self.firsts is not None:
            parts.append(self.firsts.draw(second, rng))
            replaced = self.firsts.number
        parts = [part.reshape(len(first) // size, -1) for part in (*parts, seconds)]
        return Chunk(Layout(size, seconds.shape[1], replaced), np.concatenate(parts, axis=1))


@dataclass(frozen=True, eq=False)
class Engine:
    """Loss, move and projection of a recipe, ready to run batches."""

    loss: Loss
    move: Move
    projection: Projection | None
    in_turn: bool

    @classmethod
    def of(cls, settings: Settings) -> "Engine":
        """The engine of settings."""
        return cls(
            Loss.of(settings),
            move_of(settings.distance, settings.curvature, settings.step),
            projection_of(settings),
            settings.batch.updates == "in-turn",
        )

    def run(self, state: State, chunk: Chunk, rates: np.ndarray) -> float:
        """Run all batches of a chunk, moving the points of `state`; the sum of their losses."""
        layout, total = chunk.layout, 0.0
        work = Workspace.of(layout, state.points.shape[1])
        batches = in_turn(chunk.nodes, layout.firsts) if self.in_turn else together(chunk.nodes)
        for nodes, rate, batch in zip(chunk.nodes, rates.tolist(), batches, strict=True):
            state.points.take(nodes, axis=0, out=work.points, mode="clip")
            state.squared.take(nodes, out=work.squared, mode="clip")
            loss, shift = self.loss.gradient(layout, work, state.translation)
            total += loss
            # The Riemannian factor is that of the points at which the gradient was taken.
            norms = [state.squared.take(group.nodes) for group in batch]
            for group, before in zip(batch, norms, strict=True):
                self.advance(state, group, group.total(work.gradient), before, rate)
            if shift is not None:
                state.translation -= rate * shift
        return total

    def advance(
        self, state: State, group: Group, gradient: np.ndarray, squared: np.ndarray, rate: float
    ) -> None:
        """Move the nodes of a group by their summed gradients, which are overwritten."""
        points = state.points.take(group.nodes, axis=0)
        points = self.move(points, gradient, squared, rate)
        norms = np.einsum("md,md->m", points, points)
        if self.projection is not None:
            self.projection(points, norms)
        state.points[group.nodes] = points
        state.squared[group.nodes] = norms


TRAINER = Trainer(
    schema=SCHEMA,
    read=read,
    state=State,
    begin=begin,
    run=run,
    epochs=total_epochs,
    embedding=embedding,
    in_play=in_play,
    unit="relations",
)
