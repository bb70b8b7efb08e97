"""Sizes of a batch, and where the parts of its gradient come from.

A batch is b pairs (u, v), each with k − 1 negatives v' in the place of v and, if both ends are
replaced, as many u' in the place of u. Its rows are in the order u, u', then v and its v' pair by
pair. The gradient at the point x of a row's node is

    own · x + weight · source,

where the sources are the anchors that points are compared with, and the gradients at the anchors.
So every row is one entry, and has two numbers of a sparse matrix: a row of it is a node, a column
an origin, which is the point of a row or a source. With both ends replaced v is an anchor besides
being one of the others, and has an entry more.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Sizes of a batch, of one run or of several side by side.

    Attributes
    ----------
    pairs : int
        b, of all runs.
    others : int
        k: the positive and the negatives v'.
    replaced : int
        Negatives u' of each pair; 0 unless both ends are replaced.
    runs : int
        Runs side by side; the pairs of each follow each other.
    averaged : int
        Pairs over which a mean gradient is taken: those of one worker.
    """

    pairs: int
    others: int
    replaced: int
    runs: int
    averaged: int

    @property
    def firsts(self) -> int:
        """Rows of u and u'."""
        return self.pairs * (1 + self.replaced)

    @property
    def rows(self) -> int:
        """All rows."""
        return self.firsts + self.pairs * self.others

    @property
    def positives(self) -> slice:
        """Rows of v."""
        return slice(self.firsts, self.rows, self.others)

    @property
    def sides(self) -> int:
        """Kinds of anchors: u, and v if both ends are replaced."""
        return 2 if self.replaced else 1

    @property
    def entries(self) -> int:
        """All entries: of the rows, and of v as anchors."""
        return self.rows + (self.sides - 1) * self.pairs

    @property
    def sources(self) -> int:
        """The anchors u (and v), then the gradients at u (and v)."""
        return 2 * self.sides * self.pairs

    @property
    def origins(self) -> int:
        """Columns of the matrix: points of the rows, then the sources."""
        return self.rows + self.sources

    @property
    def columns(self) -> np.ndarray:
        """Columns of every entry's source, and of its own point, `(2, entries)` int32."""
        pair, row = np.arange(self.pairs), np.arange(self.rows)
        gradients = self.sides * self.pairs
        sources = [pair + gradients, np.repeat(pair + self.pairs, self.replaced)]
        sources += [np.repeat(pair, self.others)]
        sources += [pair + gradients + self.pairs] if self.replaced else []
        points = [row, row[self.positives]] if self.replaced else [row]
        return np.stack((np.concatenate(sources) + self.rows, np.concatenate(points))).astype(
            np.int32
        )
