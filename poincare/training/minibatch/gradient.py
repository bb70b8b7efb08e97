"""Loss and gradient of one batch: the weights of its entries and their sources.

`poincare.training.minibatch.layout` tells how these make up the gradient at a node's point, and
`poincare.training.minibatch.groups` sums them.
"""

from dataclasses import dataclass

import numpy as np

from poincare.training.minibatch import objective
from poincare.training.minibatch.distances import DISTANCES, PADDING, Kernel, Terms
from poincare.training.minibatch.layout import Layout
from poincare.training.minibatch.settings import FermiDirac, Settings


@dataclass(frozen=True, kw_only=True, eq=False)
class Side:
    """One anchor per pair and the points compared with it, as views of a workspace.

    Attributes
    ----------
    points, squared : (b, d), (b, 1)
        u, or v, and squared norms.
    anchor, gradient : (b, d), (b, d)
        The sources: the anchor, which is the point or the point translated, and its gradient.
    others, others_squared, difference : (b, k, d), (b, k), (b, k, d)
        v and its v', or the u'; and how they differ from the anchor.
    own, weight : (b, k), (b, k)
        Of the entries of the others.
    pair : (b · k,) int64
        Pair of each of the others.
    """

    points: np.ndarray
    squared: np.ndarray
    anchor: np.ndarray
    gradient: np.ndarray
    others: np.ndarray
    others_squared: np.ndarray
    difference: np.ndarray
    own: np.ndarray
    weight: np.ndarray
    pair: np.ndarray

    def terms(self, kernel: Kernel) -> Terms:
        """Terms of the distances; the difference stays in its buffer for `push`."""
        # Taking an anchor once for each of the others is faster than broadcasting short rows.
        rows = self.difference.reshape(-1, self.anchor.shape[1])
        self.anchor.take(self.pair, axis=0, out=rows, mode="clip")
        np.subtract(self.others, self.difference, out=self.difference)
        return kernel(self.difference, self.squared, self.others_squared)

    def push(self, terms: Terms, slope: np.ndarray) -> None:
        """Set the anchors' gradient and the others' entries, given ∂ℓ/∂d `(b, k)`."""
        np.multiply(slope, terms.pull_u, out=self.weight)
        np.negative(self.weight, out=self.weight)
        np.matmul(self.weight[:, None, :], self.difference, out=self.gradient[:, None, :])
        if terms.own_u is not None:
            own = np.einsum("bk,bk->b", slope, terms.own_u)
            np.add(self.gradient, own[:, None] * self.points, out=self.gradient)
        if terms.pull_v is not terms.pull_u:
            np.multiply(slope, terms.pull_v, out=self.weight)
            np.negative(self.weight, out=self.weight)
        if terms.own_v is None:
            np.negative(self.weight, out=self.own)
        else:
            np.multiply(slope, terms.own_v, out=self.own)
            np.subtract(self.own, self.weight, out=self.own)


