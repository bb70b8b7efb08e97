"""Synthetic hierarchies of any size, shaped like the WordNet nouns.

The model is a random tree by levels, with some second parents:

- one root, then one node at each depth 1, 2, …, `depths`, so that no level is empty; every other
  node draws its depth as 1 + Binomial(`depths` − 1, p), with p such that its mean is `mean_depth`;
- the first ⌈`inner` · m⌉ of the m nodes of a level may have children: a node takes the one at
  place ⌊U^`skew` · ⌈`inner` · m⌉⌋ of the level above as its parent, U uniform. So few nodes have
  many children, most have none;
- with probability `second_parents` a node draws another parent in the same way (nothing is
  added if it is the same one).

All edges lead from a level to the one above, so the graph is acyclic. A node's depth does not
depend on the number of nodes, so the closure grows in proportion to it. With the default shape
the mean number of ancestors is about 9, as for the nouns.
"""

from dataclasses import dataclass

import numpy as np

from poincare.base.errors import UserError
from poincare.graphs.relations import Relations, sorted_distinct


@dataclass(frozen=True)
class Shape:
    """What a synthetic hierarchy looks like; the defaults resemble the WordNet nouns.

    Attributes
    ----------
    depths : int
        Greatest depth; the root's is 0.
    mean_depth : float
        Mean depth of the nodes that draw it, from 1 to `depths`.
    inner : float
        Share of the nodes of a level that may have children, in (0, 1].
    skew : float
        1 draws parents evenly, more prefers the first ones of a level.
    second_parents : float
        Probability of a second parent; 0 gives a tree.
    """

    depths: int = 18
    mean_depth: float = 8.3
    inner: float = 0.25
    skew: float = 2.5
    second_parents: float = 0.026

    def __post_init__(self) -> None:
        """Refuse values out of range.

        Raises
        ------
        UserError
            Naming the value.
        """
        good = {
            "depths": self.depths >= 1,
            "mean_depth": 1.0 <= self.mean_depth <= self.depths,
            "inner": 0.0 < self.inner <= 1.0,
            "skew": self.skew >= 1.0,
            "second_parents": 0.0 <= self.second_parents <= 1.0,
        }
        for name, fine in good.items():
            if not fine:
                raise UserError(f"{name} {getattr(self, name)!r} is out of range", "shape")


@dataclass(frozen=True, eq=False)
class Hierarchy:
    """Nodes by level, each with one or two parents in the level above.

    Attributes
    ----------
    bounds : (levels + 1,) int64
        Level l's nodes are bounds[l], …, bounds[l + 1] − 1; level 0 is the root, node 0.
    first, second : (n,) int32
        Parents of every node; −1 for none.
    """

    bounds: np.ndarray
    first: np.ndarray
    second: np.ndarray


def synthetic(n_nodes: int, shape: Shape, rng: np.random.Generator) -> Relations:
    """Transitive closure of a random hierarchy, as `Relations` named ``synthetic-<n_nodes>``.

    Nodes are called ``n000000``, ``n000001``, … in an order that tells nothing of their place in
    the hierarchy.

    Raises
    ------
    UserError
        For fewer than two nodes.
    """
    if n_nodes < 2:
        raise UserError(f"a hierarchy of {n_nodes} nodes", mend="ask for at least 2")
    hierarchy = grow(n_nodes, shape, rng)
    indptr, ancestors = closure(hierarchy)
    label = rng.permutation(n_nodes).astype(np.int32)
    pairs = np.empty((len(ancestors), 2), dtype=np.int32)
    pairs[:, 0] = np.repeat(label, np.diff(indptr))
    pairs[:, 1] = label[ancestors]
    width = max(6, len(str(n_nodes - 1)))
    names = (f"n{node:0{width}d}" for node in range(n_nodes))
    return Relations.from_pairs(f"synthetic-{n_nodes}", names, pairs)


def grow(n_nodes: int, shape: Shape, rng: np.random.Generator) -> Hierarchy:
    """Draw depths and parents after the model above."""
    spine = np.arange(min(shape.depths, n_nodes - 1) + 1)
    chance = (shape.mean_depth - 1.0) / max(shape.depths - 1, 1)
    drawn = 1 + rng.binomial(shape.depths - 1, chance, size=n_nodes - len(spine))
    sizes = np.bincount(np.concatenate([spine, drawn]))
    bounds = np.concatenate([[0], np.cumsum(sizes)])
    above = np.repeat(np.arange(len(sizes) - 1), sizes[1:])
    first = _parents_in(above, bounds, shape, rng)
    second = _parents_in(above, bounds, shape, rng)
    alone = rng.random(n_nodes - 1) >= shape.second_parents
    second[alone | (second == first)] = -1
    return Hierarchy(bounds, _after_root(first), _after_root(second))


def _parents_in(
    level: np.ndarray, bounds: np.ndarray, shape: Shape, rng: np.random.Generator
) -> np.ndarray:
    """A parent in `level` for each node, int32."""
    able = np.ceil(shape.inner * np.diff(bounds)).astype(np.int64)
    place = (rng.random(len(level)) ** shape.skew * able[level]).astype(np.int64)
    return (bounds[level] + place).astype(np.int32)


def _after_root(parents: np.ndarray) -> np.ndarray:
    return np.concatenate([np.array([-1], dtype=np.int32), parents])


def closure(hierarchy: Hierarchy) -> tuple[np.ndarray, np.ndarray]:
    """Ancestors of every node as CSR: indptr `(n + 1,)` int64, ancestors `(pairs,)` int32.

    Level by level: a node's ancestors are its parents and theirs, which are known by then. Memory
    besides the result is that of one level's pairs.
    """
    n = len(hierarchy.first)
    indptr = np.zeros(n + 1, dtype=np.int64)
    room = np.empty(0, dtype=np.int32)
    for start, stop in zip(hierarchy.bounds[1:-1], hierarchy.bounds[2:], strict=True):
        nodes = np.arange(start, stop)
        keys = [
            _keys(nodes[parents >= 0] - start, parents[parents >= 0], indptr, room, n)
            for parents in (hierarchy.first[start:stop], hierarchy.second[start:stop])
        ]
        found = sorted_distinct(np.concatenate(keys))
        rows = np.bincount(found // n, minlength=stop - start)
        indptr[start + 1 : stop + 1] = indptr[start] + np.cumsum(rows)
        room = _with(room, indptr[start], found % n)
    return indptr, room[: indptr[-1]]


def _keys(
    rows: np.ndarray, parents: np.ndarray, indptr: np.ndarray, known: np.ndarray, n: int
) -> np.ndarray:
    """The pairs (row, parent) and (row, ancestor of the parent) as row · n + node."""
    degree = indptr[parents + 1] - indptr[parents]
    begin = np.repeat(indptr[parents] - (np.cumsum(degree) - degree), degree)
    above = known[np.arange(len(begin)) + begin]
    return np.concatenate([rows * n + parents, np.repeat(rows, degree) * n + above])


def _with(room: np.ndarray, used: int, more: np.ndarray) -> np.ndarray:
    """`room` with `more` written behind its first `used` entries; it doubles when it is full."""
    needed = used + len(more)
    if needed > len(room):
        grown = np.empty(max(needed, 2 * len(room)), dtype=room.dtype)
        grown[:used] = room[:used]
        room = grown
    room[used:needed] = more
    return room
