"""Batches of nodes with all their pairs, and where their points are."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from poincare.training.nodewise.negatives import Pool
from poincare.training.nodewise.targets import Targets


@dataclass(frozen=True, eq=False)
class Batch:
    """B nodes and all their pairs.

    Attributes
    ----------
    nodes : (B,) int64
    segments : (pairs,) int64
        Index in `nodes` of each pair's first node, ascending.
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
    """Arrays that every batch reuses; they hold nothing between batches.

    Attributes
    ----------
    place : (n,) int64
        Index of a node among the batch's points.
    arrays : dict
        Buffers by name, as long as the longest use so far; see `array`.
    """

    place: np.ndarray
    arrays: dict[str, np.ndarray]

    @classmethod
    def of(cls, n_nodes: int) -> "Workspace":
        """Workspace for a graph of `n_nodes`."""
        return cls(place=np.empty(n_nodes, dtype=np.int64), arrays={})

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
        yield Batch(
            nodes=part,
            segments=segments[present],
            positives=positives[present],
            weights=weights[present],
        )


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


@dataclass(frozen=True, eq=False)
class Places:
    """A batch, its pool, and where their points are in an array whose first B are its nodes.

    Attributes
    ----------
    batch : Batch
    pool : Pool
    nodes : (m,) int64
        The node of every point.
    n_rows : int
        How many of the first points negatives are drawn for: B or, if those replace both ends of a
        pair, the batch's nodes and their positives.
    itself : (B,) int64
        Index of each node of the batch.
    positives : (pairs,) int64
        Index of each positive of the batch.
    candidates : (S,) int64
        Index of each node of the pool.
    """

    batch: Batch
    pool: Pool
    nodes: np.ndarray
    n_rows: int
    itself: np.ndarray
    positives: np.ndarray
    candidates: np.ndarray

    @classmethod
    def of(cls, batch: Batch, pool: Pool, place: np.ndarray, both_ends: bool) -> "Places":
        """Number the nodes of batch and pool; `place` `(n,)` is overwritten."""
        parts = [batch.nodes, pool.nodes, batch.positives]
        if both_ends:
            parts = [batch.nodes, batch.positives, pool.nodes]
        nodes = distinct(np.concatenate(parts), place)
        positives = place[batch.positives]
        n_rows = len(batch.nodes)
        if both_ends:
            n_rows = max(n_rows, int(positives.max(initial=-1)) + 1)
        return cls(
            batch=batch,
            pool=pool,
            nodes=nodes,
            n_rows=n_rows,
            itself=place[batch.nodes],
            positives=positives,
            candidates=place[pool.nodes],
        )

    @property
    def as_first(self) -> np.ndarray:
        """Total weight of the pairs of the batch in which a row is the first node, `(n_rows,)`."""
        return np.bincount(self.batch.segments, self.batch.weights, minlength=self.n_rows)

    @property
    def as_second(self) -> np.ndarray:
        """Total weight of those in which it is the second one, `(n_rows,)`."""
        return np.bincount(self.positives, self.batch.weights, minlength=self.n_rows)

    def after(self, number: int) -> "Places":
        """The same places, behind so many points more."""
        return replace(
            self,
            itself=self.itself + number,
            positives=self.positives + number,
            candidates=self.candidates + number,
        )
