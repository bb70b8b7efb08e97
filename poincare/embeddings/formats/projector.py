"""The two files of TensorBoard's embedding projector: ``vectors.tsv`` and ``metadata.tsv``.

The first has the numbers alone, a vector a line, separated by tabs. The second has a line per
vector; if it has more than one column, its first line names them.

Source: https://projector.tensorflow.org, "Load data from your computer".
"""

import re
from collections.abc import Iterator
from pathlib import Path

from poincare.base.errors import UserError
from poincare.embeddings.formats.rows import NamedVectors, Row, numbers
from poincare.embeddings.formats.text import lines_of, write_lines

#: Columns that hold the names, if the metadata name one so; else the first does.
NAMED = ("name", "label", "word")

_VECTORS = re.compile("vectors?|tensors?")


def names_file(path: Path) -> Path:
    """The file of names: ``metadata.tsv`` of ``vectors.tsv``, else ``mine.metadata.tsv``."""
    if _VECTORS.search(path.name):
        found = path.with_name(_VECTORS.sub("metadata", path.name, count=1))
    else:
        found = path.with_name(path.name.replace(".tsv", "") + ".metadata.tsv")
    unpacked = found.with_name(found.name.removesuffix(".gz"))
    return unpacked if unpacked.is_file() else found


def rows(path: Path, names: Path | None = None) -> Iterator[Row]:
    """Rows of the vectors, with the names of the file `names`.

    Raises
    ------
    UserError
        For another number of names than of vectors, or vectors of different length.
    """
    names = names or names_file(path)
    if not names.is_file():
        raise UserError("no such file of names", names, "one name a line; name it with --names")
    found = _names(names, path, sum(1 for _ in lines_of(path)))
    width = 0
    for (number, line), (place, name) in zip(lines_of(path), found, strict=True):
        where, fields = f"{path}:{number}", line.split("\t")
        width = width or len(fields)
        if len(fields) != width:
            raise UserError(f"{len(fields)} numbers; the lines above have {width}", where)
        yield Row(f"{names}:{place}", name, numbers(fields, where))


def _names(path: Path, vectors: Path, n: int) -> list[tuple[int, str]]:
    """Line and name of `n` vectors; a line more than there are vectors is the header."""
    lines = [(number, line.split("\t")) for number, line in lines_of(path)]
    if len(lines) not in (n, n + 1):
        raise UserError(f"{len(lines)} names for the {n} rows of {vectors}", path)
    column = 0
    if len(lines) == n + 1:
        _, header = lines.pop(0)
        titles = [title.strip().lower() for title in header]
        column = next((titles.index(title) for title in NAMED if title in titles), 0)
    short = next((number for number, fields in lines if len(fields) <= column), None)
    if short is not None:
        raise UserError(f"no column {column + 1}", f"{path}:{short}")
    return [(number, fields[column]) for number, fields in lines]


def write(path: Path, embedding: NamedVectors) -> None:
    """Write both files, with all digits; the names have no header."""
    write_lines(names_file(path), embedding.names)
    write_lines(path, ("\t".join(map(repr, vector)) for vector in embedding.vectors.tolist()))
