"""word2vec's binary format: a header "n d", then a name, a space and d numbers in single precision.

gensim writes the entries one after the other; the original program ends each by a line's end.
"""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np

from poincare.base.errors import UserError
from poincare.base.files import system_error
from poincare.base.storage import write_atomically
from poincare.base.text import opened
from poincare.embeddings.formats.rows import NamedVectors, Row
from poincare.embeddings.formats.word2vec_text import sizes

NUMBER = np.dtype("<f4")
LONGEST_NAME = 10_000
_CUT_OFF = "the file is cut off, or a name in it holds a space, which the format cannot keep"


def rows(path: Path) -> Iterator[Row]:
    """Rows of the file, one after the other.

    Raises
    ------
    UserError
        For a malformed header, a name that is not UTF-8 or not followed by a vector, numbers that
        are not finite, or bytes after the last vector.
    """
    try:
        with opened(path) as stream:
            yield from _rows(stream, path)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UserError(f"damaged gzip file ({error})", path, "copy it again") from None
    except OSError as error:
        raise system_error(error, path) from None


def _rows(stream: BinaryIO, path: Path) -> Iterator[Row]:
    header = stream.readline(LONGEST_NAME).decode("utf-8", errors="replace")
    n, d = sizes(header, f"{path}:1")
    for entry in range(1, n + 1):
        where = f"{path}, vector {entry} of {n}"
        name = _name(stream, where)
        packed = stream.read(d * NUMBER.itemsize)
        if len(packed) < d * NUMBER.itemsize:
            raise UserError(f"ends within the vector of {name!r}", where, _CUT_OFF)
        vector = np.frombuffer(packed, NUMBER)
        if not np.isfinite(vector).all():
            raise UserError(f"the vector of {name!r} is not finite", where)
        yield Row(where, name, vector.astype(np.float64))
    if stream.read(LONGEST_NAME).strip(b"\n"):
        raise UserError(f"more bytes than {n} vectors of dimension {d}", path, _CUT_OFF)


def _name(stream: BinaryIO, where: str) -> str:
    """The bytes before the next space, without leading line ends."""
    name = bytearray()
    while (byte := stream.read(1)) != b" ":
        if not byte or len(name) == LONGEST_NAME:
            raise UserError("no name", where, _CUT_OFF)
        name += byte
    try:
        return name.lstrip(b"\n").decode("utf-8")
    except UnicodeDecodeError:
        raise UserError("a name that is not UTF-8", where, _CUT_OFF) from None


def write(path: Path, embedding: NamedVectors) -> None:
    """Write so that gensim reads it; the numbers are rounded to single precision."""
    n, d = embedding.vectors.shape
    rounded = embedding.vectors.astype(NUMBER)
    body = (
        name.encode() + b" " + vector.tobytes()
        for name, vector in zip(embedding.names, rounded, strict=True)
    )
    content = f"{n} {d}\n".encode() + b"".join(body)
    write_atomically(path, lambda part: part.write_bytes(content))
