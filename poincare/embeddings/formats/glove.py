"""A name and its numbers a line, separated by blanks, without a header, as GloVe writes them.

A name may hold blanks where the first lines show how many numbers follow it: the line with the
fewest numbers at its end tells d.
"""

from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from poincare.base.errors import UserError
from poincare.embeddings.formats.rows import NamedVectors, Row, is_number, numbers
from poincare.embeddings.formats.text import fields_of, lines_of, write_lines

#: Lines at the start of a file that tell the dimension.
LOOKED_AT = 100


def rows(path: Path) -> Iterator[Row]:
    """Rows of the file.

    Raises
    ------
    UserError
        For a line with fewer numbers than the others, or with something else than numbers.
    """
    lines = ((number, fields_of(line, " ")) for number, line in lines_of(path))
    head = list(islice(lines, LOOKED_AT))
    d = min((_numbers_at_end(fields) for _, fields in head), default=0)
    for number, fields in chain(head, lines):
        where = f"{path}:{number}"
        if d == 0:
            number, fields = min(head, key=lambda line: _numbers_at_end(line[1]))
            raise UserError(
                f"{' '.join(fields)[:60]!r} ends with no number",
                f"{path}:{number}",
                "give a name and its numbers on every line",
            )
        if len(fields) <= d:
            raise UserError(f"{len(fields) - 1} numbers; the lines above have {d}", where)
        yield Row(where, " ".join(fields[:-d]), numbers(fields[-d:], where))


def _numbers_at_end(fields: list[str]) -> int:
    """How many fields after the first are numbers, counted from the end."""
    count = 0
    while count < len(fields) - 1 and is_number(fields[-1 - count]):
        count += 1
    return count


def write(path: Path, embedding: NamedVectors) -> None:
    """Write with all digits."""
    pairs = zip(embedding.names, embedding.vectors.tolist(), strict=True)
    write_lines(path, (" ".join([name, *map(repr, vector)]) for name, vector in pairs))
