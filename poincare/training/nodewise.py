"""Node-wise batches: gradients of many nodes at once by matrix products.

A batch is B nodes with all their positives, not B edges, and one pool of S weighted negatives
serves them all. So the negatives' distances, and their gradients to both sides, are three matrix
products of B × S, which run at the speed of BLAS.

Points are in ambient hyperboloid coordinates `(n, d + 1)`. The gradient of L = −⟨u, y⟩ with
respect to u, index raised, is −y.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from poincare.geometry import hyperboloid
from poincare.relations import Relations
from poincare.training.negatives import Pool, Sampler
from poincare.training.objective import pair_terms, similarity
from poincare.training.recipe import Recipe

#: Rows of the batch worked on at once, so that the blocks stay in the processor's cache.
TILE_ROWS = 128


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
    """

    nodes: np.ndarray
    segments: np.ndarray
    positives: np.ndarray


@dataclass(frozen=True, eq=False)
class Workspace:
    """Arrays that every batch uses again.

    Attributes
    ----------
    gradient : (n, d + 1)
        All zero between batches.
    place : (n,) int64
        Place of a node in the pool; −1 for all others, and for all between batches.
    product, scratch : (TILE_ROWS, S) float32
    """

    gradient: np.ndarray
    place: np.ndarray
    product: np.ndarray
    scratch: np.ndarray

    @classmethod
    def of(cls, n_nodes: int, dim: int, recipe: Recipe) -> "Workspace":
        """Workspace for a graph of `n_nodes` in `dim` dimensions."""
        tile = (TILE_ROWS, recipe.negatives.pool)
        return cls(
            np.zeros((n_nodes, dim + 1)),
            np.full(n_nodes, -1),
            np.empty(tile, dtype=np.float32),
            np.empty(tile, dtype=np.float32),
        )


def batches(
    nodes: np.ndarray, entered: np.ndarray, relations: Relations, size: int
) -> Iterator[Batch]:
    """Cut `nodes` into batches with their positives, of those that have `entered` `(n,)`."""
    for start in range(0, len(nodes), size):
        part = nodes[start : start + size]
        segments, positives = relations.rows(part)
        present = entered[positives]
        yield Batch(part, segments[present], positives[present])


def epoch(
    points: np.ndarray,
    relations: Relations,
    recipe: Recipe,
    sampler: Sampler,
    pace: Pace,
    workspace: Workspace,
    rng: np.random.Generator,
) -> tuple[float, int]:
    """Pass once over the nodes in play, those of the sampler.

    Parameters
    ----------
    points : (n, d + 1) float64
        Ambient coordinates; moved in place.

    Returns
    -------
    loss : float
        Sum of ℓ(u, v) over the pairs.
    pairs : int
        Number of pairs.
    """
    nodes = rng.permutation(sampler.nodes)
    entered = np.zeros(len(points), dtype=bool)
    entered[nodes] = True
    loss, pairs = 0.0, 0
    for batch in batches(nodes, entered, relations, recipe.batch_nodes):
        pool = sampler.draw(recipe.negatives.pool, rng)
        pool = Pool(pool.nodes, pool.weights * pace.negatives)
        loss += add_gradient(points, batch, pool, recipe.inverse_temperature, workspace)
        pairs += len(batch.positives)
        touched = np.zeros(len(points), dtype=bool)
        touched[batch.nodes] = touched[batch.positives] = touched[pool.nodes] = True
        moving = np.flatnonzero(touched)
        moved = hyperboloid.exponential_map(
            points[moving], workspace.gradient[moving], pace.learning_rate, recipe.step.longest
        )
        points[moving] = hyperboloid.within_radius(moved, pace.cap)
        workspace.gradient[moving] = 0.0
    return loss, pairs


