"""Splits: pairs held out for link prediction. `poincare.graphs.drawn_splits` draws them.

A split ``<graph>-given``, or ``<graph>-given-<name>``, holds out the pairs of files instead. Any
pair of the graph may be there.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import numpy as np

from poincare.base.errors import UserError
from poincare.base.storage import digest, pack_text, read_arrays, unpack_text, write_arrays
from poincare.base.validation import check, read_yaml
from poincare.graphs.relations import Relations

SPLITS = Path(__file__).with_name("splits.yaml")
SCHEMA = Path(__file__).with_name("splits.schema.yaml")
PARTS = ("validation", "test")

#: Of `HoldOut.of`: the pairs are listed in files.
FILES = "files"
#: Of `HoldOut.of`: the published split of the entailment cones, with negatives.
CONES = "cones"
#: Of `HoldOut.of`: edges without direction, each held out as both of its pairs.
EDGES = "edges"

#: What the names of the arrays of negatives begin with.
_NEGATIVES = "negatives_"

_GIVEN = re.compile("(.+)-(given(?:-[a-z0-9]+)?)")


@dataclass(frozen=True)
class HoldOut:
    """How many pairs are held out, and the seed that draws them.

    Attributes
    ----------
    name, title : str
    of : {"eligible", "all", "files", "cones", "edges"}
        Pairs that the fractions refer to. Drawn are eligible pairs either way. Of ``files``
        nothing is drawn, and the fractions are 0. Of ``cones`` they are fractions of the pairs that
        are no basic edges, and published files list the pairs. Of ``edges`` any edge of a network
        may be drawn.
    validation, test : float
        Fractions; the numbers of pairs are rounded.
    seed : int
    train : {"rest", "whole"}
        What is trained on: the pairs that are left, or the held-out ones as well, which leaks.
    others : float, optional
        Of ``cones``: the fraction of the other pairs that is trained on besides the basic edges.
    """

    name: str
    title: str
    of: str
    validation: float
    test: float
    seed: int
    train: str = "rest"
    others: float | None = None

    @property
    def by_files(self) -> bool:
        """Whether files list the pairs."""
        return self.of == FILES


def _no_pairs() -> np.ndarray:
    return np.empty((0, 2), dtype=np.int32)


@dataclass(frozen=True, eq=False)
class Split:
    """A graph's pairs to train on, and those to score.

    Attributes
    ----------
    graph : str
        Name of the whole graph.
    train : Relations
        Training pairs, with all names of the graph in their order; its name is the split's. They
        are those not held out, or, if the split leaks, all pairs.
    validation, test : (pairs, 2) int32
        Held-out pairs (u, v), ascending.
    unused : (pairs, 2) int32
        Pairs of the graph that are neither trained on nor scored.
    negatives : mapping of str to (pairs, 2) int32
        Pairs to be told from the held-out ones of a part, if the split publishes any.
    """

    graph: str
    train: Relations
    validation: np.ndarray
    test: np.ndarray
    unused: np.ndarray = field(default_factory=_no_pairs)
    negatives: Mapping[str, np.ndarray] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Name of the split, ``<graph>-<hold-out>``."""
        return self.train.name

    def part(self, name: str) -> np.ndarray:
        """The held-out pairs of ``validation`` or ``test``."""
        return {"validation": self.validation, "test": self.test}[name]

    @cached_property
    def whole(self) -> Relations:
        """The graph that was split: the pairs of all parts."""
        pairs = [np.column_stack((self.train.sources, self.train.indices))]
        pairs += [self.validation, self.test, self.unused]
        return Relations.from_pairs(self.graph, self.train.names, np.concatenate(pairs))

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of names and pairs of all parts."""
        return digest(self._arrays())

    def _arrays(self) -> dict[str, np.ndarray]:
        extra = {f"{_NEGATIVES}{part}": pairs for part, pairs in self.negatives.items()}
        if len(self.unused):
            extra["unused"] = self.unused
        return {
            **{name: pairs.astype("<i4") for name, pairs in extra.items()},
            "names": pack_text("\n".join(self.train.names)),
            "indptr": self.train.indptr.astype("<i8"),
            "indices": self.train.indices.astype("<i4"),
            "validation": self.validation.astype("<i4"),
            "test": self.test.astype("<i4"),
        }

    def save(self, path: str | Path) -> None:
        """Write as npz, atomically."""
        labels = {"graph": pack_text(self.graph), "name": pack_text(self.name)}
        write_arrays(path, {**labels, **self._arrays()})

    @classmethod
    def load(cls, path: str | Path) -> "Split":
        """Read what `save` wrote; a damaged or foreign file is a `UserError`."""
        arrays = read_arrays(path)
        try:
            names = tuple(unpack_text(arrays["names"]).split("\n"))
            name = unpack_text(arrays["name"])
            train = Relations(
                name=name, names=names, indptr=arrays["indptr"], indices=arrays["indices"]
            )
            graph = unpack_text(arrays["graph"])
            return cls(
                graph=graph,
                train=train,
                validation=arrays["validation"],
                test=arrays["test"],
                unused=arrays.get("unused", _no_pairs()),
                negatives={
                    part: arrays[f"{_NEGATIVES}{part}"]
                    for part in PARTS
                    if f"{_NEGATIVES}{part}" in arrays
                },
            )
        except KeyError as missing:
            raise UserError(f"not a split: no array {missing}", path) from None


def ascending(pairs: np.ndarray) -> np.ndarray:
    """Pairs `(pairs, 2)` by their first nodes, then by their second ones."""
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]


@cache
def hold_outs() -> Mapping[str, HoldOut]:
    """The hold-outs of ``splits.yaml`` by name."""
    settings = read_yaml(SPLITS)
    check(settings, SCHEMA, SPLITS)
    return {name: HoldOut(name, **one) for name, one in settings.items()}


def split_named(dataset: str) -> tuple[str, HoldOut] | None:
    """Graph and hold-out that a dataset's name ``<graph>-<hold-out>`` says; None if it is none."""
    for name, hold_out in hold_outs().items():
        if dataset.endswith(f"-{name}") and dataset != f"-{name}":
            return dataset.removesuffix(f"-{name}"), hold_out
    given = _GIVEN.fullmatch(dataset)
    if given is None:
        return None
    graph, name = given.groups()
    hold_out = HoldOut(
        name=name, title="pairs that files hold out", of=FILES, validation=0, test=0, seed=0
    )
    return graph, hold_out
