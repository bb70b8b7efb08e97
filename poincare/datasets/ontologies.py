"""Ontologies of biology and medicine: terms are nodes, all ancestors by "is a" are pairs."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np

from poincare.base.errors import UserError
from poincare.datasets.own.ontology import read_obo
from poincare.datasets.sources import PACKED, content
from poincare.graphs.closure import transitive_closure
from poincare.graphs.relations import Relations

#: Outer joins: a term that is missing is a fault, not a pair less.
_DIRECT = """
    SELECT child.go_id, parent.go_id
    FROM go_bp_parents AS edge
    LEFT JOIN go_term AS child ON child._id = edge._id
    LEFT JOIN go_term AS parent ON parent._id = edge._parent_id
    WHERE edge.relationship_type = 'isa'
    ORDER BY child.go_id, parent.go_id
"""


def hpo(file: Path) -> Relations:
    """The Human Phenotype Ontology, from its OBO file: 19,034 nodes and 195,395 pairs.

    Raises
    ------
    UserError
        As `read_obo`, and if a term is its own ancestor.
    """
    read = read_obo(file)
    return transitive_closure(Relations.from_pairs("hpo", read.names, read.pairs))


def go_bp(file: Path) -> Relations:
    """The biological processes of the Gene Ontology, from the database of Bioconductor's GO.db.

    Only the relation ``isa`` counts: 28,141 nodes and 420,268 pairs, 505,670 with ``part of``. The
    root is ``all``, which GO.db puts above ``GO:0008150``. Nodes are numbered as they first appear
    in the direct pairs, which are in the order of their ids.

    Raises
    ------
    UserError
        If the file is no such database, or if a term is its own ancestor.
    """
    index: dict[str, int] = {}
    pairs = []
    for names in _direct_pairs(file):
        if not all(isinstance(name, str) for name in names):
            raise UserError(f"the pair {names} lacks a term", file, "copy it again")
        pairs.append([index.setdefault(name, len(index)) for name in names])
    if not pairs:
        raise UserError("go_bp_parents has no 'isa'", file, "copy it again")
    return transitive_closure(Relations.from_pairs("go-bp", index, np.array(pairs)))


def _direct_pairs(file: Path) -> list[tuple[object, object]]:
    try:
        with (
            _unpacked(file) as plain,
            closing(sqlite3.connect(f"{plain.as_uri()}?mode=ro&immutable=1", uri=True)) as base,
        ):
            return base.execute(_DIRECT).fetchall()
    except sqlite3.Error as error:
        raise UserError(f"no database of GO.db ({error})", file, "copy it again") from None


@contextmanager
def _unpacked(file: Path) -> Iterator[Path]:
    """The file itself, or a temporary copy of what is compressed: SQLite reads plain files only."""
    if file.suffix != PACKED:
        yield file.resolve()
        return
    with tempfile.NamedTemporaryFile(suffix=".sqlite") as copy:
        copy.write(content(file))
        copy.flush()
        yield Path(copy.name)
