"""Which format a file has, by its suffix and its first bytes; and which files are refused."""

import zipfile
from pathlib import Path

from poincare.base.errors import UserError
from poincare.base.files import plain_file

FORMATS = ("npz", "word2vec", "word2vec-binary", "tsv", "csv", "npy")

#: The format that is written if the file's name ends so.
SUFFIXES = {
    ".npz": "npz",
    ".txt": "word2vec",
    ".vec": "word2vec",
    ".bin": "word2vec-binary",
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


def format_of(path: Path) -> str:
    """One of `FORMATS`, by the file's content; its suffix decides between those of text.

    Raises
    ------
    UserError
        If the file cannot be read, is a torch checkpoint or a pickle, or is of no known format.
    """
    with plain_file(path) as stream:
        begin = stream.read(_LOOKED_AT)
    if not begin:
        raise UserError("the file is empty", path)
    if begin.startswith(b"PK"):
        return _archive(path)
    if path.suffix in PICKLED or (begin[0] == 0x80 and 2 <= begin[1] <= 5):
        raise UserError(_REFUSED, path, _CONVERT)
    if begin.startswith(b"\x93NUMPY"):
        return "npy"
    return _text_or_word2vec(path, begin)


def format_to_write(path: Path) -> str:
    """One of `FORMATS`, by the suffix of a file that is to be written."""
    if path.suffix not in SUFFIXES:
        raise UserError(
            f"the suffix {path.suffix!r} names no format",
            path,
            f"one of {', '.join(SUFFIXES)}, or give --format",
        )
    return SUFFIXES[path.suffix]


def _archive(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.namelist()
    except (OSError, zipfile.BadZipFile) as error:
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


def _text_or_word2vec(path: Path, begin: bytes) -> str:
    first, _, rest = begin.partition(b"\n")
    fields = first.split(b" ")
    if len(fields) == 2 and all(field.strip().isdigit() for field in fields):
        return "word2vec" if _is_text(rest.partition(b"\n")[0]) else "word2vec-binary"
    if path.suffix == ".csv":
        return "csv"
    if b"\t" in first:
        return "tsv"
    if b"," in first:
        return "csv"
    raise UserError(
        "no known format: the first line is neither 'n d', as in word2vec files, nor parted by "
        "tabs or commas",
        f"{path}:1",
        f"formats are {', '.join(FORMATS)}",
    )


def _is_text(line: bytes) -> bool:
    """Numbers in single precision are hardly ever printable characters."""
    try:
        return line.decode("utf-8").replace("\t", " ").rstrip("\r").isprintable()
    except UnicodeDecodeError:
        return False
