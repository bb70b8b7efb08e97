"""Node-wise batches: gradients of many nodes at once by matrix products.

A batch is B nodes with all their positives, not B edges, and one pool of S weighted negatives
serves them all. So the negatives' distances, and their gradients to both sides, are three matrix
products of B × S, which run at the speed of BLAS.

Points are in ambient coordinates `(n, d + 1)` of a space (`poincare.training.spaces`). There the
gradient of m(u, y) with respect to u is −y, but for a part along u.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from poincare.geometry import affine
from poincare.training.negatives import Pool, Sampler
from poincare.training.nodewise_settings import Settings
from poincare.training.objective import pair_terms
from poincare.training.spaces import SPACES, Space
from poincare.training.targets import Targets

#: Rows of the batch whose similarities are worked out at once, to stay in the processor's cache,
#: and whose pushes are summed in single precision before the sum goes on in double precision.
TILE_ROWS = 128

#: Coordinates of pairs worked on at once, for the same reason.
PAIRS_ELEMENTS = 131072


@dataclass(frozen=True)
class Pace:
    """What changes from epoch to epoch: η, K, and the greatest radius (may be infinite)."""

    learning_rate: float
    negatives: float
    cap: float


@dataclass(frozen=True, eq=False)
class Batch:
    """B nodes and all their pairs.

    Attributes
    ----------
    nodes : (B,) int64
    segments : (pairs,) int64
        Place in `nodes` of each pair's first node, ascending.
    positives : (pairs,) int64
        Each pair's second node.
    weights : (pairs,) float64
        Each pair's weight in the loss.
    """

    nodes: np.ndarray
    segments: np.ndarray
    positives: np.ndarray
    weights: np.ndarray


@dataclass(frozen=True, eq=False)
class Workspace:
    """Arrays that every batch uses again, and that hold nothing between batches.

    Attributes
    ----------
    place : (n,) int64
        Place of a node among the batch's points.
    arrays : dict
        Buffers by name, as long as the longest use so far; see `array`.
    """

    place: np.ndarray
    arrays: dict[str, np.ndarray]

    @classmethod
    def of(cls, n_nodes: int) -> "Workspace":
        """Workspace for a graph of `n_nodes`."""
        return cls(np.empty(n_nodes, dtype=np.int64), {})

    def array(self, name: str, shape: tuple[int, int], dtype: np.dtype = np.float64) -> np.ndarray:
        """The array of that name, of that shape and dtype and of undefined content."""
        size = shape[0] * shape[1] * np.dtype(dtype).itemsize
        if name not in self.arrays or self.arrays[name].nbytes < size:
            # Some room more, since batches differ a little in size.
            self.arrays[name] = np.empty(size + size // 4, dtype=np.uint8)
        return self.arrays[name][:size].view(dtype).reshape(shape)


def batches(nodes: np.ndarray, entered: np.ndarray, targets: Targets, size: int) -> Iterator[Batch]:
    """Cut `nodes` into batches with their positives, of those that have `entered` `(n,)`."""
    for start in range(0, len(nodes), size):
        part = nodes[start : start + size]
        segments, positives, weights = targets.rows(part)
        present = entered[positives]
        yield Batch(part, segments[present], positives[present], weights[present])


@dataclass(frozen=True, eq=False)
class Places:
    """Where the points of a batch lie in an array of points, whose first B are those of its rows.

    Attributes
    ----------
    itself : (B,) int64
        Where the nodes are that the rows belong to.
    positives : (pairs,) int64
    candidates : (S,) int64
    """

    itself: np.ndarray
    positives: np.ndarray
    candidates: np.ndarray

    @classmethod
    def of(cls, batch: Batch, pool: Pool, place: np.ndarray) -> "Places":
        """Places given that of every node, `(n,)`."""
        return cls(place[batch.nodes], place[batch.positives], place[pool.nodes])

    def after(self, count: int) -> "Places":
        """The same behind so many points more."""
        return Places(self.itself + count, self.positives + count, self.candidates + count)


def epoch(
    points: np.ndarray,
    translation: np.ndarray,
    targets: Targets,
    settings: Settings,
    sampler: Sampler,
    pace: Pace,
    workspace: Workspace,
    rng: np.random.Generator,
) -> tuple[float, float]:
    """Pass once over the nodes in play, those of the sampler.

    Parameters
    ----------
    points : (n, d + 1) float64
        Ambient coordinates; moved in place.
    translation : (d,) float64
        r; moved in place where the distance has one.

    Returns
    -------
    loss : float
        Weighted sum of ℓ(u, v) over the pairs.
    pairs : float
        Sum of the weights.
    """
    nodes = rng.permutation(sampler.nodes)
    entered = np.zeros(len(points), dtype=bool)
    entered[nodes] = True
    space = SPACES[settings.distance]
    power = space.power(settings.inverse_temperature, points.shape[1] - 1)
    loss, pairs = 0.0, 0.0
    for batch in batches(nodes, entered, targets, settings.batch_nodes):
        pool = sampler.draw(settings.negatives.pool, rng)
        pool = Pool(pool.nodes, pool.weights * pace.negatives)
        moving = distinct(
            np.concatenate([batch.nodes, pool.nodes, batch.positives]), workspace.place
        )
        places = Places.of(batch, pool, workspace.place)
        near = workspace.array("near", (len(moving), points.shape[1]))
        np.take(points, moving, axis=0, out=near, mode="clip")
        if space.translated:
            added, gradient, of_translation = translated_gradient(
                near, translation, places, batch, pool, space, power, workspace
            )
            translation -= affine.step(of_translation, pace.learning_rate, settings.step.longest)
        else:
            added, gradient = loss_and_gradient(near, places, batch, pool, space, power, workspace)
        loss += added
        pairs += float(batch.weights.sum())
        space.move(near, gradient, pace.learning_rate, settings.step.longest)
        points[moving] = space.within_radius(near, pace.cap)
    return loss, pairs


def distinct(nodes: np.ndarray, place: np.ndarray) -> np.ndarray:
    """`nodes` without repetitions, in order of appearance; `place` `(n,)` then tells their order.

    The work does not depend on n, so that an epoch grows linearly with the graph.
    """
    numbers = np.arange(len(nodes))
    # Of equal indices the last one assigned stays: backwards, that is the first appearance.
    place[nodes[::-1]] = numbers[::-1]
    once = nodes[place[nodes] == numbers]
    place[once] = numbers[: len(once)]
    return once


def translated_gradient(
    near: np.ndarray,
    translation: np.ndarray,
    places: Places,
    batch: Batch,
    pool: Pool,
    space: Space,
    power: int,
    workspace: Workspace,
) -> tuple[float, np.ndarray, np.ndarray]:
    """`loss_and_gradient` where distances are asked from u + r; r's gradient is its mean over u.

    The points u + r of the rows come before all others, as points of their own.
    """
    count = len(batch.nodes)
    asking = near[:count].copy()
    asking[:, 1:] += translation
    both = np.concatenate([asking, near])
    loss, gradient = loss_and_gradient(
        both, places.after(count), batch, pool, space, power, workspace
    )
    of_rows, of_points = affine.tangent(asking, gradient[:count]), gradient[count:]
    of_points[:count] += of_rows
    return loss, of_points, of_rows[:, 1:].mean(axis=0)


def loss_and_gradient(
    near: np.ndarray,
    places: Places,
    batch: Batch,
    pool: Pool,
    space: Space,
    power: int,
    workspace: Workspace,
) -> tuple[float, np.ndarray]:
    """Σ ℓ(u, v) over the batch, and its gradient with respect to the points `near`.

    Parameters
    ----------
    near : (m, d + 1) float64
        The points of all nodes of batch and pool, where `places` says; the rows come first.

    Returns
    -------
    loss : float
    gradient : (m, d + 1) float64
        Ambient, with the index raised; `space.move` projects it.
    """
    rows = near[: len(batch.nodes)]
    positives, candidates = places.positives, places.candidates
    columns = workspace.array("columns", (len(candidates), near.shape[1]))
    np.take(near, candidates, axis=0, out=columns, mode="clip")
    dtype = _precision_for(rows, columns, space)
    products = _Products(rows, columns, pool.weights[:, None], dtype, workspace)
    product = products.of_factors(space)
    # Infinitely far away: neither u nor any of P(u) is a negative.
    product[_pairs_in_pool(batch.segments, places, len(near))] = np.inf
    slope = workspace.array("slope", product.shape, dtype)
    for start in range(0, len(rows), TILE_ROWS):
        tile = slice(start, start + TILE_ROWS)
        space.similarity(product[tile], slope[tile], power)
    partition = (product @ pool.weights.astype(dtype)).astype(np.float64)
    excess = _pair_excess(near, batch.segments, positives, space, workspace)
    terms = pair_terms(
        space.of_pairs(excess, power), batch.segments, batch.weights, partition, power
    )

    gradient = _pull_of_positives(near, batch, positives, terms.attraction)
    gradient[: len(rows)] += products.pulled(slope, terms.repulsion)
    gradient[candidates] += products.pushed(slope, terms.repulsion)
    return terms.loss, gradient


@dataclass(frozen=True, eq=False)
class _Products:
    """The three products of B nodes `rows` `(B, d + 1)` and S candidates `columns` `(S, d + 1)`.

    They are taken in `dtype`; `weights` are the candidates', `(S, 1)`. Arrays of the workspace
    are used again from one product to the next.
    """

    rows: np.ndarray
    columns: np.ndarray
    weights: np.ndarray
    dtype: np.dtype
    workspace: Workspace

    def of_factors(self, space: Space) -> np.ndarray:
        """What the space takes similarities from, `(B, S)`."""
        left, right = space.factors(self.rows, self.columns, self._array)
        product = self._array("product", (len(left), len(right)))
        return np.matmul(left, right.T, out=product)

    def pulled(self, slope: np.ndarray, repulsion: np.ndarray) -> np.ndarray:
        """The candidates' part of the gradient to the nodes, `(B, d + 1)`."""
        weighted = self._array("factor", self.columns.shape)
        np.multiply(self.columns, self.weights, out=weighted, casting="same_kind")
        pulled = np.matmul(slope, weighted, out=self._array("side", self.rows.shape))
        scaled = self.workspace.array("scaled", self.rows.shape)
        return np.multiply(pulled, repulsion[:, None], out=scaled)

    def pushed(self, slope: np.ndarray, repulsion: np.ndarray) -> np.ndarray:
        """The nodes' part of the gradient to the candidates, `(S, d + 1)`."""
        scaled = self._array("rows", self.rows.shape)
        np.multiply(self.rows, repulsion[:, None], out=scaled, casting="same_kind")
        total = self.workspace.array("scaled", self.columns.shape)
        total[:] = 0.0
        part = self._array("side", self.columns.shape)
        for start in range(0, len(scaled), TILE_ROWS):
            tile = slice(start, start + TILE_ROWS)
            total += np.matmul(slope[tile].T, scaled[tile], out=part)
        total *= self.weights
        return total

    def _array(self, name: str, shape: tuple[int, int]) -> np.ndarray:
        return self.workspace.array(name, shape, self.dtype)


