"""Files of pairs: a node and its hypernym a line, in any layout of `layout`."""

import csv
from collections import Counter
from pathlib import Path

from poincare.base.errors import UserError
from poincare.base.names import listed, shown
from poincare.base.text import lines
from poincare.datasets.own.faults import Faults
from poincare.datasets.own.given import NOTHING, Dropped, Given, Pair, given, note_if_unsound
from poincare.datasets.own.layout import (
    RECOGNISED,
    SEPARATORS,
    Columns,
    Fields,
    Stated,
    columns_of,
    is_comment,
    separator_of,
    split_line,
)
from poincare.datasets.own.words import number_of


def read_pairs(path: str | Path, stated: Stated = RECOGNISED, dropped: Dropped = NOTHING) -> Given:
    """Read the pairs of a file; a name's index is its order of first appearance.

    Blank lines are skipped. So are comments (`# …`), which are counted in the words on the layout.

    Raises
    ------
    UserError
        For a file that is no text or has no pairs, and for all faults of its lines at once.
    """
    path = Path(path)
    faults = Faults(path)
    filled = [(number, line) for number, line in lines(path) if line.strip()]
    content = [(number, line) for number, line in filled if not is_comment(line)]
    if not content:
        what = (
            f"no pairs, {number_of(len(filled), 'comment')}"
            if filled
            else "no pairs, the file is empty"
        )
        raise UserError(what, path, "give a node and its hypernym a line")
    separator = stated.separator or separator_of([line for _, line in content])
    if separator is None:
        raise UserError(
            f"one name a line: no {', '.join(SEPARATORS)} separates two",
            f"{path}:{content[0][0]}",
            "give a node and its hypernym a line",
        )
    rows = _rows(content, separator, faults)
    if not rows:
        faults.raise_any()
    columns = columns_of(rows, stated, path)
    pairs = _pairs(rows, columns, faults)
    warnings = _warnings(rows, columns, pairs, stated)
    comments = len(filled) - len(content)
    skipped = f", {number_of(comments, 'comment')} skipped" if comments else ""
    layout = f"separated by {separator}s, {columns.words}{skipped}"
    read = given(pairs, layout, warnings, faults, dropped)
    if not len(read.pairs):
        raise UserError(f"no pairs; {layout}", path, "give a node and its hypernym a line")
    return read


def _rows(content: list[tuple[int, str]], separator: str, faults: Faults) -> list[Fields]:
    """Fields of every line; lines with another number of fields than most are faults."""
    rows: list[Fields] = []
    for number, line in content:
        try:
            rows.append((number, split_line(line, separator)))
        except csv.Error:
            faults.add("quotes", number, shown(line))
    widths = Counter(len(fields) for _, fields in rows if len(fields) > 1)
    width = max(widths, key=widths.__getitem__, default=2)
    for number, fields in rows:
        if len(fields) != width:
            words = f"has {len(fields)}, most have {width} (separator: {separator})"
            faults.add("fields", number, words)
    return [row for row in rows if len(row[1]) == width]


def _pairs(rows: list[Fields], columns: Columns, faults: Faults) -> list[Pair]:
    """The pairs whose names have no fault."""
    pairs: list[Pair] = []
    sound: set[str] = set()
    child, parent = columns.places
    for number, fields in rows[columns.header is not None :]:
        if tuple(fields) == columns.header:
            faults.add("headers", number, listed(fields))
            continue
        names = fields[child], fields[parent]
        for name in names:
            if name not in sound and not note_if_unsound(name, number, faults):
                sound.add(name)
        if sound.issuperset(names):
            pairs.append((number, *names))
    return pairs


def _warnings(rows: list[Fields], columns: Columns, pairs: list[Pair], stated: Stated) -> list[str]:
    """The first line may be a header if none of its names is in another line."""
    if stated.header is not None or columns.header is not None or len(pairs) < 2:
        return []
    line, *names = pairs[0]
    others = {name for _, *some in pairs[1:] for name in some}
    if line != rows[0][0] or others.intersection(names):
        return []
    return [
        f"line {line} ({', '.join(map(shown, names))}) is read as a pair, but none of its names is "
        "in another line; if it is a header, set header: true"
    ]
