"""Rows: a name and its numbers, as all formats but our own keep them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from poincare.base.errors import UserError
from poincare.base.files import require_plain, system_error


@dataclass(frozen=True, eq=False)
class Row:
    """One vector of a file.

    Attributes
    ----------
    where : str
        File and line, or file and entry, for messages.
    name : str
    vector : (d,) float64
    """

    where: str
    name: str
    vector: np.ndarray


@dataclass(frozen=True, eq=False)
class NamedVectors:
    """What a file holds, before the manifold of the points is known.

    Attributes
    ----------
    names : tuple of str, length n
        Distinct, none blank.
    vectors : (n, d) float64
    """

    names: tuple[str, ...]
    vectors: np.ndarray


def numbers(fields: Sequence[str], where: str) -> np.ndarray:
    """The numbers that fields spell, `(d,)`; a `UserError` for what is none, or not finite."""
    try:
        vector = np.array([float(field) for field in fields])
    except ValueError:
        wrong = next(field for field in fields if not is_number(field))
        raise UserError(f"{wrong!r} is not a number", where) from None
    if not np.isfinite(vector).all():
        raise UserError(f"{fields[np.flatnonzero(~np.isfinite(vector))[0]]!r} is not finite", where)
    return vector


def is_number(field: str) -> bool:
    """Whether a field spells a number, NaN and infinity among them."""
    try:
        float(field)
    except ValueError:
        return False
    return True


def gathered(rows: Iterable[Row], path: Path) -> NamedVectors:
    """Put the rows of a file together.

    Raises
    ------
    UserError
        For a file without rows, a blank name, or a duplicate name.
    """
    first: dict[str, str] = {}
    vectors = []
    for row in rows:
        if not row.name.strip():
            raise UserError("no name", row.where)
        if row.name in first:
            raise UserError(
                f"duplicate name {row.name!r}, first seen at {first[row.name]}",
                row.where,
                "remove one",
            )
        first[row.name] = row.where
        vectors.append(row.vector)
    if not vectors:
        raise UserError("no vectors", path)
    return NamedVectors(tuple(first), np.array(vectors))


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    """Number and text of every line that is not blank, without its end.

    Raises
    ------
    UserError
        If the file cannot be read or is not UTF-8 text.
    """
    number = 0
    require_plain(path)
    try:
        with open(path, encoding="utf-8", newline="\n") as stream:
            for number, line in enumerate(stream, start=1):
                if line.strip():
                    yield number, line.rstrip("\r\n")
    except OSError as error:
        raise system_error(error, path) from None
    except UnicodeDecodeError as error:
        raise UserError(
            f"not UTF-8 text ({error.reason})", f"{path}, after line {number}", "save it as UTF-8"
        ) from None


def require_names_without(marks: str, names: Iterable[str], path: Path, why: str) -> None:
    """Raise a `UserError` if a name to be written holds one of `marks`, or a line's end."""
    for name in names:
        if not name.strip() or any(mark in name for mark in f"{marks}\r\n"):
            raise UserError(f"cannot write the name {name!r}: {why}", path, "write an npz")
