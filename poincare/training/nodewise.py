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
    tiles : (2, TILE_ROWS · S) float64
        Room for a block of products and one of intermediate values, of either precision.
    """

    gradient: np.ndarray
    place: np.ndarray
    tiles: np.ndarray

    @classmethod
    def of(cls, n_nodes: int, dim: int, recipe: Recipe) -> "Workspace":
        """Workspace for a graph of `n_nodes` in `dim` dimensions."""
        return cls(
            np.zeros((n_nodes, dim + 1)),
            np.full(n_nodes, -1),
            np.empty((2, TILE_ROWS * recipe.negatives.pool)),
        )

    def blocks(self, shape: tuple[int, int], dtype: np.dtype) -> list[np.ndarray]:
        """Two blocks of that shape and dtype, of undefined content."""
        return [tile.view(dtype)[: shape[0] * shape[1]].reshape(shape) for tile in self.tiles]


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
    power = recipe.inverse_temperature.at(points.shape[1] - 1)
    loss, pairs = 0.0, 0
    for batch in batches(nodes, entered, relations, recipe.batch_nodes):
        pool = sampler.draw(recipe.negatives.pool, rng)
        pool = Pool(pool.nodes, pool.weights * pace.negatives)
        loss += add_gradient(points, batch, pool, power, workspace)
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
    pulled, pushed = np.empty_like(rows), np.zeros_like(columns)
    attraction = np.empty(len(batch.positives))
    block = _Block.of(columns, pool, _precision_for(rows, columns))
    masked_rows, masked_columns = _pairs_in_pool(batch, pool, workspace.place)
    loss = 0.0
    for start in range(0, len(rows), TILE_ROWS):
        stop = min(start + TILE_ROWS, len(rows))
        tile = slice(start, stop)
        mask = slice(*np.searchsorted(masked_rows, (start, stop)))
        pairs = slice(*np.searchsorted(batch.segments, (start, stop)))
        product, scratch = workspace.blocks((stop - start, len(pool.nodes)), block.dtype)
        np.matmul(rows[tile].astype(block.dtype), block.reflected, out=product)
        kernel = similarity(product, scratch, power)
        for part in (kernel.value, kernel.slope):
            part[masked_rows[mask] - start, masked_columns[mask]] = 0.0
        partition = (kernel.value @ block.weights).astype(np.float64)
        excess = _pair_excess(rows, batch.segments[pairs], points, batch.positives[pairs])
        terms = pair_terms(excess, batch.segments[pairs] - start, partition, power)
        loss += terms.loss
        attraction[pairs] = terms.attraction
        repulsion = terms.repulsion[:, None]
        pulled[tile] = (kernel.slope @ block.weighted) * repulsion
        pushed += kernel.slope.T @ (rows[tile] * repulsion).astype(block.dtype)
    pushed *= pool.weights[:, None]
    _add(workspace.gradient, batch, pool, points, rows, attraction, pulled, pushed)
    return loss


@dataclass(frozen=True, eq=False)
class _Block:
    """The pool's side of the products: −J·columns for L, weights, and weighted columns."""

    reflected: np.ndarray
    weights: np.ndarray
    weighted: np.ndarray
    dtype: np.dtype

    @classmethod
    def of(cls, columns: np.ndarray, pool: Pool, dtype: np.dtype) -> "_Block":
        reflected = -columns.T
        reflected[0] *= -1.0
        return cls(
            np.ascontiguousarray(reflected, dtype=dtype),
            pool.weights.astype(dtype),
            (pool.weights[:, None] * columns).astype(dtype),
            dtype,
        )


def _precision_for(rows: np.ndarray, columns: np.ndarray) -> np.dtype:
    """The dtype of the products: float32 unless its rounding of L, about ε x₀y₀, can reach 1."""
    single = np.dtype(np.float32)
    rounding = np.finfo(single).eps * rows[:, 0].max() * columns[:, 0].max()
    return single if rounding < 1.0 else np.dtype(np.float64)


def _pair_excess(
    rows: np.ndarray, segments: np.ndarray, points: np.ndarray, positives: np.ndarray
) -> np.ndarray:
    """L(u, v) − 1 of pairs, free of cancellation, `(pairs,)` float64."""
    difference = rows[segments]
    difference -= points[positives]
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
