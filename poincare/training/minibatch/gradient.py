"""Loss and gradient of one batch, with respect to every point it names.

A batch is b pairs (u, v), each with k − 1 negatives v' in the place of v and, if both ends are
replaced, as many u' in the place of u. The rows of the gradient are in the order u, u', then v and
its v' pair by pair; a node may have several rows, which `poincare.training.minibatch.groups` sums.
"""

from dataclasses import dataclass

import numpy as np

from poincare.training.minibatch import objective
from poincare.training.minibatch.distances import DISTANCES, PADDING, Kernel, Terms
from poincare.training.minibatch.settings import Settings


@dataclass(frozen=True, kw_only=True)
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

    @property
    def positives(self) -> slice:
        """Rows of v."""
        return slice(self.firsts, None, self.others)


@dataclass(frozen=True, kw_only=True, eq=False)
class Side:
    """One anchor per pair and the points compared with it, as views of a workspace.

    Attributes
    ----------
    anchor, anchor_squared, anchor_gradient : (b, d), (b, 1), (b, d)
        Points, squared norms and gradients of u, or of v.
    others, others_squared, gradient, difference : (b, k, d), (b, k), (b, k, d), (b, k, d)
        The same of v and its v', or of the u'; and how they differ from the anchor.
    """

    anchor: np.ndarray
    anchor_squared: np.ndarray
    anchor_gradient: np.ndarray
    others: np.ndarray
    others_squared: np.ndarray
    gradient: np.ndarray
    difference: np.ndarray

    def terms(self, kernel: Kernel, translation: np.ndarray | None) -> Terms:
        """Terms of the distances; the difference stays in its buffer for `push`."""
        anchor = self.anchor if translation is None else self.anchor + translation
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


@dataclass(frozen=True, kw_only=True, eq=False)
class Workspace:
    """Arrays that every batch of a layout reuses.

    Attributes
    ----------
    points, gradient : (rows, d) float64
        Points of the rows and their gradients.
    squared : (rows,) float64
        Squared norms of the points.
    sides : tuple of Side
        The u against v and its v', and the v against their u' if both ends are replaced.
    """

    points: np.ndarray
    gradient: np.ndarray
    squared: np.ndarray
    sides: tuple[Side, ...]

    @classmethod
    def of(cls, layout: Layout, dim: int) -> "Workspace":
        """Arrays of undefined content."""
        points, gradient, difference = (np.empty((layout.rows, dim)) for _ in range(3))
        squared = np.empty(layout.rows)

        def side(anchors: slice, rows: slice, number: int) -> Side:
            shape = (layout.pairs, number, dim)
            return Side(
                anchor=points[anchors],
                anchor_squared=squared[anchors, None],
                anchor_gradient=gradient[anchors],
                others=points[rows].reshape(shape),
                others_squared=squared[rows].reshape(shape[:2]),
                gradient=gradient[rows].reshape(shape),
                difference=difference[rows].reshape(shape),
            )

        u, rest = slice(layout.pairs), slice(layout.firsts, None)
        sides = [side(u, rest, layout.others)]
        if layout.replaced:
            replaced = slice(layout.pairs, layout.firsts)
            sides.append(side(layout.positives, replaced, layout.replaced))
        return cls(points=points, gradient=gradient, squared=squared, sides=tuple(sides))


@dataclass(frozen=True, kw_only=True, eq=False)
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
    translated, time_coordinate : bool
        See `poincare.training.minibatch.distances.Distance`.
    """

    kernel: Kernel
    positive: bool
    constant: float
    l2: float
    mean: bool
    translated: bool
    time_coordinate: bool

    @classmethod
    def of(cls, settings: Settings) -> "Loss":
        """The loss of settings."""
        padding = PADDING if "padded-denominators" in settings.errors else 0.0
        distance = DISTANCES[settings.distance]
        return cls(
            kernel=settings.kernel(),
            positive=settings.denominator.positive,
            constant=objective.constant_of(settings.denominator, padding),
            l2=settings.l2,
            mean=settings.batch.gradient == "mean",
            translated=distance.translated,
            time_coordinate=distance.time_coordinate,
        )

    def gradient(
        self, layout: Layout, work: Workspace, translation: np.ndarray
    ) -> tuple[float, np.ndarray | None]:
        """Loss of the batch whose points are in `work`; its gradient goes to `work.gradient`.

        Parameters
        ----------
        translation : (d,) float64
            r, added to first points where the distance is translated.

        Returns
        -------
        loss : float
            Sum over the pairs, without the L2 term.
        of_translation : (d,) float64 or None
            Gradient with respect to r; None where the distance is not translated.
        """
        # ‖u' + r − v‖: seen from v as the anchor, it is translated by −r.
        signs = (1.0, -1.0)[: len(work.sides)]
        terms = [
            side.terms(self.kernel, sign * translation if self.translated else None)
            for side, sign in zip(work.sides, signs, strict=True)
        ]
        distance = terms[0].distance
        if layout.replaced:
            distance = np.concatenate([side.distance for side in terms], axis=1)
        loss, slope = objective.softmax(distance, self.positive, self.constant)
        if self.mean:
            slope /= layout.pairs
        slopes = (slope[:, : layout.others], slope[:, layout.others :])
        parts = zip(work.sides, terms, slopes[: len(terms)], strict=True)
        anchors = [side.push(of_side, part) for side, of_side, part in parts]
        work.sides[0].anchor_gradient[:] = anchors[0]
        if layout.replaced:
            # v has a gradient as one of the others already.
            work.sides[1].anchor_gradient[:] += anchors[1]
        if self.l2:
            self._regularise(layout, work)
        if not self.translated:
            return loss, None
        return loss, sum(sign * of.sum(axis=0) for sign, of in zip(signs, anchors, strict=True))

    def _regularise(self, layout: Layout, work: Workspace) -> None:
        """Add the gradient of l2 ‖v‖², of spatial coordinates, to the rows of the positives."""
        weight = 2.0 * self.l2 / (layout.pairs if self.mean else 1)
        start = 1 if self.time_coordinate else 0
        work.gradient[layout.positives, start:] += weight * work.points[layout.positives, start:]
