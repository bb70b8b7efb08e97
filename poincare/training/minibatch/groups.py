"""The entries of a batch grouped by node, so that contributions to one node are summed.

The groups of many batches are found by one sort of each batch.
"""

from collections.abc import Iterator
from itertools import pairwise
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
    order : (2 · entries,) int64
        Places of the numbers in `(2, entries)`, sorted by turn and node: first and second number
        of an entry, then those of the next.
    begins : (entries,) bool
        Whether an entry in that order is the first of its node.
    indptr : (entries + 1,) int32
        Where the numbers of every node begin in that order; rows from m on are empty.
    columns : (2 · entries,) int32
        Columns of the numbers in that order.
    """

    nodes: np.ndarray
    twice: tuple[np.ndarray, np.ndarray] | None
    order: np.ndarray
    begins: np.ndarray
    indptr: np.ndarray
    columns: np.ndarray


def together(nodes: np.ndarray, layout: Layout) -> Iterator[Group]:
    """For every batch the entries by node, given the nodes of entries `(batches, entries)`."""
    return _groups(nodes, layout, np.zeros(1, dtype=bool))


def in_turn(nodes: np.ndarray, layout: Layout) -> Iterator[Group]:
    """The same, where nodes of first rows, u and u', are moved before those of v and v'."""
    return _groups(nodes, layout, np.arange(layout.entries) >= layout.firsts)


def in_turn_but_loops(nodes: np.ndarray, layout: Layout) -> Iterator[Group]:
    """The same, where v and v' that are u itself do not move: they are left to the first turn."""
    second = np.ones(nodes.shape, dtype=bool)
    second[:, : layout.firsts] = False
    others = slice(layout.firsts, layout.rows)
    shape = (len(nodes), layout.pairs, layout.others)
    anchors = nodes[:, : layout.pairs, None]
    second[:, others] = (nodes[:, others].reshape(shape) != anchors).reshape(len(nodes), -1)
    return _groups(nodes, layout, second)


def _groups(nodes: np.ndarray, layout: Layout, second: np.ndarray) -> Iterator[Group]:
    """One group per batch; `second` `(batches, entries)` tells the entries of the second turn."""
    batches, entries = nodes.shape
    # A number per entry, its place last, sorts faster than an argsort; the shorter the faster.
    bits, width = entries.bit_length(), int(nodes.max()).bit_length()
    short = width + 1 + bits <= 32
    keys = nodes.astype(np.uint32 if short else np.int64)
    keys |= second.astype(keys.dtype) << width
    keys <<= bits
    keys |= np.arange(entries, dtype=keys.dtype)
    keys.sort(axis=1)
    places = keys & ((1 << bits) - 1)
    order = np.empty((batches, entries, 2), dtype=np.int64)
    order[:, :, 0] = places
    np.add(places, entries, out=order[:, :, 1])
    keys >>= bits
    begins = np.ones(nodes.shape, dtype=bool)
    np.not_equal(keys[:, 1:], keys[:, :-1], out=begins[:, 1:])
    starts = np.flatnonzero(begins)
    distinct = keys.reshape(-1).take(starts).astype(np.int64)
    # Flat arrays are cut where a batch begins.
    cuts = np.append(np.searchsorted(starts, np.arange(0, begins.size, entries)), len(starts))
    number = np.diff(cuts)
    batch = np.arange(batches)
    indptr = np.full((batches, entries + 1), 2 * entries, dtype=np.int32)
    rows = np.arange(len(starts)) + np.repeat(batch * (entries + 1) - cuts[:-1], number)
    starts -= np.repeat(batch * entries, number)
    indptr.reshape(-1)[rows] = 2 * starts
    twice = _twice(distinct, np.repeat(batch, number), cuts, width)
    distinct &= (1 << width) - 1
    order = order.reshape(batches, -1)
    columns = layout.columns.reshape(-1).take(order)
    for one, (begin, end) in enumerate(pairwise(cuts.tolist())):
        yield Group(
            distinct[begin:end], twice.get(one), order[one], begins[one], indptr[one], columns[one]
        )


def _twice(
    distinct: np.ndarray, batch: np.ndarray, cuts: np.ndarray, width: int
) -> dict[int, tuple[np.ndarray, np.ndarray]]:
    """`Group.twice` of the batches that have one: bit `width` tells the second turn."""
    second = 1 << width
    keys = distinct + (batch << (width + 1))
    first = np.flatnonzero((distinct & second) == 0)
    found = np.searchsorted(keys, keys[first] + second)
    both = keys.take(found, mode="clip") == keys[first] + second
    first, found = first[both], found[both]
    of, firsts = np.unique(batch[first], return_index=True)
    places = np.stack((first, found)) - cuts[batch[first]]
    parts = np.split(places, firsts[1:], axis=1)
    return {one: tuple(part) for one, part in zip(of.tolist(), parts, strict=False)}


class Sums:
    """Sums the entries of groups by node, as products of a sparse matrix and all origins.

    One matrix is made, and each group's arrays take the place of the last one's: making a matrix
    takes longer than multiplying by it.
    """

    def __init__(self, layout: Layout) -> None:
        self._matrix = sparse.csr_array((layout.entries, layout.origins))

    def gradient(self, group: Group, values: np.ndarray, origins: np.ndarray) -> np.ndarray:
        """Σ weight · source + own · x of each node, `(m, d)`.

        Parameters
        ----------
        values : (2, entries) float64
            Weight and own of every entry.
        origins : (origins, d) float64
            Points of the rows, then sources.
        """
        return self._product(group, values.take(group.order), origins)

    def moved(self, group: Group, values: np.ndarray, origins: np.ndarray) -> np.ndarray:
        """The same, added to x."""
        data = values.take(group.order)
        own = data[1::2]
        own += group.begins
        return self._product(group, data, origins)

    def _product(self, group: Group, data: np.ndarray, origins: np.ndarray) -> np.ndarray:
        self._matrix.data = data
        self._matrix.indices, self._matrix.indptr = group.columns, group.indptr
        return (self._matrix @ origins)[: len(group.nodes)]
