"""Paths of a hierarchy: from one node up to a common ancestor and down to another."""

from dataclasses import dataclass

import numpy as np

from poincare.base.errors import UserError
from poincare.graphs.relations import Relations


@dataclass(frozen=True)
class Path:
    """A path between two nodes along direct edges.

    Attributes
    ----------
    nodes : tuple of int
        Indices, ends included.
    top : int
        Place in `nodes` of the common ancestor: before it edges lead up, after it down.
    """

    nodes: tuple[int, ...]
    top: int


def path_between(direct: Relations, a: int, b: int) -> Path:
    """The shortest path from a to b through a lowest common ancestor.

    A node is among its own ancestors. A common ancestor is a lowest one if no other is below it.
    Of several the path is the one with fewest edges, then the one whose ancestor comes first.

    Parameters
    ----------
    direct : Relations
        The direct edges.

    Raises
    ------
    UserError
        If the nodes have no common ancestor.
    """
    above = [_steps_up(direct, node) for node in (a, b)]
    common = above[0].keys() & above[1].keys()
    if not common:
        raise UserError(
            f"{direct.names[a]!r} and {direct.names[b]!r} have no common ancestor",
            mend="they are in parts of the graph that no node is above",
        )
    passed = set()
    for node in common:
        passed |= _steps_up(direct, node).keys() - {node}
    # On a cycle every common ancestor is above another one.
    lowest = (common - passed) or common
    top = min(lowest, key=lambda node: (above[0][node] + above[1][node], node))
    up, down = (_chain(direct, node, top) for node in (a, b))
    return Path((*up, *down[-2::-1]), len(up) - 1)


def _steps_up(direct: Relations, node: int) -> dict[int, int]:
    """The fewest edges from a node to itself and to each of its ancestors."""
    steps, level = {node: 0}, [node]
    while level:
        parents = np.unique(np.concatenate([direct.positives(one) for one in level])).tolist()
        level = [parent for parent in parents if parent not in steps]
        steps |= dict.fromkeys(level, max(steps.values()) + 1)
    return steps


def _chain(direct: Relations, node: int, top: int) -> tuple[int, ...]:
    """A shortest way up from a node to its ancestor `top`, ends included."""
    chain = [node]
    while chain[-1] != top:
        parents = [
            parent
            for parent in direct.positives(chain[-1]).tolist()
            if top in _steps_up(direct, parent)
        ]
        chain.append(min(parents, key=lambda parent: (_steps_up(direct, parent)[top], parent)))
    return tuple(chain)
