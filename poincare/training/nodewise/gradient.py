"""The gradient of a batch: negatives by three matrix products, positives by sparse ones.

Points are in ambient coordinates `(n, d + 1)` of a space (`poincare.training.nodewise.spaces`).
There the gradient of m(u, y) with respect to u is −y, but for a part along u.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from poincare.geometry import affine
from poincare.training.nodewise.batch import Places, Workspace
from poincare.training.nodewise.objective import objective_of
from poincare.training.nodewise.similarities import Similarity
from poincare.training.nodewise.spaces import Space
from poincare.training.nodewise.state import Problem

#: Rows of the batch whose similarities are computed at once, to stay in the processor's cache, and
#: whose pushes are summed in single precision before they are added up in double precision.
TILE_ROWS = 128

#: Coordinates of pairs processed at once, for the same reason.
PAIRS_ELEMENTS = 131072


def translated_gradient(
    near: np.ndarray,
    translation: np.ndarray,
    places: Places,
    problem: Problem,
    workspace: Workspace,
) -> tuple[float, np.ndarray, np.ndarray]:
    """`loss_and_gradient` where distances are measured from u + r; r's gradient is its mean over u.

    The points u + r of the batch's nodes come before all others, as points of their own.
    """
    number = len(places.batch.nodes)
    shifted = near[:number].copy()
    shifted[:, 1:] += translation
    both = np.concatenate([shifted, near])
    loss, gradient = loss_and_gradient(both, places.after(number), problem, workspace)
    of_rows, of_points = affine.tangent(shifted, gradient[:number]), gradient[number:]
    of_points[:number] += of_rows
    return loss, of_points, of_rows[:, 1:].mean(axis=0)


def loss_and_gradient(
    near: np.ndarray, places: Places, problem: Problem, workspace: Workspace
) -> tuple[float, np.ndarray]:
    """The objective's loss of the batch, and its gradient with respect to the points `near`.

    Parameters
    ----------
    near : (m, d + 1) float64
        The points of all nodes of batch and pool, where `places` says.

    Returns
    -------
    loss : float
    gradient : (m, d + 1) float64
        Ambient, with the index raised; the space's `move` projects it.
    """
    pool, space, sharpness = places.pool, problem.space, problem.sharpness
    rows = near[: places.n_rows]
    columns = workspace.array("columns", (len(places.candidates), near.shape[1]))
    np.take(near, places.candidates, axis=0, out=columns, mode="clip")
    dtype = _precision_for(rows, columns, problem)
    products = _Products(
        rows=rows, columns=columns, weights=pool.weights[:, None], dtype=dtype, workspace=workspace
    )
    product = products.of_factors(space)
    # Mask u and its positives: an infinite distance is no similarity.
    product[_pairs_in_pool(places, len(near))] = np.inf
    slope = workspace.array("slope", product.shape, dtype)
    for start in range(0, len(rows), TILE_ROWS):
        tile = slice(start, start + TILE_ROWS)
        # From here on `product` holds similarities.
        space.similarity(product[tile], slope[tile], sharpness)
    excess = _pair_excess(near, places, space, workspace)
    terms = objective_of(problem.settings)(
        near,
        places,
        Similarity(value=product, slope=slope),
        space.of_pairs(excess, sharpness),
        problem,
    )
    gradient = _pull_of_positives(near, places, terms.attraction)
    gradient[: len(rows)] += products.push_on_rows(terms.slope, terms.repulsion)
    gradient[places.candidates] += products.push_on_columns(terms.slope, terms.repulsion)
    if terms.outward is not None:
        gradient += terms.outward[:, None] * space.geometry.radius_gradient(near)
    return terms.loss, gradient


@dataclass(frozen=True, kw_only=True, eq=False)
class _Products:
    """The three products of B nodes `rows` `(B, d + 1)` and S candidates `columns` `(S, d + 1)`.

    They are taken in `dtype`; `weights` are the candidates', `(S, 1)`. Every buffer of the
    workspace has one meaning, named by its key, so that no result overwrites another; the next
    batch overwrites them all.
    """

    rows: np.ndarray
    columns: np.ndarray
    weights: np.ndarray
    dtype: np.dtype
    workspace: Workspace

    def of_factors(self, space: Space) -> np.ndarray:
        """What the space takes similarities from, `(B, S)`."""
        left, right = space.products.factors(self.rows, self.columns, self._array)
        product = self._array("product", (len(left), len(right)))
        return np.matmul(left, right.T, out=product)

    def push_on_rows(self, slope: np.ndarray, repulsion: np.ndarray) -> np.ndarray:
        """The candidates' part of the gradient to the nodes, `(B, d + 1)` float64."""
        weighted = self._array("weighted columns", self.columns.shape)
        np.multiply(self.columns, self.weights, out=weighted, casting="same_kind")
        product = np.matmul(slope, weighted, out=self._array("slope @ columns", self.rows.shape))
        push = self.workspace.array("push on rows", self.rows.shape)
        return np.multiply(product, repulsion[:, None], out=push)

    def push_on_columns(self, slope: np.ndarray, repulsion: np.ndarray) -> np.ndarray:
        """The nodes' part of the gradient to the candidates, `(S, d + 1)` float64."""
        repelling = self._array("repelling rows", self.rows.shape)
        np.multiply(self.rows, repulsion[:, None], out=repelling, casting="same_kind")
        push = self.workspace.array("push on columns", self.columns.shape)
        push[:] = 0.0
        part = self._array("push of a tile", self.columns.shape)
        for start in range(0, len(repelling), TILE_ROWS):
            tile = slice(start, start + TILE_ROWS)
            push += np.matmul(slope[tile].T, repelling[tile], out=part)
        push *= self.weights
        return push

    def _array(self, name: str, shape: tuple[int, int]) -> np.ndarray:
        return self.workspace.array(name, shape, self.dtype)


