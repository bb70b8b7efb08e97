"""A name and its numbers a line, parted by tabs or commas, with or without a header line.

TatsuyaShirakawa/poincare-embedding writes tabs and no header. Fields with commas are quoted in
CSV files; in TSV files nothing is.
"""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from poincare.base.errors import UserError
from poincare.base.storage import write_text
from poincare.embeddings.formats.rows import (
    NamedVectors,
    Row,
    is_number,
    lines_of,
    numbers,
    require_names_without,
)


def tsv_rows(path: Path) -> Iterator[Row]:
    """Rows of a TSV file; as `_rows`."""
    yield from _rows(path, ((number, line.split("\t")) for number, line in lines_of(path)))


def csv_rows(path: Path) -> Iterator[Row]:
    """Rows of a CSV file; as `_rows`."""
    yield from _rows(
        path, ((number, _fields(line, path, number)) for number, line in lines_of(path))
    )


def _fields(line: str, path: Path, number: int) -> list[str]:
    try:
        (fields,) = csv.reader([line], strict=True)
    except csv.Error as error:
        raise UserError(f"not CSV ({error})", f"{path}:{number}") from None
    return fields


def _rows(path: Path, lines: Iterator[tuple[int, list[str]]]) -> Iterator[Row]:
    """Rows, all of the same length.

    Raises
    ------
    UserError
        For lines of different length, without numbers, or with something else than numbers.
    """
    width = 0
    for number, fields in lines:
        where = f"{path}:{number}"
        if not width:
            width = len(fields)
            if width < 2:
                raise UserError(f"a name alone ({fields[0]!r})", where, "give its numbers too")
            if is_header(fields):
                continue
        if len(fields) != width:
            raise UserError(f"{len(fields)} fields; the lines above have {width}", where)
        yield Row(where, fields[0], numbers(fields[1:], where))


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
    require_names_without("\t", embedding.names, path, "a tab ends a name in this format")
    body = (
        "\t".join([name, *map(repr, vector)]) + "\n"
        for name, vector in zip(embedding.names, embedding.vectors.tolist(), strict=True)
    )
    write_text(path, "".join(body))


def write_csv(path: Path, embedding: NamedVectors) -> None:
    """Write with commas and the header name,x1,…,xd, with all digits."""
    require_names_without("", embedding.names, path, "a line's end ends a name in this format")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["name", *(f"x{place + 1}" for place in range(embedding.vectors.shape[1]))])
    writer.writerows(
        [name, *map(repr, vector)]
        for name, vector in zip(embedding.names, embedding.vectors.tolist(), strict=True)
    )
    write_text(path, text.getvalue())
