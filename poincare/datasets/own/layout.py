"""How a file of pairs is laid out: its separator, its header and the two columns of the pair.

All three are recognised unless the configuration states them, and named in words.
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from poincare.base.errors import UserError
from poincare.base.names import listed, shown

#: In the order in which they are tried. Where lines have several, the first is the separator.
SEPARATORS = {"tab": "\t", "semicolon": ";", "comma": ",", "blank": " "}

#: Lines by which the separator is recognised.
LOOKED_AT = 1000

#: Words of a header that say which column is the node and which its hypernym.
NODE = {"hyponym", "child", "node", "narrower", "descendant", "subclass", "subtype", "specific"}
HYPERNYM = {"hypernym", "parent", "ancestor", "broader", "superclass", "supertype", "general"}
#: Words of a header that say nothing of the direction: the first column is the node.
IN_ORDER = {
    ("source", "target"),
    ("from", "to"),
    ("fromnode", "tonode"),
    ("id1", "id2"),
    ("node1", "node2"),
    ("name1", "name2"),
    ("subject", "object"),
}

_QUOTED = re.compile(r'"[^"]*"')
_COMMENT = re.compile(r"#(?:[\s#!]|$)")

Fields = tuple[int, list[str]]


@dataclass(frozen=True, kw_only=True)
class Stated:
    """What the configuration states of the layout; None is recognised.

    Attributes
    ----------
    separator : str, optional
        One of `SEPARATORS`.
    header : bool, optional
        Whether the first line names the columns.
    columns : sequence of str or int, optional
        Columns of the node and its hypernym, by name or by number from 1.
    """

    separator: str | None = None
    header: bool | None = None
    columns: Sequence[str | int] | None = None


#: Everything is recognised.
RECOGNISED = Stated()


@dataclass(frozen=True)
class Columns:
    """Places of the node and of its hypernym, the header if there is one, and both in words."""

    places: tuple[int, int]
    header: tuple[str, ...] | None
    words: str


def is_comment(line: str) -> bool:
    """Whether a line is a comment: # alone, or # and a blank, another # or an exclamation mark."""
    return _COMMENT.match(line) is not None


def separator_of(lines: Sequence[str]) -> str | None:
    """The first of `SEPARATORS` that most lines have outside quotes, or else the commonest.

    None if no line has any.
    """
    bare = [_QUOTED.sub("", line).strip(" ") for line in lines[:LOOKED_AT]]
    having = {name: sum(mark in line for line in bare) for name, mark in SEPARATORS.items()}
    for name, number in having.items():
        if 2 * number > len(bare):
            return name
    commonest = max(having, key=having.__getitem__)
    return commonest if having[commonest] else None


def split_line(line: str, separator: str) -> list[str]:
    """Fields of a line, without quotes and the blanks around them.

    Raises
    ------
    csv.Error
        For a quote that is not closed in the line, or is closed within a field.
    """
    if separator == "blank":
        line = line.replace("\t", " ").strip()
        if '"' not in line:
            return line.split()
    elif '"' not in line:
        return [field.strip() for field in line.split(SEPARATORS[separator])]
    (fields,) = csv.reader(
        [line.strip(" ")], delimiter=SEPARATORS[separator], strict=True, skipinitialspace=True
    )
    return [field.strip() for field in fields]


def columns_of(rows: Sequence[Fields], stated: Stated, path: Path) -> Columns:
    """The columns of the pair among the fields of all lines, each of the same number.

    Raises
    ------
    UserError
        If a stated column is not there, or if there are more than two columns and nothing says
        which are the pair.
    """
    number, first = rows[0]
    named = stated.columns is not None and any(isinstance(one, str) for one in stated.columns)
    if named and stated.header is False:
        raise UserError("columns by name, and header: false", path, "give their numbers")
    found = _by_words(first)
    has_header = stated.header
    if has_header is None:
        has_header = named or _is_header(rows, found)
    header = tuple(first) if has_header else None
    words = f"header in line {number} ({listed(first)})" if has_header else "no header"
    if stated.columns is not None:
        places = _stated_places(stated.columns, first, f"{path}:{number}")
    elif has_header and found is not None:
        places = found
    else:
        _require_numbers_beside(rows[has_header:], f"{path}:{number}")
        places = (0, 1)
    return Columns(places, header, words + _others(places, first, header))


def _others(places: tuple[int, int], first: list[str], header: tuple[str, ...] | None) -> str:
    titles = header or tuple(str(place + 1) for place in range(len(first)))
    ignored = [title for place, title in enumerate(titles) if place not in places]
    words = ""
    if len(first) > 2 or places != (0, 1):
        words = f", pairs of the columns {listed([titles[place] for place in places])}"
    return words + (f", ignored: {listed(ignored)}" if ignored else "")


def _stated_places(columns: Sequence[str | int], first: list[str], where: str) -> tuple[int, int]:
    places = []
    for column in columns[:2]:
        if isinstance(column, int) and column <= len(first):
            places.append(column - 1)
        elif isinstance(column, str) and first.count(column) == 1:
            places.append(first.index(column))
        else:
            raise UserError(f"no single column {column!r}", where, f"columns are {listed(first)}")
    if places[0] == places[1]:
        raise UserError(f"columns names {columns[0]!r} twice", where, "name two columns")
    return places[0], places[1]


def _word(field: str) -> str:
    """A header's field without case, marks and an ending like _id."""
    plain = re.sub(r"[\W_]", "", field.casefold())
    return re.sub(r"(?<=\w)(?:id|name|label)$", "", plain)


def _by_words(first: list[str]) -> tuple[int, int] | None:
    """Places of the node and its hypernym by the words of a header, if it has such words."""
    words = [_word(field) for field in first]
    node = [place for place, word in enumerate(words) if word in NODE]
    hypernym = [place for place, word in enumerate(words) if word in HYPERNYM]
    if len(node) == len(hypernym) == 1:
        return node[0], hypernym[0]
    pairs = enumerate(pairwise(words))
    return next(((place, place + 1) for place, pair in pairs if pair in IN_ORDER), None)


def _is_header(rows: Sequence[Fields], found: tuple[int, int] | None) -> bool:
    """Whether the first line names columns.

    It does if its words are those of a header and no names of the other lines, or if a column
    beside the pair has numbers in all lines but the first.
    """
    (_, first), others = rows[0], rows[1:]
    if found is not None:
        words = {first[place] for place in found}
        return not any(
            words & {fields[place] for place in found} for _, fields in others if fields != first
        )
    return any(
        bool(others)
        and not is_number(first[place])
        and first[place] != ""
        and all(is_number(fields[place]) for _, fields in others)
        for place in range(2, len(first))
    )


def _require_numbers_beside(rows: Sequence[Fields], where: str) -> None:
    """The columns beyond the second are numbers or empty, so the first two are the pair."""
    for line, fields in rows:
        for place, field in enumerate(fields[2:], start=3):
            if field and not is_number(field):
                raise UserError(
                    f"{len(fields):,} columns, and column {place} has names ({shown(field)}, line "
                    f"{line})",
                    where,
                    "say which are the pair, as columns: [1, 2]",
                )


def is_number(field: str) -> bool:
    """Whether a field is a number."""
    try:
        float(field)
    except ValueError:
        return False
    return True