def _precision_for(rows: np.ndarray, columns: np.ndarray, problem: Problem) -> np.dtype:
    """The dtype of the products: float32 unless that is not enough.

    It is not if rounding can reach the space's limit, or e^{−td} can fall below the least number
    where the radii make up for it.
    """
    single, double = np.dtype(np.float32), np.dtype(np.float64)
    if problem.settings.fermi_dirac is not None and problem.settings.fermi_dirac.radial:
        return double
    rounding = problem.space.products.rounding(rows, columns, np.finfo(single).eps)
    return single if rounding < 1.0 else double


def _pairs_in_pool(places: Places, n_near: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows and pool columns where the candidate is u or in P(u)."""
    column = np.full(n_near, -1)
    column[places.candidates] = np.arange(len(places.candidates))
    rows = np.concatenate([places.batch.segments, np.arange(len(places.itself))])
    columns = np.concatenate([column[places.positives], column[places.itself]])
    inside = columns >= 0
    return rows[inside], columns[inside]


def _pair_excess(
    near: np.ndarray, places: Places, space: Space, workspace: Workspace
) -> np.ndarray:
    """What the space takes similarities of pairs from, free of cancellation, `(pairs,)` float64."""
    segments = places.batch.segments
    excess = np.empty(len(segments))
    length = max(1, PAIRS_ELEMENTS // near.shape[1])
    for start in range(0, len(segments), length):
        part = slice(start, start + length)
        shape = (len(segments[part]), near.shape[1])
        difference = workspace.array("first ends", shape)
        positive = workspace.array("second ends", shape)
        np.take(near, segments[part], axis=0, out=difference, mode="clip")
        np.take(near, places.positives[part], axis=0, out=positive, mode="clip")
        difference -= positive
        excess[part] = space.products.excess(difference)
    return excess


def _pull_of_positives(near: np.ndarray, places: Places, attraction: np.ndarray) -> np.ndarray:
    """Gradient `(m, d + 1)` of the positives' part, by one sparse product each way."""
    n_rows = len(places.batch.nodes)
    ends = np.cumsum(np.bincount(places.batch.segments, minlength=n_rows))
    indptr, shape = np.append(0, ends), (n_rows, len(near))
    weights = csr_matrix((-attraction, places.positives, indptr), shape=shape)
    gradient = weights.T @ near[:n_rows]
    gradient[:n_rows] += weights @ near
    return gradient
