"""The gradient of a batch: negatives by three matrix products, positives by sparse ones.

Points are in ambient coordinates `(n, d + 1)` of a space (`poincare.training.nodewise.spaces`).
There the gradient of m(u, y) with respect to u is −y, but for a part along u.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from poincare.geometry import affine
from poincare.training.nodewise.batch import Batch, Places, Workspace
from poincare.training.nodewise.negatives import Pool
from poincare.training.nodewise.objective import pair_terms
from poincare.training.nodewise.spaces import Space

#: Rows of the batch whose similarities are worked out at once, to stay in the processor's cache,
#: and whose pushes are summed in single precision before the sum goes on in double precision.
TILE_ROWS = 128

#: Coordinates of pairs worked on at once, for the same reason.
PAIRS_ELEMENTS = 131072


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
