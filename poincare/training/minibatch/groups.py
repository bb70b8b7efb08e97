"""Rows of a batch grouped by node, so that contributions to one node are summed.

The groups of many batches are found by one sort of each batch's row numbers.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, kw_only=True, eq=False)
class Group:
    """Rows of one batch that go to the same nodes.

    Attributes
    ----------
    nodes : (m,) int64
        Distinct nodes.
    order : (rows,) int64 or None
        Rows sorted by node; None if every row has a node of its own, in the order of `nodes`.
    starts : (m,) int64
        Where each node's rows begin in that order.
    part : slice
        Which rows of the batch these are.
    """

    nodes: np.ndarray
    order: np.ndarray | None
    starts: np.ndarray
    part: slice

    def total(self, rows: np.ndarray) -> np.ndarray:
        """Sum of the batch's `rows` `(rows, d)` of each node, `(m, d)`; may be a view of them."""
        rows = rows[self.part]
        if self.order is None:
            return rows
        return np.add.reduceat(rows.take(self.order, axis=0), self.starts, axis=0)


def groups(nodes: np.ndarray, part: slice) -> Iterator[Group]:
    """One group per batch, of a part of its rows, given the node of every row `(batches, rows)`."""
    nodes = nodes[:, part]
    order = np.argsort(nodes, axis=1, kind="stable")
    ordered = np.take_along_axis(nodes, order, axis=1)
    new = np.ones(nodes.shape, dtype=bool)
    np.not_equal(ordered[:, 1:], ordered[:, :-1], out=new[:, 1:])
    starts = np.nonzero(new)[1]
    distinct = ordered[new]
    ends = np.cumsum(new.sum(axis=1))
    begun = 0
    for batch, end in enumerate(ends.tolist()):
        if end - begun == nodes.shape[1]:
            found, rows = nodes[batch], None
        else:
            found, rows = distinct[begun:end], order[batch]
        yield Group(nodes=found, order=rows, starts=starts[begun:end], part=part)
        begun = end


def together(nodes: np.ndarray) -> Iterator[tuple[Group, ...]]:
    """For every batch, the one group of all its rows."""
    return ((group,) for group in groups(nodes, slice(None)))


def in_turn(nodes: np.ndarray, firsts: int) -> Iterator[tuple[Group, ...]]:
    """For every batch, the group of its first rows, u and u', and then that of v and v'.

    Where no node is in both, one group of all rows moves the nodes to the same bits.
    """
    shared = np.zeros(len(nodes), dtype=bool)
    for row in range(firsts):
        shared |= (nodes[:, firsts:] == nodes[:, row, None]).any(axis=1)
    apart = together(nodes[~shared])
    first, second = (groups(nodes[shared], part) for part in (slice(firsts), slice(firsts, None)))
    return ((next(first), next(second)) if both else next(apart) for both in shared.tolist())
