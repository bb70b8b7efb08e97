"""Which format a file has, by its suffix and its first bytes; and which files are refused."""

import gzip
import zipfile
import zlib
from pathlib import Path

from poincare.base.errors import UserError
from poincare.base.files import system_error
from poincare.base.storage import BROKEN_ARCHIVE
from poincare.base.text import opened
from poincare.embeddings.formats import projector
from poincare.embeddings.formats.rows import is_number
from poincare.embeddings.formats.text import ENDS_A_NAME, mark_of

FORMATS = tuple(ENDS_A_NAME)

#: Formats of text, which may be packed by gzip.
TEXT = ("word2vec", "glove", "tsv", "csv", "csv-semicolon", "projector")

#: The format that is written if the file's name ends so; of text also before ``.gz``.
SUFFIXES = {
    ".npz": "npz",
    ".txt": "word2vec",
    ".vec": "word2vec",
    ".bin": "word2vec-binary",
    ".glove": "glove",
    ".tsv": "tsv",
    ".csv": "csv",
    ".npy": "npy",
}
PICKLED = (".pth", ".pt", ".ckpt", ".pkl", ".pickle", ".model", ".joblib")

_LOOKED_AT = 1 << 16
_REFUSED = "a torch checkpoint or pickle, which runs code when it is opened; it is not read"
_CONVERT = (
    "open it where you trust it, save the vectors with numpy.save('mine.npy', vectors) and the "
    "names, one a line, as mine.names.txt (gensim: "
    "model.kv.save_word2vec_format('mine.txt'))"
)


def format_of(path: Path, names: Path | None = None) -> str:
    """One of `FORMATS`, by the file's content.

    Parameters
    ----------
    names : Path, optional
        File of the names, which tells the vectors of a projector from other columns of numbers.

    Raises
    ------
    UserError
        If the file cannot be read, is a torch checkpoint or a pickle, or is of no known format.
    """
    begin, packed = _begin(path)
    if not begin:
        raise UserError("the file is empty", path)
    if packed and begin.startswith((b"PK", b"\x93NUMPY")):
        raise UserError("an array or archive packed by gzip", path, "unpack it with gunzip")
    if begin.startswith(b"PK"):
        return _archive(path)
    if _suffix(path) in PICKLED or (begin[0] == 0x80 and begin[1:2] in b"\2\3\4\5"):
        raise UserError(_REFUSED, path, _CONVERT)
    if begin.startswith(b"\x93NUMPY"):
        return "npy"
    return _text_or_word2vec(path, begin, names)


def _begin(path: Path) -> tuple[bytes, bool]:
    """The first bytes of a file, unpacked, and whether it was packed."""
    try:
        with opened(path) as stream:
            return stream.read(_LOOKED_AT), isinstance(stream, gzip.GzipFile)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UserError(f"damaged gzip file ({error})", path, "copy it again") from None
    except OSError as error:
        raise system_error(error, path) from None


def _suffix(path: Path) -> str:
    """The suffix of a file, that before ``.gz`` if it is packed."""
    return Path(path.name.removesuffix(".gz")).suffix


def format_to_write(path: Path) -> str:
    """One of `FORMATS`, by the suffix of a file that is to be written."""
    suffix = _suffix(path)
    if suffix not in SUFFIXES:
        raise UserError(
            f"the suffix {suffix!r} names no format",
            path,
            f"one of {', '.join(SUFFIXES)}, or give --format",
        )
    return SUFFIXES[suffix]


def _archive(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.namelist()
    except (OSError, *BROKEN_ARCHIVE) as error:
        raise UserError(f"damaged archive ({error})", path) from None
    if any(member.endswith(".pkl") for member in members):
        raise UserError(_REFUSED, path, _CONVERT)
    if {"manifold.npy", "vectors.npy"} <= set(members):
        return "npz"
    raise UserError(
        "an npz or zip file of another program",
        path,
        "save its array of vectors with numpy.save('mine.npy', vectors), and the names, one a "
        "line, as mine.names.txt",
    )


def _text_or_word2vec(path: Path, begin: bytes, names: Path | None) -> str:
    first, _, rest = begin.partition(b"\n")
    fields = first.removeprefix(b"\xef\xbb\xbf").split(b" ")
    if len(fields) == 2 and all(field.strip().isdigit() for field in fields):
        return "word2vec" if _is_text(rest.partition(b"\n")[0]) else "word2vec-binary"
    head = _first_lines(begin)
    mark = mark_of(head) if head else None
    if mark == "\t" and _only_numbers(head):
        return _numbers_alone(path, head, names)
    if mark is None and head:  # no numbers yet: a header, or a mistake that the reader names
        mark = next((mark for mark in "\t;," if mark in head[0]), None)
        mark = mark or ("," if _suffix(path) == ".csv" else None)
    if mark is None:
        raise UserError(
            "no known format: its first lines are no names and numbers separated by tabs, commas, "
            "semicolons or blanks",
            f"{path}:1",
            f"formats are {', '.join(FORMATS)}",
        )
    return {"\t": "tsv", ",": "csv", ";": "csv-semicolon", " ": "glove"}[mark]


def _first_lines(begin: bytes) -> list[str]:
    """The first two lines that are not blank; a line that may be cut off counts if it is alone."""
    text = begin.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    whole = text.split("\n")
    lines = [line for line in whole[: len(whole) - 1 or None] if line.strip()]
    return (lines or [line for line in whole if line.strip()])[:2]


def _only_numbers(head: list[str]) -> bool:
    return all(is_number(field) for line in head for field in line.split("\t"))


def _numbers_alone(path: Path, head: list[str], names: Path | None) -> str:
    """Columns of numbers: a projector's vectors, or names that are whole numbers."""
    if (names or projector.names_file(path)).is_file():
        return "projector"
    if all(line.split("\t")[0].strip().isdigit() for line in head):
        return "tsv"
    raise UserError(
        "numbers without names",
        path,
        f"put the names, one a line, into {projector.names_file(path).name}, or name their file "
        "with --names",
    )


def _is_text(line: bytes) -> bool:
    """Numbers in single precision are hardly ever printable characters."""
    try:
        return line.decode("utf-8").replace("\t", " ").rstrip("\r").isprintable()
    except UnicodeDecodeError:
        return False
