"""Reading and writing embeddings in any format."""

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from poincare.base.errors import UserError
from poincare.base.files import require_plain, system_error
from poincare.base.storage import unpack_text
from poincare.embeddings.embedding import Embedding
from poincare.embeddings.formats import (
    delimited,
    glove,
    numpy_array,
    projector,
    word2vec_binary,
    word2vec_text,
)
from poincare.embeddings.formats.coordinates import Coordinates, dim_of, points
from poincare.embeddings.formats.recognise import TEXT, format_of
from poincare.embeddings.formats.rows import NamedVectors, Row, gathered
from poincare.embeddings.formats.text import require_names_fit

#: Bytes of the array that holds the manifold's name, its header included.
_LONGEST_MANIFOLD = 1000


@dataclass(frozen=True)
class VectorFile:
    """An embedding's file, and what the user says of it.

    Attributes
    ----------
    path : Path
    format : str, optional
        One of `poincare.embeddings.formats.recognise.FORMATS`; recognised if it is not given.
    manifold : str, optional
        ``poincare`` if it is not given; an npz of ours says it itself.
    names : Path, optional
        File of names for a ``.npy`` or for a projector's vectors.
    curvature : float
        C > 0 if the points lie in hyperbolic space of curvature −C.
    """

    path: Path
    format: str | None = None
    manifold: str | None = None
    names: Path | None = None
    curvature: float = 1.0


@dataclass(frozen=True, eq=False)
class Read:
    """What was read, and as what.

    Attributes
    ----------
    embedding : Embedding
        Of curvature −1 where it is hyperbolic.
    format : str
    coordinates : str
        The manifold with its coordinates in words.
    question : str
        What to check, where the points are unusual for their manifold; blank if they are not.
    """

    embedding: Embedding
    format: str
    coordinates: str
    question: str = ""


def read(file: VectorFile) -> Read:
    """Read an embedding.

    Raises
    ------
    UserError
        For whatever is wrong with the file, with its line where it has lines.
    """
    format_ = _format(file)
    if format_ == "npz":
        embedding = Embedding.load(file.path)
        _require_agreement(file, embedding.manifold)
        _require_distinct(embedding, file.path)
        return Read(embedding, format_, embedding.manifold)
    given = gathered(_rows(file, format_), file.path)
    embedding, words, question = points(given, _coordinates(file), file.path)
    return Read(embedding=embedding, format=format_, coordinates=words, question=question)


def header(file: VectorFile) -> tuple[int, str]:
    """Dimension and manifold of the embedding, from the header and first vector of the file."""
    format_ = _format(file)
    if format_ == "npz":
        dim, manifold = _npz_header(file.path)
        _require_agreement(file, manifold)
        return dim, manifold
    first = next(_rows(file, format_), None)
    if first is None:
        raise UserError("no vectors", file.path)
    coordinates = _coordinates(file)
    return dim_of(first.vector, coordinates), coordinates.manifold


def paths(file: VectorFile) -> list[Path]:
    """All files that are read: that of the vectors, and that of the names where there is one."""
    beside = _WITH_NAMES.get(_format(file))
    return [file.path, file.names or beside(file.path)] if beside else [file.path]


def write(path: Path, format_: str, embedding: Embedding) -> None:
    """Write an embedding; all formats but ``word2vec-binary`` keep all digits.

    Raises
    ------
    UserError
        If the format cannot keep the embedding: a name, a translation, or points so near the
        boundary that they leave the ball in single precision.
    """
    if path.suffix == ".gz" and format_ not in TEXT:
        raise UserError(f"{format_} is not packed by gzip", path, "leave .gz away")
    require_names_fit(format_, embedding.names, path)
    if format_ == "npz":
        embedding.save(path)
        return
    if embedding.translation is not None:
        raise UserError("only npz keeps the translation of a translational embedding", path)
    if format_ == "word2vec-binary" and embedding.space.bounded:
        _require_inside_when_rounded(embedding, path)
    _WRITERS[format_](path, NamedVectors(embedding.names, embedding.vectors))