def _precision_for(rows: np.ndarray, columns: np.ndarray, space: Space) -> np.dtype:
    """The dtype of the products: float32 unless its rounding can reach the space's limit."""
    single = np.dtype(np.float32)
    rounding = space.rounding(rows, columns, np.finfo(single).eps)
    return single if rounding < 1.0 else np.dtype(np.float64)


def _pairs_in_pool(
    segments: np.ndarray, places: Places, n_near: int
) -> tuple[np.ndarray, np.ndarray]:
    """Rows and pool columns where the candidate is u or in P(u)."""
    column = np.full(n_near, -1)
    column[places.candidates] = np.arange(len(places.candidates))
    rows = np.concatenate([segments, np.arange(len(places.itself))])
    columns = np.concatenate([column[places.positives], column[places.itself]])
    inside = columns >= 0
    return rows[inside], columns[inside]


def _pair_excess(
    near: np.ndarray,
    segments: np.ndarray,
    positives: np.ndarray,
    space: Space,
    workspace: Workspace,
) -> np.ndarray:
    """What the space takes similarities of pairs from, free of cancellation, `(pairs,)` float64."""
    excess = np.empty(len(segments))
    length = max(1, PAIRS_ELEMENTS // near.shape[1])
    for start in range(0, len(segments), length):
        part = slice(start, start + length)
        shape = (len(segments[part]), near.shape[1])
        difference, other = workspace.array("first", shape), workspace.array("second", shape)
        np.take(near, segments[part], axis=0, out=difference, mode="clip")
        np.take(near, positives[part], axis=0, out=other, mode="clip")
        difference -= other
        excess[part] = space.excess(difference)
    return excess


def _pull_of_positives(
    near: np.ndarray, batch: Batch, positives: np.ndarray, attraction: np.ndarray
) -> np.ndarray:
    """Gradient `(m, d + 1)` of the positives' part, by one sparse product each way."""
    ends = np.cumsum(np.bincount(batch.segments, minlength=len(batch.nodes)))
    shape = (len(batch.nodes), len(near))
    weights = csr_matrix((-attraction, positives, np.append(0, ends)), shape=shape)
    gradient = weights.T @ near[: len(batch.nodes)]
    gradient[: len(batch.nodes)] += weights @ near
    return gradient
