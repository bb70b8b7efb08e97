"""A graph of the user's own, from its entry in the configuration."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from poincare.base.names import shown
from poincare.base.storage import sha256_of_file
from poincare.datasets.own.faults import Faults
from poincare.datasets.own.given import Dropped, Given
from poincare.datasets.own.layout import Stated
from poincare.datasets.own.ontology import IS_A, read_obo
from poincare.datasets.own.pairs_file import read_pairs
from poincare.datasets.own.words import number_of, shape_in_words
from poincare.graphs.closure import transitive_closure
from poincare.graphs.cycles import cycles
from poincare.graphs.relations import Relations
from poincare.graphs.shape import shape

#: Names of a cycle that a message shows.
LINKS_SHOWN = 10


@dataclass(frozen=True, eq=False, kw_only=True)
class OwnGraph:
    """A graph, what was read in one line, and the record of both.

    Attributes
    ----------
    relations : Relations
    line : str
        Counts of the graph, and how its file was read.
    warnings : tuple of str
        What may be a mistake, each with the file's name.
    record : dict
        As `poincare.datasets.registry.record`, and the layout of the file.
    """

    relations: Relations
    line: str
    warnings: tuple[str, ...]
    record: dict[str, Any]


def file_of(entry: Mapping[str, Any]) -> str:
    """Path of the file that an entry of ``graphs`` names."""
    return entry["pairs"] if "pairs" in entry else entry["obo"]


def read_graph(name: str, entry: Mapping[str, Any]) -> OwnGraph:
    """Read the graph `name` that an entry of ``graphs`` in the configuration describes.

    Raises
    ------
    UserError
        For all faults of the file at once. With the closure, cycles are faults too.
    """
    path = file_of(entry)
    read = _read(entry)
    relations = Relations.from_pairs(name, read.names, read.pairs)
    before = ""
    if entry.get("closure", True):
        _refuse_cycles(relations, read, Path(path))
        before = f" ({relations.n_pairs:,} before the closure)"
        relations = transitive_closure(relations)
    counts = asdict(shape(relations))
    size = f"{number_of(relations.n_nodes, 'node')}, {number_of(relations.n_pairs, 'pair')}{before}"
    record = {
        **relations.summary(),
        "shape": counts,
        "layout": read.layout,
        "origin": f"{path}, SHA-256 {sha256_of_file(path)}",
        "licence": "that of the file",
    }
    return OwnGraph(
        relations=relations,
        line=f"{name}: {size}, {shape_in_words(counts)}; {path}: {read.layout}",
        warnings=tuple(f"{path}: {warning}" for warning in read.warnings),
        record=record,
    )


def held_out_pairs(file: str) -> Relations:
    """The pairs of a file that holds them out of a graph, as they are written there."""
    return read_graph("held-out", {"pairs": file, "closure": False}).relations


def _read(entry: Mapping[str, Any]) -> Given:
    dropped = Dropped("self_loops" in entry, "duplicates" in entry)
    if "obo" in entry:
        return read_obo(entry["obo"], entry.get("relations", (IS_A,)), dropped)
    stated = Stated(
        separator=entry.get("separator"),
        header=entry.get("header"),
        columns=entry.get("columns"),
    )
    return read_pairs(entry["pairs"], stated, dropped)


def _refuse_cycles(relations: Relations, read: Given, path: Path) -> None:
    """Raise a `UserError` with every cycle as a chain of names with the lines of its pairs."""
    faults = Faults(path)
    for cycle in cycles(relations):
        pairs = list(zip(cycle, [*cycle[1:], cycle[0]], strict=True))
        chain = [f"{shown(read.names[v])} (line {read.line_of[u, v]})" for u, v in pairs]
        if len(chain) > LINKS_SHOWN:
            chain[LINKS_SHOWN - 1 : -1] = [f"{len(chain) - LINKS_SHOWN:,} more"]
        words = " → ".join([shown(read.names[cycle[0]]), *chain])
        faults.add("cycles", read.line_of[pairs[0]], words)
    faults.raise_any()