@dataclass(frozen=True, kw_only=True, eq=False)
class Workspace:
    """Arrays that every batch of a layout reuses.

    Attributes
    ----------
    points, squared : (rows, d), (rows,) float64
        Points of the rows and their squared norms.
    origins : (origins, d) float64
        The points of the rows, then the sources: anchors and their gradients.
    values : (2, entries) float64
        Weight and own of every entry, what it adds to the gradient at its node.
    rows_of : (entries,) int64 or None
        Row of every entry; None if every entry is a row.
    sides : tuple of Side
        The u against v and its v', and the v against their u' if both ends are replaced.
    """

    points: np.ndarray
    squared: np.ndarray
    origins: np.ndarray
    values: np.ndarray
    rows_of: np.ndarray | None
    sides: tuple[Side, ...]

    @classmethod
    def of(cls, layout: Layout, dim: int) -> "Workspace":
        """Arrays of undefined content, but for the entries of gradients at anchors."""
        origins, difference = np.empty((layout.origins, dim)), np.empty((layout.rows, dim))
        points, squared = origins[: layout.rows], np.empty(layout.rows)
        blocks = origins[layout.rows :].reshape(2, layout.sides, layout.pairs, dim)
        values = np.zeros((2, layout.entries))
        weight, own = values
        weight[:] = 1.0

        def side(place: int, anchors: slice, rows: slice, number: int) -> Side:
            shape = (layout.pairs, number)
            return Side(
                points=points[anchors],
                squared=squared[anchors, None],
                anchor=blocks[0, place],
                gradient=blocks[1, place],
                others=points[rows].reshape(*shape, dim),
                others_squared=squared[rows].reshape(shape),
                difference=difference[rows].reshape(*shape, dim),
                own=own[rows].reshape(shape),
                weight=weight[rows].reshape(shape),
                pair=np.repeat(np.arange(layout.pairs), number),
            )

        u, rest = slice(layout.pairs), slice(layout.firsts, layout.rows)
        sides = [side(0, u, rest, layout.others)]
        if layout.replaced:
            replaced = slice(layout.pairs, layout.firsts)
            sides.append(side(1, layout.positives, replaced, layout.replaced))
        return cls(
            points=points,
            squared=squared,
            origins=origins,
            values=values,
            rows_of=layout.columns[1].astype(np.int64) if layout.replaced else None,
            sides=tuple(sides),
        )


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
    links : FermiDirac or None
        Of the cross-entropy of link probabilities; None for the softmax.
    l2 : float
        Weight of ‖v‖².
    mean : bool
        Whether gradients are averaged over the pairs instead of summed.
    translated : bool
        See `poincare.training.minibatch.distances.Distance`.
    """

    kernel: Kernel
    positive: bool
    constant: float
    links: FermiDirac | None
    l2: float
    mean: bool
    translated: bool

    @classmethod
    def of(cls, settings: Settings) -> "Loss":
        """The loss of settings."""
        padding = PADDING if "padded-denominators" in settings.errors else 0.0
        return cls(
            kernel=settings.kernel(),
            positive=settings.denominator.positive,
            constant=objective.constant_of(settings.denominator, padding),
            links=settings.fermi_dirac,
            l2=settings.l2,
            mean=settings.batch.gradient == "mean",
            translated=DISTANCES[settings.distance].translated,
        )

    def gradient(
        self, layout: Layout, work: Workspace, translation: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray | None]:
        """Loss of the batch whose points are in `work`; its gradient goes to `work`.

        Parameters
        ----------
        translation : (runs, d) float64
            r of every run, added to first points where the distance is translated.

        Returns
        -------
        loss : (b,) float64
            Of every pair, without the L2 term.
        of_translation : (runs, d) float64 or None
            Gradient with respect to r; None where the distance is not translated.
        """
        # ‖u' + r − v‖: seen from v as the anchor, it is translated by −r.
        signs = (1.0, -1.0)[: layout.sides]
        for side, sign in zip(work.sides, signs, strict=True):
            side.anchor[:] = side.points
            if self.translated:
                by_run(side.anchor, layout)[:] += sign * translation[:, None, :]
        terms = [side.terms(self.kernel) for side in work.sides]
        loss, slope = self.softmax(terms) if self.links is None else self.link_loss(terms)
        weight = 1.0 / layout.averaged if self.mean else 1.0
        if self.mean:
            slope *= weight
        work.sides[0].push(terms[0], slope[:, : layout.others])
        if layout.replaced:
            work.sides[1].push(terms[1], slope[:, layout.others :])
        if self.l2:
            # The gradient of l2 ‖v‖².
            work.values[1, layout.positives] += 2.0 * self.l2 * weight
        if not self.translated:
            return loss, None
        parts = zip(signs, work.sides, strict=True)
        return loss, sum(sign * by_run(side.gradient, layout).sum(axis=1) for sign, side in parts)

    def softmax(self, terms: list[Terms]) -> tuple[np.ndarray, np.ndarray]:
        """Loss of every pair, and ∂ℓ/∂d of the distances of all sides, one beside the other."""
        if terms[0].distance is None:
            of, values = objective.softmax_of_similarities, [side.similarity for side in terms]
        else:
            of, values = objective.softmax, [side.distance for side in terms]
        joint = values[0] if len(values) == 1 else np.concatenate(values, axis=1)
        return of(joint, self.positive, self.constant)

    def link_loss(self, terms: list[Terms]) -> tuple[np.ndarray, np.ndarray]:
        """As `softmax`, of the cross-entropy of link probabilities."""
        distances = [
            -np.log(side.similarity) if side.distance is None else side.distance for side in terms
        ]
        joint = np.concatenate(distances, axis=1)
        return objective.fermi_dirac(joint, self.links.radius, self.links.temperature)


def by_run(rows: np.ndarray, layout: Layout) -> np.ndarray:
    """A view of one row per pair, `(b, d)`, as `(runs, b / runs, d)`."""
    return rows.reshape(layout.runs, -1, rows.shape[1])