_READERS: dict[str, Callable[[Path], Iterator[Row]]] = {
    "word2vec": word2vec_text.rows,
    "word2vec-binary": word2vec_binary.rows,
    "glove": glove.rows,
    "tsv": delimited.tsv_rows,
    "csv": delimited.csv_rows,
    "csv-semicolon": delimited.semicolon_rows,
    "npy": numpy_array.rows,
    "projector": projector.rows,
}
#: The default file of names of the formats that keep them in a file of their own.
_WITH_NAMES: dict[str, Callable[[Path], Path]] = {
    "npy": numpy_array.names_file,
    "projector": projector.names_file,
}
_WRITERS: dict[str, Callable[[Path, NamedVectors], None]] = {
    "word2vec": word2vec_text.write,
    "word2vec-binary": word2vec_binary.write,
    "glove": glove.write,
    "tsv": delimited.write_tsv,
    "csv": delimited.write_csv,
    "csv-semicolon": delimited.write_semicolons,
    "npy": numpy_array.write,
    "projector": projector.write,
}


def _format(file: VectorFile) -> str:
    found = format_of(file.path, file.names) if file.format is None else file.format
    if file.names is not None and found not in _WITH_NAMES:
        raise UserError(f"{found} files hold their names themselves", file.path, "give no names")
    if found == "npz" and file.curvature != 1.0:
        raise UserError(
            f"curvature {file.curvature:g} for an npz, whose points are of curvature −1",
            file.path,
            "give another curvature for files of other programs only",
        )
    return found


def _coordinates(file: VectorFile) -> Coordinates:
    return Coordinates(file.manifold or "poincare", file.curvature)


def _rows(file: VectorFile, format_: str) -> Iterator[Row]:
    reader = _READERS[format_]
    return (partial(reader, names=file.names) if format_ in _WITH_NAMES else reader)(file.path)


def _require_agreement(file: VectorFile, manifold: str) -> None:
    if file.manifold not in (None, manifold):
        raise UserError(f"the file says {manifold}, not {file.manifold}", file.path)


def _require_distinct(embedding: Embedding, path: Path) -> None:
    if len(embedding.index) < len(embedding.names):
        twice = next(
            name for place, name in enumerate(embedding.names) if embedding.index[name] != place
        )
        raise UserError(f"duplicate name {twice!r}", path)


def _require_inside_when_rounded(embedding: Embedding, path: Path) -> None:
    rounded = embedding.vectors.astype(word2vec_binary.NUMBER).astype(np.float64)
    outside = np.flatnonzero(np.einsum("nd,nd->n", rounded, rounded) >= 1)
    if len(outside):
        raise UserError(
            f"{len(outside)} points leave the ball in single precision, first "
            f"{embedding.names[outside[0]]!r}",
            path,
            "write another format, which keeps double precision",
        )


def _npz_header(path: Path) -> tuple[int, str]:
    """Dimension and manifold of an npz of ours, without reading its vectors."""
    require_plain(path)
    try:
        with zipfile.ZipFile(path) as archive, archive.open("vectors.npy") as member:
            major, _ = np.lib.format.read_magic(member)
            read_header = {
                1: np.lib.format.read_array_header_1_0,
                2: np.lib.format.read_array_header_2_0,
            }[major]
            shape, _, _ = read_header(member)
            if archive.getinfo("manifold.npy").file_size > _LONGEST_MANIFOLD:
                raise ValueError("the manifold's name is too long")
            with archive.open("manifold.npy") as stored:
                manifold = np.lib.format.read_array(stored, allow_pickle=False)
        return int(shape[1]), unpack_text(manifold)
    except OSError as error:
        raise system_error(error, path) from None
    except Exception as error:  # every way for foreign bytes to fail has a class of its own
        raise UserError(f"damaged or not an embedding ({error})", path) from None
