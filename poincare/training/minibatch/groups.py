"""The entries of a batch grouped by node, so that contributions to one node are summed.

The groups of many batches are found by one sort of each batch.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import sparse

from poincare.training.minibatch.layout import Layout

#: In the key of an entry: that its node is moved after those of first rows.
_SECOND = 1 << 62


@dataclass(frozen=True, kw_only=True, eq=False)
class Group:
    """Entries of one batch by node: rows of a sparse matrix.

    Attributes
    ----------
    nodes : (m,) int64
        Nodes, distinct within each of `turns`.
    turns : tuple of slice
        Which of the nodes are moved first, and which then.
    order : (entries,) int64
        Entries sorted by turn and node.
    starts : (m,) int64
        Where each node's entries begin in that order.
    indptr : (entries + 1,) int32
        The same as row pointers of a matrix with a row for every entry, the last ones empty.
    columns : (entries,) int32
        Column of every entry, in that order.
    """

    nodes: np.ndarray
    turns: tuple[slice, ...]
    order: np.ndarray
    starts: np.ndarray
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
    # One number per entry, its place last, sorts faster than an argsort.
    bits = entries.bit_length()
    keys = nodes << bits
    keys |= np.arange(entries)
    keys[:, firsts:] |= _SECOND
    keys.sort(axis=1)
    order = keys & ((1 << bits) - 1)
    keys >>= bits
    new = np.ones(nodes.shape, dtype=bool)
    np.not_equal(keys[:, 1:], keys[:, :-1], out=new[:, 1:])
    batch, starts = np.nonzero(new)
    distinct = keys[new] & (_SECOND >> bits) - 1
    number = new.sum(axis=1)
    ends = np.cumsum(number)
    begins = ends - number
    indptr = np.full((batches, entries + 1), entries, dtype=np.int32)
    indptr[batch, np.arange(len(batch)) - begins[batch]] = starts
    turns = [number] if firsts == entries else [new[:, :firsts].sum(axis=1), number]
    turns = np.column_stack([np.zeros(batches, dtype=np.int64), *turns]).tolist()
    of_entries = columns.take(order)
    for one, (begin, end) in enumerate(zip(begins.tolist(), ends.tolist(), strict=True)):
        yield Group(
            nodes=distinct[begin:end],
            turns=tuple(slice(*turn) for turn in pairwise(turns[one])),
            order=order[one],
            starts=starts[begin:end],
            indptr=indptr[one],
            columns=of_entries[one],
        )


class Sums:
    """Sums the entries of groups by node, as products of a sparse matrix and the sources.

    One matrix is made, and each group's arrays take the place of the last one's: making a matrix
    takes longer than multiplying by it.
    """

    def __init__(self, layout: Layout) -> None:
        self._matrix = sparse.csr_array((layout.entries, layout.sources))

    def __call__(self, group: Group, weights: np.ndarray, sources: np.ndarray) -> np.ndarray:
        """Σ weight · source of each node, `(m, d)`, of entries' weights and sources `(s, d)`."""
        self._matrix.data = weights.take(group.order)
        self._matrix.indices, self._matrix.indptr = group.columns, group.indptr
        return (self._matrix @ sources)[: len(group.nodes)]
