"""A part of an epoch: batches one after the other, each some dozens of NumPy calls."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from poincare.training.minibatch.batch import Chunk
from poincare.training.minibatch.distances import DISTANCES
from poincare.training.minibatch.gradient import Loss, Workspace
from poincare.training.minibatch.groups import Group, Sums, in_turn, in_turn_but_loops, together
from poincare.training.minibatch.layout import Layout
from poincare.training.minibatch.settings import Settings
from poincare.training.minibatch.state import Stack
from poincare.training.minibatch.steps import Move, Projection, Straight, projection_of


@dataclass(frozen=True, kw_only=True, eq=False)
class Engine:
    """Loss, move and projection of a recipe, ready to run batches."""

    loss: Loss
    move: Move
    projection: Projection | None
    groups: Callable[[np.ndarray, Layout], Iterator[Group]]

    @classmethod
    def of(cls, settings: Settings) -> "Engine":
        """The engine of settings."""
        return cls(
            loss=Loss.of(settings),
            move=settings.move(),
            projection=projection_of(settings.ball, settings.curvature),
            groups=_grouping(settings),
        )

    def run(self, stack: Stack, chunk: Chunk, rates: np.ndarray) -> np.ndarray:
        """Run all batches of a chunk, moving the points; the sum of losses of each run."""
        layout, total = chunk.layout, np.zeros(chunk.layout.pairs)
        work, sums = Workspace.of(layout, stack.points.shape[1]), Sums(layout)
        rows, batches = chunk.nodes[:, : layout.rows], self.groups(chunk.nodes, layout)
        for nodes, rate, group in zip(rows, rates.tolist(), batches, strict=True):
            stack.points.take(nodes, axis=0, out=work.points, mode="clip")
            stack.squared.take(nodes, out=work.squared, mode="clip")
            loss, of_translation = self.loss.gradient(layout, work, stack.translation)
            total += loss
            self.advance(stack, group, work, sums, rate)
            if of_translation is not None:
                np.subtract(stack.translation, rate * of_translation, out=stack.translation)
        return total.reshape(layout.runs, -1).sum(axis=1)

    def advance(self, stack: Stack, group: Group, work: Workspace, sums: Sums, rate: float) -> None:
        """Move the nodes of a batch by their summed gradients, in turn."""
        straight = isinstance(self.move, Straight)
        points = (self.straight if straight else self.curved)(stack, group, work, sums, rate)
        if group.twice is not None:
            first, second = group.twice
            points[first] = points[second]
        norms = self.project(points)
        stack.whole[group.nodes] = points.view(stack.whole.dtype)[:, 0]
        stack.squared[group.nodes] = norms

    def straight(
        self, stack: Stack, group: Group, work: Workspace, sums: Sums, rate: float
    ) -> np.ndarray:
        """New points of the group's nodes, before the projection: parts of ∇ are scaled, not ∇."""
        # The Riemannian factor is that of the points at which the gradient was taken.
        scale = self.move.scale(work.squared, rate)
        values = work.values * (scale if work.rows_of is None else scale.take(work.rows_of))
        points = sums.moved(group, values, work.origins)
        if group.twice is not None:
            first, second = group.twice
            again = points[first]
            self.project(again)
            again -= stack.points.take(group.nodes.take(first), axis=0)
            points[second] += again
        return points

    def curved(
        self, stack: Stack, group: Group, work: Workspace, sums: Sums, rate: float
    ) -> np.ndarray:
        """The same, of moves for which all of ∇ is needed."""
        gradient = sums.gradient(group, work.values, work.origins)
        squared = stack.squared.take(group.nodes)
        points = stack.points.take(group.nodes, axis=0)
        if group.twice is None:
            return self.move(points, gradient, squared, rate)
        first, second = group.twice
        kept = gradient[second]
        points = self.move(points, gradient, squared, rate)
        again = points[first]
        self.project(again)
        points[second] = self.move(again, kept, squared[second], rate)
        return points

    def project(self, points: np.ndarray) -> np.ndarray:
        """Bring points `(m, d)` that are outside back, in place; the squared norms of all."""
        norms = np.einsum("md,md->m", points, points)
        if self.projection is not None:
            self.projection(points, norms)
        return norms


def _grouping(settings: Settings) -> Callable[[np.ndarray, Layout], Iterator[Group]]:
    """How entries are grouped. A pair (u, u) moves nothing but by an L2 term, r or an error."""
    if settings.batch.updates != "in-turn":
        return together
    moved = settings.l2 or settings.errors or DISTANCES[settings.distance].translated
    return in_turn if moved else in_turn_but_loops
