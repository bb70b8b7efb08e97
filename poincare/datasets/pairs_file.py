"""Graphs from a file of pairs, one `hyponym<TAB>hypernym` a line."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from poincare.base.errors import UserError
from poincare.base.files import read_bytes
from poincare.graphs.relations import Relations


def read_tsv(path: str | Path, name: str | None = None) -> Relations:
    """Read one pair ``hyponym<TAB>hypernym`` a line; index = order of first appearance.

    Raises
    ------
    UserError
        For a missing file, a malformed line, a duplicate pair or a self-loop, with its line.
    """
    path = Path(path)
    index: dict[str, int] = {}
    first_line: dict[tuple[int, int], int] = {}
    for number, (child, parent) in _lines(path):
        pair = (index.setdefault(child, len(index)), index.setdefault(parent, len(index)))
        where = f"{path}:{number}"
        if child == parent:
            raise UserError(f"self-loop of {child!r}", where, "remove the line")
        if pair in first_line:
            raise UserError(
                f"duplicate pair {child!r}, {parent!r}, first seen in line {first_line[pair]}",
                where,
                "remove one of them",
            )
        first_line[pair] = number
    if not first_line:
        raise UserError("no pairs", path, "give one 'hyponym<TAB>hypernym' a line")
    return Relations.from_pairs(name or path.stem, index, np.array(list(first_line)))


def _lines(path: Path) -> Iterator[tuple[int, tuple[str, str]]]:
    try:
        text = read_bytes(path).decode()
    except UnicodeDecodeError as error:
        raise UserError(f"not UTF-8 text (byte {error.start})", path, "save it as UTF-8") from None
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        fields = line.rstrip("\r").split("\t")
        if len(fields) != 2 or not all(field.strip() for field in fields):
            raise UserError(
                f"expected 'hyponym<TAB>hypernym', found {len(fields)} field(s)",
                f"{path}:{number}",
                "separate two names by one tab",
            )
        yield number, (fields[0].strip(), fields[1].strip())
