"""A name and its numbers a line, separated by tabs, commas or semicolons, with or without a header.

TatsuyaShirakawa/poincare-embedding writes tabs and no header. Fields are quoted where commas or
semicolons separate; in TSV files nothing is. Where semicolons separate, ``0,5`` is a number.
"""

import csv
import io
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from poincare.base.errors import UserError
from poincare.embeddings.formats.rows import NamedVectors, Row, is_number, numbers
from poincare.embeddings.formats.text import fields_of, lines_of, write_lines


def rows(path: Path, mark: str) -> Iterator[Row]:
    """Rows, all of the same length.

    Parameters
    ----------
    mark : str
        What separates fields: a tab, a comma or a semicolon.

    Raises
    ------
    UserError
        For lines of different length, without numbers, or with something else than numbers.
    """
    width = 0
    for number, line in lines_of(path):
        where = f"{path}:{number}"
        try:
            fields = fields_of(line, mark)
        except csv.Error as error:
            raise UserError(f"not CSV ({error})", where) from None
        if not width:
            width = len(fields)
            if width < 2:
                raise UserError(f"a name alone ({fields[0]!r})", where, "give its numbers too")
            if is_header(fields):
                continue
        if len(fields) != width:
            raise UserError(f"{len(fields)} fields; the lines above have {width}", where)
        yield Row(where, fields[0], numbers(fields[1:], where))


tsv_rows = partial(rows, mark="\t")
csv_rows = partial(rows, mark=",")
semicolon_rows = partial(rows, mark=";")


def is_header(fields: list[str]) -> bool:
    """Whether the first line names columns.

    It does if none of them is a number, or if they are counted from 0 or 1, as pandas does.
    """
    name, *columns = (field.strip() for field in fields)
    counted = [[str(first + place) for place in range(len(columns))] for first in (0, 1)]
    return not any(map(is_number, columns)) or (
        columns in counted and (len(columns) > 1 or not name)
    )


def write_tsv(path: Path, embedding: NamedVectors) -> None:
    """Write with tabs and without header, with all digits."""
    pairs = zip(embedding.names, embedding.vectors.tolist(), strict=True)
    write_lines(path, ("\t".join([name, *map(repr, vector)]) for name, vector in pairs))


def write_csv(path: Path, embedding: NamedVectors, mark: str = ",") -> None:
    """Write with commas or another mark and the header name, x1, …, xd, with all digits."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n", delimiter=mark)
    writer.writerow(["name", *(f"x{place + 1}" for place in range(embedding.vectors.shape[1]))])
    writer.writerows(
        [name, *map(repr, vector)]
        for name, vector in zip(embedding.names, embedding.vectors.tolist(), strict=True)
    )
    write_lines(path, text.getvalue().removesuffix("\n").split("\n"))


write_semicolons = partial(write_csv, mark=";")
