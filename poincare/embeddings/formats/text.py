"""Text files of vectors: their lines, what separates a name from its numbers, and what names fit.

A file whose name ends in ``.gz`` is written packed. A packed file is recognised by its content.
"""

import csv
import gzip
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from poincare.base import text
from poincare.base.errors import UserError
from poincare.base.storage import write_atomically
from poincare.embeddings.formats.rows import is_number

#: What separates fields, in the order in which an undecided line is read.
MARKS = ("\t", ";", ",", " ")

#: Characters that no format keeps within a name: ends of lines, NUL and the byte order mark.
NOWHERE = "\r\n\0\ufeff"

#: Characters that end a name, by format.
ENDS_A_NAME = {
    "npz": "",
    "word2vec": " \t",
    "word2vec-binary": " ",
    "glove": " \t",
    "tsv": "\t",
    "csv": "",
    "csv-semicolon": "",
    "npy": "",
    "projector": "\t",
}

_BLANKS = re.compile("[ \t]+")


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    """Number and text of every line that is not blank; a `UserError` as `poincare.base.text`."""
    for number, line in text.lines(path):
        if line.strip():
            yield number, line


def fields_of(line: str, mark: str) -> list[str]:
    """The fields of a line; quotes are removed where commas or semicolons separate.

    Raises
    ------
    csv.Error
        For quotes that do not match.
    """
    if mark == " ":
        return _BLANKS.split(line.strip(" \t"))
    if mark == "\t":
        return line.split("\t")
    (fields,) = csv.reader([line], delimiter=mark, strict=True)
    return [fields[0], *map(with_point, fields[1:])] if mark == ";" else fields


def with_point(field: str) -> str:
    """A number with a decimal comma, ``0,5``, with a point; others as they are."""
    return field.replace(",", ".") if field.count(",") == 1 and "." not in field else field


def mark_of(head: Sequence[str], marks: Sequence[str] = MARKS) -> str | None:
    """What separates the fields of some lines; None if no mark gives a number after the name.

    It is the mark that gives most numbers, then most fields.
    """
    found = {mark: tuple(map(sum, zip(*(_counts(line, mark) for line in head), strict=True)))
             for mark in marks}  # fmt: skip
    best = max(marks, key=found.__getitem__)
    return best if found[best][0] else None


def _counts(line: str, mark: str) -> tuple[int, int]:
    """How many numbers a line has after the first field, and how many fields."""
    try:
        # A tab that follows a name with blanks is no blank here.
        fields = line.strip(" ").split(" ") if mark == " " else fields_of(line, mark)
    except csv.Error:
        return 0, 0
    return sum(map(is_number, fields[1:])), len(fields)


def require_names_fit(format_: str, names: Iterable[str], path: Path) -> None:
    """Raise a `UserError` for a name that a format cannot keep; it lists the formats that can."""
    for name in names:
        if not name.strip() or _holds(name, NOWHERE):
            raise UserError(
                f"{format_} cannot keep the name {name!r}",
                path,
                "no format keeps a blank name, a line's end, NUL or a byte order mark; rename it",
            )
        if _holds(name, ENDS_A_NAME[format_]):
            able = [other for other, marks in ENDS_A_NAME.items() if not _holds(name, marks)]
            raise UserError(
                f"{format_} cannot keep the name {name!r}",
                path,
                f"formats that can are {', '.join(able)}",
            )


def _holds(name: str, characters: str) -> bool:
    return any(character in name for character in characters)


def write_lines(path: Path, content: Iterable[str]) -> None:
    """Write UTF-8 lines atomically, packed if the file's name ends in ``.gz``."""
    packed = "".join(f"{line}\n" for line in content).encode()
    if path.suffix == ".gz":
        packed = gzip.compress(packed, mtime=0)
    write_atomically(path, lambda part: part.write_bytes(packed))
