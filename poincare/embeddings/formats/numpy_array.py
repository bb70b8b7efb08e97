"""An array ``.npy`` of vectors `(n, d)`, and a text file of their names, one a line."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from poincare.base.errors import UserError
from poincare.base.files import require_plain, system_error
from poincare.base.storage import write_atomically
from poincare.embeddings.formats.rows import NamedVectors, Row
from poincare.embeddings.formats.text import lines_of, write_lines


def names_file(path: Path) -> Path:
    """The default file of names: ``mine.names.txt`` for ``mine.npy``."""
    return path.with_suffix(".names.txt")


def rows(path: Path, names: Path | None = None) -> Iterator[Row]:
    """Rows of the array, with the names of the file `names`.

    Raises
    ------
    UserError
        For a file that is no array of numbers `(n, d)`, that is pickled, or that has another
        number of rows than there are names; and for numbers that are not finite.
    """
    array = _array(path)
    names = names or names_file(path)
    if not names.is_file():
        raise UserError("no such file of names", names, "one name a line; name it with --names")
    lines = list(lines_of(names))
    if len(lines) != len(array):
        raise UserError(f"{len(lines)} names for the {len(array)} rows of {path}", names)
    for place, (number, name) in enumerate(lines):
        vector = np.asarray(array[place], dtype=np.float64)
        if not np.isfinite(vector).all():
            raise UserError(f"the vector of {name!r} is not finite", f"{path}, row {place}")
        yield Row(f"{names}:{number}", name, vector)


def _array(path: Path) -> np.ndarray:
    require_plain(path)
    try:
        # Mapped, so that a header that lies about the size takes no memory.
        array = np.load(path, mmap_mode="r", allow_pickle=False)
    except OSError as error:
        raise system_error(error, path) from None
    except Exception as error:  # every way for foreign bytes to fail has a class of its own
        raise UserError(
            f"not a .npy array of numbers ({error})", path, "numpy.save writes one; no pickles"
        ) from None
    if not isinstance(array, np.ndarray) or array.ndim != 2 or 0 in array.shape:
        shape = getattr(array, "shape", "unknown")
        raise UserError(f"array of shape {shape}; expected (n, d) with d ≥ 1", path)
    if array.dtype.kind not in "fiu":
        raise UserError(f"array of {array.dtype}; expected real numbers", path)
    return array


def write(path: Path, embedding: NamedVectors) -> None:
    """Write the array in double precision, and the names to `names_file`."""
    write_lines(names_file(path), embedding.names)

    def save(part: Path) -> None:
        with open(part, "wb") as stream:
            np.save(stream, embedding.vectors, allow_pickle=False)

    write_atomically(path, save)
