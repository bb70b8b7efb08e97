"""The split of the hyperbolic entailment cones (Ganea, Bécigneul & Hofmann 2018, section 5).

The graphs lack their roots, ``entity.n.01`` and ``mammal.n.01``. All basic edges, those of the
transitive reduction, are always trained on, and 0, 10, 25, 50 or 90 % of the other pairs with them.
5 % of the others each are for validation and for the test. Each of these has 10 negatives: five
pairs with another hyponym and five with another hypernym, none of them a pair of the graph.

The files of the repository number the nodes; a vocabulary has their names. A training file that is
too large for the repository's readers, or not in the ledger, is drawn here with the seed of the
hold-out: the same number of pairs, but not those that others trained on.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from poincare.base.errors import UserError
from poincare.datasets.released_script import mammals_facebook
from poincare.datasets.sources import content, listed
from poincare.datasets.wordnet_source import WordNetSource
from poincare.graphs.relations import Relations
from poincare.graphs.splits import HoldOut, Split, ascending

#: The collection of the ledger that has the files.
COLLECTION = "cones"
#: What the names of the files of each graph begin with.
STEMS = {"nouns-cones": "noun_closure.tsv", "mammals-cones": "mammal_closure.tsv"}
#: The suffix of the file of each part, and of its negatives.
PARTS = {"validation": ("valid", "valid_neg"), "test": ("test", "test_neg")}
ROOT_OF_MAMMALS = "mammal.n.01"

Obtain = Callable[[str], Path]


def mammals_cones(source: WordNetSource) -> Relations:
    """`mammals_facebook` without its root."""
    whole = mammals_facebook(source)
    root = whole.index[ROOT_OF_MAMMALS]
    pairs = np.column_stack((whole.sources, whole.indices))
    kept = pairs[(pairs != root).all(axis=1)]
    names = tuple(name for name in whole.names if name != ROOT_OF_MAMMALS)
    return Relations.from_pairs("mammals-cones", names, kept - (kept > root))


def cones_split(graph: Relations, hold_out: HoldOut, obtain: Obtain) -> Split:
    """The published split of a graph, with the negatives of its parts.

    Parameters
    ----------
    graph : Relations
        One of `STEMS`.
    obtain : callable
        The path of a file of the ledger, by its name.

    Raises
    ------
    UserError
        If the graph has no such split, if its names are not those of the files, or if a pair is
        none of the graph, or a negative is.
    """
    if graph.name not in STEMS:
        raise UserError(
            f"{graph.name!r} has no split {hold_out.name!r}", mend=f"one of {', '.join(STEMS)} has"
        )
    files = _Files(graph, obtain)
    held_out = {part: files.pairs(positives) for part, (positives, _) in PARTS.items()}
    negatives = {part: files.negatives(suffix) for part, (_, suffix) in PARTS.items()}
    scored = np.concatenate([files.places(pairs) for pairs in held_out.values()])
    percent = round(100 * hold_out.others)
    if files.has(f"train_{percent}percent"):
        trained = files.places(files.pairs(f"train_{percent}percent"))
    else:
        basic = files.places(files.pairs("train_0percent"))
        trained = np.concatenate([basic, _drawn(graph, hold_out, basic, scored)])
    keep = np.ones(graph.n_pairs, dtype=bool)
    keep[scored] = False
    if not keep[trained].all():
        raise UserError("a pair is trained on and held out", f"{graph.name}-{hold_out.name}")
    keep[trained] = False
    pairs = np.column_stack((graph.sources, graph.indices)).astype(np.int32)
    name = f"{graph.name}-{hold_out.name}"
    return Split(
        graph=graph.name,
        train=Relations.from_pairs(name, graph.names, pairs[np.sort(trained)]),
        validation=ascending(held_out["validation"]),
        test=ascending(held_out["test"]),
        unused=pairs[keep],
        negatives=negatives,
    )


def _drawn(
    graph: Relations, hold_out: HoldOut, basic: np.ndarray, scored: np.ndarray
) -> np.ndarray:
    """Places of as many other pairs as the hold-out trains on, drawn with its seed."""
    free = np.setdiff1d(np.arange(graph.n_pairs), np.concatenate([basic, scored]))
    number = round(hold_out.others * (graph.n_pairs - len(basic)))
    return np.random.default_rng(hold_out.seed).permutation(free)[:number]


class _Files:
    """The files of a graph, in the numbers of its nodes."""

    def __init__(self, graph: Relations, obtain: Obtain) -> None:
        self.graph, self.obtain, self.stem = graph, obtain, STEMS[graph.name]
        self.node = self._nodes()

    def has(self, suffix: str) -> bool:
        """Whether the ledger has a file."""
        return f"{self.stem}.{suffix}" in listed(COLLECTION)

    def _lines(self, suffix: str) -> tuple[list[list[str]], Path]:
        path = self.obtain(f"{COLLECTION}/{self.stem}.{suffix}")
        return [line.split("\t") for line in content(path).decode().splitlines()], path

    def _nodes(self) -> np.ndarray:
        """The node of the graph for every number of the files."""
        lines, path = self._lines("vocab")
        names = dict(lines)
        if set(names.values()) != set(self.graph.names):
            raise UserError(f"its names are not those of {self.graph.name!r}", path)
        return np.array([self.graph.index[names[str(number)]] for number in range(len(names))])

    def pairs(self, suffix: str) -> np.ndarray:
        """The pairs (u, ancestor) of a file as nodes, in its order; `(pairs, 2)` int32.

        The files write the ancestor first.
        """
        lines, _ = self._lines(suffix)
        return self.node[np.array(lines, dtype=np.int64)[:, ::-1]].astype(np.int32)

    def negatives(self, suffix: str) -> np.ndarray:
        """As `pairs`, of pairs that are none of the graph."""
        pairs = self.pairs(suffix)
        if np.isin(self._keys(pairs), self.graph.keys).any():
            raise UserError(f"a negative is a pair of {self.graph.name!r}", f"{self.stem}.{suffix}")
        return pairs

    def places(self, pairs: np.ndarray) -> np.ndarray:
        """Their places among the pairs of the graph; a `UserError` if one is none of them."""
        keys = self._keys(pairs)
        places = np.minimum(np.searchsorted(self.graph.keys, keys), self.graph.n_pairs - 1)
        if not np.array_equal(self.graph.keys[places], keys):
            raise UserError(f"a pair is none of {self.graph.name!r}", self.stem)
        return places

    def _keys(self, pairs: np.ndarray) -> np.ndarray:
        return pairs[:, 0].astype(np.int64) * self.graph.n_nodes + pairs[:, 1]
