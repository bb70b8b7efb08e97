"""Relations: the pairs (hyponym, hypernym) of a graph, one sorted row of positives per node.

A published file may write a pair in several lines. The row has it once, and `multiplicity` says how
often it is written: a trainer visits every line, scoring counts every pair once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
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
    multiplicity : (pairs,) int32, optional
        How often every pair is written; None where each is written once.
    """

    name: str
    names: tuple[str, ...]
    indptr: np.ndarray
    indices: np.ndarray
    multiplicity: np.ndarray | None = None

    @classmethod
    def from_pairs(cls, name: str, names: Iterable[str], pairs: np.ndarray) -> "Relations":
        """Build from an integer array `(pairs, 2)` of (node, positive); duplicates collapse."""
        names = tuple(names)
        n = len(names)
        keys = sorted_distinct(pairs[:, 0].astype(np.int64) * n + pairs[:, 1])
        indptr = np.zeros(n + 1, dtype=np.int64)
        np.cumsum(np.bincount(keys // n, minlength=n), out=indptr[1:])
        return cls(name=name, names=names, indptr=indptr, indices=(keys % n).astype(np.int32))

    @classmethod
    def from_lines(cls, name: str, names: Iterable[str], lines: np.ndarray) -> "Relations":
        """Build from an integer array `(lines, 2)` of (node, positive); duplicates are counted."""
        graph = cls.from_pairs(name, names, lines)
        places = np.searchsorted(
            graph.keys, lines[:, 0].astype(np.int64) * graph.n_nodes + lines[:, 1]
        )
        written = np.bincount(places, minlength=graph.n_pairs)
        return replace(graph, multiplicity=_if_any_repeats(written))

    @property
    def n_nodes(self) -> int:
        """Number of nodes n."""
        return len(self.names)

    @property
    def n_pairs(self) -> int:
        """Number of pairs."""
        return len(self.indices)

    @property
    def n_lines(self) -> int:
        """Number of lines: pairs, each as often as it is written."""
        return self.n_pairs if self.multiplicity is None else int(self.multiplicity.sum())

    @cached_property
    def pair_of_line(self) -> np.ndarray:
        """Place in `indices` of the pair that every line writes, ascending; `(lines,)` int64."""
        places = np.arange(self.n_pairs)
        return places if self.multiplicity is None else np.repeat(places, self.multiplicity)

    @cached_property
    def line_indptr(self) -> np.ndarray:
        """Row u's lines are `pair_of_line[line_indptr[u]:line_indptr[u + 1]]`; `(n + 1,)` int64."""
        if self.multiplicity is None:
            return self.indptr
        return np.append(0, np.cumsum(self.multiplicity, dtype=np.int64))[self.indptr]

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
        """SHA-256 of names (in order), pairs, and multiplicities if there are any.

        It is the graph's identity whatever its source.
        """
        return digest(self.arrays())

    def summary(self) -> dict[str, str | int]:
        """Name, counts and content hash, as the record of a built graph states them."""
        return {
            "dataset": self.name,
            "nodes": self.n_nodes,
            "pairs": self.n_pairs,
            "lines": self.n_lines,
            "self_loops": self.n_self_loops,
            "content_hash": self.content_hash,
        }

    def undirected(self) -> "Relations":
        """The graph with every pair in both directions; its name says so.

        A pair is written as often as in the direction in which it is written more often.
        """
        name, turned = f"{self.name}-undirected", self.reversed()
        pairs = [np.column_stack((one.sources, one.indices)) for one in (self, turned)]
        both = Relations.from_pairs(name, self.names, np.concatenate(pairs))
        if self.multiplicity is None:
            return both
        written = np.zeros(both.n_pairs, dtype=np.int32)
        for one in (self, turned):
            np.maximum.at(written, np.searchsorted(both.keys, one.keys), one.multiplicity)
        return replace(both, multiplicity=written)

    def reversed(self) -> "Relations":
        """The graph of the pairs (v, u), each written as often as (u, v)."""
        lines = np.column_stack((self.indices, self.sources))[self.pair_of_line]
        return Relations.from_lines(self.name, self.names, lines)

    def subset(self, keep: np.ndarray) -> "Relations":
        """The graph of the same nodes with the pairs marked in `keep`, `(pairs,)` bool."""
        written = None if self.multiplicity is None else _if_any_repeats(self.multiplicity[keep])
        return Relations(
            name=self.name,
            names=self.names,
            indptr=np.append(0, np.cumsum(keep))[self.indptr],
            indices=self.indices[keep],
            multiplicity=written,
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

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything but the name, by name, with fixed byte orders."""
        arrays = {
            "names": pack_text("\n".join(self.names)),
            "indptr": self.indptr.astype("<i8"),
            "indices": self.indices.astype("<i4"),
        }
        if self.multiplicity is not None:
            arrays["multiplicity"] = self.multiplicity.astype("<i4")
        return arrays

    def save(self, path: str | Path) -> None:
        """Write as npz, atomically."""
        write_arrays(path, {"name": pack_text(self.name), **self.arrays()})

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
                multiplicity=arrays.get("multiplicity"),
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


def _if_any_repeats(multiplicity: np.ndarray) -> np.ndarray | None:
    """The multiplicities `(pairs,)` as int32, or None if all of them are 1."""
    return multiplicity.astype(np.int32) if (multiplicity > 1).any() else None
