"""A part of an epoch: batches one after the other, each some dozens of NumPy calls."""

from dataclasses import dataclass

import numpy as np

from poincare.training.minibatch.batch import Chunk
from poincare.training.minibatch.distances import Move
from poincare.training.minibatch.gradient import Loss, Workspace
from poincare.training.minibatch.groups import Group, in_turn, together
from poincare.training.minibatch.settings import Settings
from poincare.training.minibatch.state import State
from poincare.training.minibatch.steps import Projection, projection_of


@dataclass(frozen=True, kw_only=True, eq=False)
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
            loss=Loss.of(settings),
            move=settings.move(),
            projection=projection_of(settings.ball, settings.curvature),
            in_turn=settings.batch.updates == "in-turn",
        )

    def run(self, state: State, chunk: Chunk, rates: np.ndarray) -> float:
        """Run all batches of a chunk, moving the points of `state`; the sum of their losses."""
        layout, total = chunk.layout, 0.0
        work = Workspace.of(layout, state.points.shape[1])
        batches = in_turn(chunk.nodes, layout.firsts) if self.in_turn else together(chunk.nodes)
        for nodes, rate, batch in zip(chunk.nodes, rates.tolist(), batches, strict=True):
            state.points.take(nodes, axis=0, out=work.points, mode="clip")
            state.squared.take(nodes, out=work.squared, mode="clip")
            loss, of_translation = self.loss.gradient(layout, work, state.translation)
            total += loss
            # The Riemannian factor is that of the points at which the gradient was taken.
            norms = [state.squared.take(group.nodes) for group in batch]
            for group, before in zip(batch, norms, strict=True):
                self.advance(state, group, group.total(work.gradient), before, rate)
            if of_translation is not None:
                state.translation -= rate * of_translation
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
