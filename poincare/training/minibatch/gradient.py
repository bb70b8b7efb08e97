"""Loss and gradient of one batch, with respect to every point it names.

A batch is b pairs (u, v), each with k − 1 negatives v' in the place of v and, if both ends are
replaced, as many u' in the place of u. Rows of the gradient stand in the order u, u', then v and
its v' pair by pair; a node may have several rows, which `poincare.training.minibatch.groups` sums.
"""

from dataclasses import dataclass

import numpy as np

from poincare.training.minibatch import objective
from poincare.training.minibatch.distances import PADDING, SPACES, Kernel, Terms, kernel
from poincare.training.minibatch.settings import Settings


@dataclass(frozen=True, eq=False)
class Layout:
    """Sizes of a batch.

    Attributes
    ----------
    pairs : int
        b.
    others : int
        k: the positive and the negatives v'.
    replaced : int
        Negatives u' of each pair; 0 unless both ends are replaced.
    """

    pairs: int
    others: int
    replaced: int

    @property
    def firsts(self) -> int:
        """Rows of u and u'."""
        return self.pairs * (1 + self.replaced)

    @property
    def rows(self) -> int:
        """Rows of the gradient."""
        return self.firsts + self.pairs * self.others


@dataclass(frozen=True, eq=False)
class Workspace:
    """Arrays that every batch of a layout uses again, `(rows, d)` each.

    Attributes
    ----------
    points, gradient, difference : (rows, d) float64
        Points of the rows, their gradients, and the rows' differences from their anchors.
    """

    points: np.ndarray
    gradient: np.ndarray
    difference: np.ndarray

    @classmethod
    def of(cls, layout: Layout, dim: int) -> "Workspace":
        """Arrays of undefined content."""
        return cls(*(np.empty((layout.rows, dim)) for _ in range(3)))


@dataclass(frozen=True, eq=False)
class Loss:
    """What a recipe minimises.

    Attributes
    ----------
    kernel : Kernel
    positive : bool
        Whether the softmax's denominator holds the positive.
    constant : float
        What it holds besides points.
    l2 : float
        Weight of ‖v‖².
    mean : bool
        Whether gradients are averaged over the pairs instead of summed.
    shifted, time_coordinate : bool
        See `poincare.training.minibatch.distances.Space`.
    """

    kernel: Kernel
    positive: bool
    constant: float
    l2: float
    mean: bool
    shifted: bool
    time_coordinate: bool

    @classmethod
    def of(cls, settings: Settings) -> "Loss":
        """The loss of settings."""
        padding = PADDING if "padded-denominators" in settings.errors else 0.0
        space = SPACES[settings.distance]
        return cls(
            kernel(settings.distance, settings.curvature, settings.errors),
            settings.denominator.positive,
            objective.constant_of(settings.denominator, padding),
            settings.l2,
            settings.batch.gradient == "mean",
            space.shifted,
            space.time_coordinate,
        )

    def gradient(
        self,
        layout: Layout,
        work: Workspace,
        squared: np.ndarray,
        translation: np.ndarray,
    ) -> tuple[float, np.ndarray]:
        """Loss of the batch whose points are in `work`; its gradient goes to `work.gradient`.

        Parameters
        ----------
        squared : (rows,) float64
            Squared norms of `work.points`.
        translation : (d,) float64
            r, added to first points where the distance is shifted.

        Returns
        -------
        loss : float
            Sum over the pairs, without the L2 term.
        shift : (d,) float64
            Gradient with respect to r.
        """
        first = _Side.of(layout, work, squared, seconds=True)
        sides = [(first, first.terms(self.kernel, translation if self.shifted else None))]
        distance = sides[0][1].distance
        if layout.replaced:
            second = _Side.of(layout, work, squared, seconds=False)
            sides.append(
                (second, second.terms(self.kernel, -translation if self.shifted else None))
            )
            distance = np.concatenate([distance, sides[1][1].distance], axis=1)
        loss, slope = objective.softmax(distance, self.positive, self.constant)
        if self.mean:
            slope /= layout.pairs
        at, shift, sign = 0, np.zeros(work.points.shape[1]), 1.0
        for side, terms in sides:
            part = slope[:, at : at + side.others.shape[1]]
            anchor = side.push(terms, part)
            if self.shifted:
                shift += sign * anchor.sum(axis=0)
            # v is the anchor of the u', and has a gradient of its own already.
            side.anchor_gradient[:] = anchor if at == 0 else side.anchor_gradient + anchor
            at, sign = at + part.shape[1], -1.0
        if self.l2:
            self._regularise(layout, work)
        return loss, shift

    def _regularise(self, layout: Layout, work: Workspace) -> None:
        """Add the gradient of l2 ‖v‖², of spatial coordinates, to the rows of the positives."""
        rows = slice(layout.firsts, None, layout.others)
        weight = 2.0 * self.l2 / (layout.pairs if self.mean else 1)
        start = 1 if self.time_coordinate else 0
        work.gradient[rows, start:] += weight * work.points[rows, start:]


@dataclass(frozen=True, eq=False)
class _Side:
    """One anchor per pair and the points that stand against it, as views of the workspace.

    The anchors are u against v and its v', or v against its u'.
    """

    anchor: np.ndarray
    anchor_squared: np.ndarray
    anchor_gradient: np.ndarray
    others: np.ndarray
    others_squared: np.ndarray
    gradient: np.ndarray
    difference: np.ndarray

    @classmethod
    def of(cls, layout: Layout, work: Workspace, squared: np.ndarray, seconds: bool) -> "_Side":
        b = layout.pairs
        if seconds:
            anchors, rows, count = slice(b), slice(layout.firsts, None), layout.others
        else:
            anchors = slice(layout.firsts, None, layout.others)
            rows, count = slice(b, layout.firsts), layout.replaced
        shape = (b, count, work.points.shape[1])
        return cls(
            work.points[anchors],
            squared[anchors, None],
            work.gradient[anchors],
            work.points[rows].reshape(shape),
            squared[rows].reshape(b, count),
            work.gradient[rows].reshape(shape),
            work.difference[rows].reshape(shape),
        )

    def terms(self, kernel: Kernel, shift: np.ndarray | None) -> Terms:
        """Terms of the distances; the difference is left in place for `push`."""
        anchor = self.anchor if shift is None else self.anchor + shift
        np.subtract(self.others, anchor[:, None, :], out=self.difference)
        return kernel(self.difference, self.anchor_squared, self.others_squared)

    def push(self, terms: Terms, slope: np.ndarray) -> np.ndarray:
        """Set the others' gradient, given ∂ℓ/∂d `(b, k)`; returns the anchors' `(b, d)`."""
        pulled = slope * terms.pull_u
        anchor = np.matmul(pulled[:, None, :], self.difference)[:, 0, :]
        np.negative(anchor, out=anchor)
        if terms.own_u is not None:
            anchor += (slope * terms.own_u).sum(axis=1, keepdims=True) * self.anchor
        if terms.pull_v is not terms.pull_u:
            pulled = slope * terms.pull_v
        np.multiply(self.difference, pulled[:, :, None], out=self.gradient)
        if terms.own_v is not None:
            np.multiply(self.others, (slope * terms.own_v)[:, :, None], out=self.difference)
            np.add(self.gradient, self.difference, out=self.gradient)
        return anchor