def add_gradient(
    points: np.ndarray, batch: Batch, pool: Pool, power: int, workspace: Workspace
) -> float:
    """Add the gradient of Σ ℓ(u, v) over the batch to `workspace.gradient`; return the sum.

    The gradient is ambient, with the index raised; `poincare.geometry.hyperboloid` projects it.
    """
    rows = points[batch.nodes]
    columns = points[pool.nodes]
    excess = _pair_excess(rows, points, batch)
    pulled, pushed = np.empty_like(rows), np.zeros_like(columns)
    attraction = np.empty(len(batch.positives))
    block = _single_precision(columns, pool)
    masked_rows, masked_columns = _pairs_in_pool(batch, pool, workspace.place)
    loss = 0.0
    for start in range(0, len(rows), TILE_ROWS):
        stop = min(start + TILE_ROWS, len(rows))
        tile = slice(start, stop)
        mask = slice(*np.searchsorted(masked_rows, (start, stop)))
        pairs = slice(*np.searchsorted(batch.segments, (start, stop)))
        shape = (stop - start, len(pool.nodes))
        product = workspace.product.ravel()[: shape[0] * shape[1]].reshape(shape)
        scratch = workspace.scratch.ravel()[: shape[0] * shape[1]].reshape(shape)
        np.matmul(rows[tile].astype(np.float32), block.reflected, out=product)
        kernel = similarity(product, scratch, power)
        for part in (kernel.value, kernel.slope):
            part[masked_rows[mask] - start, masked_columns[mask]] = 0.0
        partition = (kernel.value @ block.weights).astype(np.float64)
        terms = pair_terms(excess[pairs], batch.segments[pairs] - start, partition, power)
        loss += terms.loss
        attraction[pairs] = terms.attraction
        repulsion = terms.repulsion[:, None]
        pulled[tile] = (kernel.slope @ block.weighted) * repulsion
        pushed += kernel.slope.T @ (rows[tile] * repulsion).astype(np.float32)
    pushed *= pool.weights[:, None]
    _add(workspace.gradient, batch, pool, points, rows, attraction, pulled, pushed)
    return loss


@dataclass(frozen=True, eq=False)
class _SinglePrecision:
    """The pool's block in float32: −J·columns for L, weights, and weighted columns."""

    reflected: np.ndarray
    weights: np.ndarray
    weighted: np.ndarray


def _single_precision(columns: np.ndarray, pool: Pool) -> _SinglePrecision:
    reflected = -columns.T
    reflected[0] *= -1.0
    return _SinglePrecision(
        np.ascontiguousarray(reflected, dtype=np.float32),
        pool.weights.astype(np.float32),
        (pool.weights[:, None] * columns).astype(np.float32),
    )


def _pair_excess(rows: np.ndarray, points: np.ndarray, batch: Batch) -> np.ndarray:
    """L(u, v) − 1 of the batch's pairs, free of cancellation, `(pairs,)` float64."""
    difference = rows[batch.segments]
    difference -= points[batch.positives]
    return 0.5 * hyperboloid.inner(difference, difference)


def _pairs_in_pool(batch: Batch, pool: Pool, place: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows and pool columns where the candidate is u or in P(u), by ascending row."""
    place[pool.nodes] = np.arange(len(pool.nodes))
    rows = np.concatenate([batch.segments, np.arange(len(batch.nodes))])
    columns = place[np.concatenate([batch.positives, batch.nodes])]
    place[pool.nodes] = -1
    rows, columns = rows[columns >= 0], columns[columns >= 0]
    order = np.argsort(rows, kind="stable")
    return rows[order], columns[order]


def _add(
    gradient: np.ndarray,
    batch: Batch,
    pool: Pool,
    points: np.ndarray,
    rows: np.ndarray,
    attraction: np.ndarray,
    pulled: np.ndarray,
    pushed: np.ndarray,
) -> None:
    """Sum the contributions of positives (one sparse product each way) and negatives."""
    positives, columns = np.unique(batch.positives, return_inverse=True)
    weights = csr_matrix((attraction, (batch.segments, columns)), shape=(len(rows), len(positives)))
    gradient[batch.nodes] += pulled - weights @ points[positives]
    gradient[positives] -= weights.T @ rows
    gradient[pool.nodes] += pushed
