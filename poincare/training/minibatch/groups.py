"""The entries of a batch grouped by node, so that contributions to one node are summed.

The groups of many batches are found by one sort of each batch.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from scipy import sparse

from poincare.training.minibatch.layout import Layout


class Group(NamedTuple):
    """Entries of one batch by node: rows of a sparse matrix with two numbers per entry.

    Attributes
    ----------
    nodes : (m,) int64
        Nodes: those moved first, and then those moved second, distinct among either.
    twice : tuple of two (t,) int64, or None
        Places in `nodes` of those that are moved twice, first and second; None if there is none.
    order : (entries,) int64
        Entries sorted by turn and node.
    indptr : (entries + 1,) int32
        Where the numbers of every node begin in that order; rows from m on are empty.
    columns : (2 · entries,) int32
        Columns of the numbers, in that order.
    """

    nodes: np.ndarray
    twice: tuple[np.ndarray, np.ndarray] | None
    order: np.ndarray
    indptr: np.ndarray
    columns: np.ndarray


def together(nodes: np.ndarray, layout: Layout) -> Iterator[Group]:
    """For every batch the entries by node, given the nodes of entries `(batches, entries)`."""
    return _groups(nodes, layout.columns, layout.entries)


def in_turn(nodes: np.ndarray, layout: Layout) -> Iterator[Group]:
    """The same, where nodes of first rows, u and u', are moved before those of v and v'."""
    return _groups(nodes, layout.columns, layout.firsts)


def _groups(nodes: np.ndarray, columns: np.ndarray, firsts: int) -> Iterator[Group]:
    """One group per batch; the nodes of the entries from `firsts` on are moved second."""
    batches, entries = nodes.shape
    # A number per entry, its place last, sorts faster than an argsort; the shorter the faster.
    bits, width = entries.bit_length(), int(nodes.max()).bit_length()
    short = width + 1 + bits <= 32
    keys = nodes.astype(np.uint32 if short else np.int64)
    keys[:, firsts:] |= 1 << width
    keys <<= bits
    keys |= np.arange(entries, dtype=keys.dtype)
    keys.sort(axis=1)
    order = (keys & ((1 << bits) - 1)).astype(np.int64)
    keys >>= bits
    new = np.ones(nodes.shape, dtype=bool)
    np.not_equal(keys[:, 1:], keys[:, :-1], out=new[:, 1:])
    batch, starts = np.nonzero(new)
    distinct = keys[new].astype(np.int64)
    ends = np.cumsum(new.sum(axis=1))
    begins = np.concatenate(([0], ends[:-1]))
    indptr = np.full((batches, entries + 1), 2 * entries, dtype=np.int32)
    indptr[batch, np.arange(len(batch)) - begins[batch]] = 2 * starts
    twice = _twice(distinct, batch, begins, width)
    distinct &= (1 << width) - 1
    of_entries = columns.take(order, axis=0).reshape(batches, -1)
    for one, (begin, end) in enumerate(zip(begins.tolist(), ends.tolist(), strict=True)):
        yield Group(distinct[begin:end], twice.get(one), order[one], indptr[one], of_entries[one])


def _twice(
    distinct: np.ndarray, batch: np.ndarray, begins: np.ndarray, width: int
) -> dict[int, tuple[np.ndarray, np.ndarray]]:
    """`Group.twice` of the batches that have one: bit `width` tells the second turn."""
    second = 1 << width
    keys = distinct + (batch << (width + 1))
    first = np.flatnonzero((distinct & second) == 0)
    found = np.searchsorted(keys, keys[first] + second)
    both = keys.take(found, mode="clip") == keys[first] + second
    first, found = first[both], found[both]
    of, cuts = np.unique(batch[first], return_index=True)
    places = np.stack((first, found)) - begins[batch[first]]
    parts = np.split(places, cuts[1:], axis=1)
    return {one: tuple(part) for one, part in zip(of.tolist(), parts, strict=False)}


class Sums:
    """Sums the entries of groups by node, as products of a sparse matrix and all origins.

    One matrix is made, and each group's arrays take the place of the last one's: making a matrix
    takes longer than multiplying by it.
    """

    def __init__(self, layout: Layout) -> None:
        self._matrix = sparse.csr_array((layout.entries, layout.origins))

    def __call__(self, group: Group, values: np.ndarray, origins: np.ndarray) -> np.ndarray:
        """Σ weight · source + own · x of each node, `(m, d)`.

        Parameters
        ----------
        values : (entries, 2) float64
            Weight and own of every entry.
        origins : (origins, d) float64
            Points of the rows, then sources.
        """
        self._matrix.data = values.take(group.order, axis=0).reshape(-1)
        self._matrix.indices, self._matrix.indptr = group.columns, group.indptr
        return (self._matrix @ origins)[: len(group.nodes)]
