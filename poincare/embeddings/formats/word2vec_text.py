"""word2vec's text format: a header "n d", then a name and d numbers a line, parted by spaces.

It is what gensim's ``PoincareKeyedVectors.save_word2vec_format`` writes. A name may hold spaces:
the last d fields are the numbers.
"""

from collections.abc import Iterator
from pathlib import Path

from poincare.base.errors import UserError
from poincare.embeddings.formats.rows import NamedVectors, Row, numbers
from poincare.embeddings.formats.text import lines_of, write_lines

#: No embedding has more; a file of another kind may seem to.
LARGEST_DIMENSION = 10**6


def rows(path: Path) -> Iterator[Row]:
    """Rows of the file, one after the other.

    Raises
    ------
    UserError
        For a malformed header or line, or another number of lines than the header says.
    """
    lines = lines_of(path)
    number, header = next(lines, (1, ""))
    n, d = sizes(header, f"{path}:{number}")
    count = 0
    for number, line in lines:
        where = f"{path}:{number}"
        name, *fields = line.rstrip().rsplit(" ", d)
        if len(fields) != d:
            raise UserError(f"{len(fields)} numbers; the header says {d}", where)
        count += 1
        if count > n:
            raise UserError(f"more lines than the {n} vectors of the header", where)
        yield Row(where, name, numbers(fields, where))
    if count < n:
        raise UserError(f"{count} vectors; the header says {n}", path, "the file is cut off")


def sizes(header: str, where: str) -> tuple[int, int]:
    """Number of vectors n and dimension d that a header says."""
    fields = header.split()
    if len(fields) != 2 or not all(
        field.isascii() and field.isdigit() and len(field) < 18 for field in fields
    ):
        raise UserError("expected the header 'n d' of word2vec files", where)
    n, d = map(int, fields)
    if n == 0 or not 0 < d <= LARGEST_DIMENSION:
        raise UserError(f"the header says {n} vectors of dimension {d}", where)
    return n, d


def write(path: Path, embedding: NamedVectors) -> None:
    """Write so that gensim reads it, with all digits."""
    n, d = embedding.vectors.shape
    pairs = zip(embedding.names, embedding.vectors.tolist(), strict=True)
    body = (f"{name} {' '.join(map(repr, vector))}" for name, vector in pairs)
    write_lines(path, [f"{n} {d}", *body])
