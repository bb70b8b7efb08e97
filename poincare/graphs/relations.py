"""Relations: the pairs (hyponym, hypernym) of a graph, one sorted row of positives per node."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from scipy import sparse

from poincare.base.errors import UserError
from poincare.base.storage import digest, pack_text, read_arrays, unpack_text, write_arrays


@dataclass(frozen=True, eq=False)
class Relations:
    """A directed graph given by the positives P(u) of every node u.

    Attributes
    ----------
    name : str
        Name of the graph, e.g. ``nouns``.
    names : tuple of str, length n
        Node names; a node's index is its place here (order of first appearance).
    indptr : (n + 1,) int64
        Row u's positives are ``indices[indptr[u]:indptr[u + 1]]`` (CSR).
    indices : (pairs,) int32
        Positives of all rows, ascending within a row, without duplicates.
    """

    name: str
    names: tuple[str, ...]
    indptr: np.ndarray
    indices: np.ndarray

    @classmethod
    def from_pairs(cls, name: str, names: Iterable[str], pairs: np.ndarray) -> "Relations":
        """Build from an integer array `(pairs, 2)` of (node, positive); duplicates collapse."""
        names = tuple(names)
        n = len(names)
        keys = sorted_distinct(pairs[:, 0].astype(np.int64) * n + pairs[:, 1])
        indptr = np.zeros(n + 1, dtype=np.int64)
        np.cumsum(np.bincount(keys // n, minlength=n), out=indptr[1:])
        return cls(name=name, names=names, indptr=indptr, indices=(keys % n).astype(np.int32))

    @property
    def n_nodes(self) -> int:
        """Number of nodes n."""
        return len(self.names)

    @property
    def n_pairs(self) -> int:
        """Number of pairs."""
        return len(self.indices)

    @cached_property
    def sources(self) -> np.ndarray:
        """Node u of every pair (u, v), `(pairs,)` int32, aligned with `indices`."""
        return np.repeat(np.arange(self.n_nodes, dtype=np.int32), np.diff(self.indptr))

    @property
    def n_self_loops(self) -> int:
        """Number of pairs (u, u)."""
        return int(np.count_nonzero(self.sources == self.indices))

    @cached_property
    def in_degree(self) -> np.ndarray:
        """How many rows hold the node: `(n,)` int64; in a closure, its number of descendants."""
        return np.bincount(self.indices, minlength=self.n_nodes)

    @cached_property
    def index(self) -> dict[str, int]:
        """Index of every name."""
        return {name: position for position, name in enumerate(self.names)}

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of names (in order) and pairs; the graph's identity whatever its source."""
        return digest(self._graph_arrays())

    def summary(self) -> dict[str, str | int]:
        """Name, counts and content hash, as the record of a built graph states them."""
        return {
            "dataset": self.name,
            "nodes": self.n_nodes,
            "pairs": self.n_pairs,
            "self_loops": self.n_self_loops,
            "content_hash": self.content_hash,
        }

    def undirected(self) -> "Relations":
        """The graph with every pair in both directions; its name says so."""
        pairs = np.column_stack((self.sources, self.indices))
        both = np.concatenate([pairs, pairs[:, ::-1]])
        return Relations.from_pairs(f"{self.name}-undirected", self.names, both)

    def subset(self, keep: np.ndarray) -> "Relations":
        """The graph of the same nodes with the pairs marked in `keep`, `(pairs,)` bool."""
        indptr = np.append(0, np.cumsum(keep))[self.indptr]
        return Relations(
            name=self.name, names=self.names, indptr=indptr, indices=self.indices[keep]
        )

    @property
    def keys(self) -> np.ndarray:
        """One number u · n + v per pair (u, v), ascending; `(pairs,)` int64."""
        return self.sources.astype(np.int64) * self.n_nodes + self.indices

    def matrix(self, dtype: type) -> sparse.csr_array:
        """The adjacency matrix `(n, n)` with a one of `dtype` for every pair (u, v)."""
        ones, shape = np.ones(self.n_pairs, dtype=dtype), (self.n_nodes, self.n_nodes)
        return sparse.csr_array((ones, self.indices, self.indptr), shape=shape)

    def positives(self, node: int) -> np.ndarray:
        """P(u), ascending indices."""
        return self.indices[self.indptr[node] : self.indptr[node + 1]]

    def rows(self, nodes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """All pairs of some nodes: places in `nodes` (ascending) and positives, both `(pairs,)`."""
        segments, places = self.row_places(nodes)
        return segments, self.indices[places]

    def row_places(self, nodes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """All pairs of some nodes: places in `nodes` (ascending) and in `indices`, `(pairs,)`."""
        degree = self.indptr[nodes + 1] - self.indptr[nodes]
        segments = np.repeat(np.arange(len(nodes)), degree)
        # Position of a pair within the CSR array: its row's start plus its place in the row.
        shift = self.indptr[nodes] - (np.cumsum(degree) - degree)
        return segments, np.arange(len(segments)) + shift[segments]

    def _graph_arrays(self) -> dict[str, np.ndarray]:
        return {
            "names": pack_text("\n".join(self.names)),
            "indptr": self.indptr.astype("<i8"),
            "indices": self.indices.astype("<i4"),
        }

    def save(self, path: str | Path) -> None:
        """Write as npz, atomically."""
        write_arrays(path, {"name": pack_text(self.name), **self._graph_arrays()})

    @classmethod
    def load(cls, path: str | Path) -> "Relations":
        """Read what `save` wrote.

        Raises
        ------
        UserError
            If the file is missing, damaged or holds something else.
        """
        arrays = read_arrays(path)
        try:
            names = tuple(unpack_text(arrays["names"]).split("\n"))
            return cls(
                name=unpack_text(arrays["name"]),
                names=names,
                indptr=arrays["indptr"],
                indices=arrays["indices"],
            )
        except KeyError as missing:
            raise UserError(f"not a relations file: no array {missing}", path) from None


def sorted_distinct(keys: np.ndarray) -> np.ndarray:
    """Distinct values of `keys` `(m,)`, ascending; `keys` itself is sorted in place.

    It sorts where `np.unique` may hash, which takes many times the memory and time for 10⁷ keys.
    """
    keys.sort()
    new = np.ones(len(keys), dtype=bool)
    np.not_equal(keys[1:], keys[:-1], out=new[1:])
    return keys[new]
