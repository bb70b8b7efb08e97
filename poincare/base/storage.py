"""Whole files or none: atomic writing, and arrays that know when they are damaged."""

import errno
import hashlib
import json
import lzma
import math
import os
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from poincare.base.errors import Damaged, UserError
from poincare.base.files import file_to_replace, plain_file, read_bytes, refusals_of, system_error

#: What the name of a file that is being written ends with.
PART = ".part"

_DIGEST = "digest"
#: Kinds of numbers that arrays hold: bool, integers, floating point.
_KINDS = "biuf"


def write_atomically(path: str | Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a temporary neighbour of `path`, then rename it into place.

    A reader of `path` sees the old file or the whole new one, never a part of it. A symbolic link
    stays: the file that it points to is replaced. The neighbour is locked while it is written, so
    that `remove_stale_parts` can tell it from one that a killed process left.

    Raises
    ------
    UserError
        If something is there that is not a plain file, or the system refuses to write.
    """
    target = file_to_replace(path)
    with refusals_of(path):
        target.parent.mkdir(parents=True, exist_ok=True)
        prefix = f".{target.name.encode()[:100].decode(errors='ignore')}."
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=prefix, suffix=PART)
        try:
            with suppress(OSError):  # a file system without locks
                flock(handle, LOCK_EX | LOCK_NB)
            write(Path(temporary))
            os.fsync(handle)
            umask = os.umask(0)
            os.umask(umask)
            os.chmod(temporary, 0o666 & ~umask)
            os.replace(temporary, target)
        finally:
            os.close(handle)
            Path(temporary).unlink(missing_ok=True)


def remove_stale_parts(folder: str | Path) -> list[Path]:
    """Remove what killed processes left half written below a folder; return the paths."""
    removed = []
    for part in sorted(Path(folder).rglob(f".*{PART}")):
        with suppress(OSError), open(part, "rb") as stream:
            flock(stream, LOCK_EX | LOCK_NB)  # fails while a process writes it
            part.unlink()
            removed.append(part)
    return removed


def write_text(path: str | Path, text: str) -> None:
    """Write UTF-8 text atomically."""
    write_atomically(path, lambda part: part.write_text(text, encoding="utf-8"))


def write_json(path: str | Path, value: Any) -> None:
    """Write `value` as indented JSON with sorted keys, atomically."""
    write_text(path, json_text(value))


def json_text(value: Any) -> str:
    """`value` as indented JSON with sorted keys."""
    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def read_json(path: str | Path) -> Any:
    """Read a JSON file; a missing or damaged one is a `UserError` that names it."""
    return parse_json(read_bytes(path), path)


def parse_json(content: bytes, path: str | Path) -> Any:
    """The value of JSON text, read from `path`."""
    try:
        return json.loads(content.decode())
    except (ValueError, RecursionError) as error:
        raise Damaged(f"no JSON ({error})", path) from None


def digest(arrays: Mapping[str, np.ndarray]) -> str:
    """SHA-256 over names, dtypes, shapes and bytes of `arrays`, in the order of the names."""
    state = hashlib.sha256()
    for key in sorted(arrays):
        array = np.ascontiguousarray(arrays[key])
        state.update(f"{key}:{array.dtype.str}:{array.shape};".encode())
        state.update(array.tobytes())
    return state.hexdigest()


def write_arrays(path: str | Path, arrays: Mapping[str, np.ndarray]) -> None:
    """Write named arrays as one npz, without pickle, with their digest inside."""

    def write(part: Path) -> None:
        with open(part, "wb") as stream:
            np.savez(stream, allow_pickle=False, **arrays, **{_DIGEST: np.array(digest(arrays))})

    write_atomically(path, write)


#: What `zipfile` raises for an archive that is damaged, encrypted or of an unknown kind.
BROKEN_ARCHIVE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


def read_arrays(path: str | Path) -> dict[str, np.ndarray]:
    """Read what `write_arrays` wrote; anything else than those very bytes is a `UserError`.

    Sizes are checked before anything is read: no file takes more memory than it has bytes.
    """
    try:
        with plain_file(path) as stream:
            arrays = _members(stream)
    except (UserError, MemoryError):
        raise
    except Exception as error:  # every way for foreign bytes to fail has a class of its own
        raise Damaged(f"not an npz file of this suite ({error})", path) from None
    expected = str(arrays.pop(_DIGEST, ""))
    if digest(arrays) != expected:
        raise Damaged("its content does not match its digest", path)
    return arrays


def _members(stream: BinaryIO) -> dict[str, np.ndarray]:
    """The arrays of an npz, none larger than its bytes in the file."""
    try:
        with zipfile.ZipFile(stream) as archive:
            for member in archive.infolist():
                if member.file_size != member.compress_size:
                    raise ValueError(f"{member.filename} is compressed")
                with archive.open(member) as packed:
                    _require_size(packed, member)
            stream.seek(0)
            with np.load(stream, allow_pickle=False) as stored:
                return {key: stored[key] for key in stored.files}
    except OSError as error:
        # Damaged offsets lead to invalid seeks; all else is the system's.
        if error.errno in (None, errno.EINVAL):
            raise ValueError(str(error)) from None
        raise system_error(error, stream.name) from None


def _require_size(packed: BinaryIO, member: zipfile.ZipInfo) -> None:
    """Raise a `ValueError` unless the header of an array fits the size of its member."""
    major, _ = np.lib.format.read_magic(packed)
    if major != 1:
        raise ValueError(f"{member.filename} has a header of version {major}")
    shape, _, dtype = np.lib.format.read_array_header_1_0(packed)
    if dtype.kind not in f"{_KINDS}U":
        raise ValueError(f"{member.filename} holds {dtype}")
    if math.prod(shape) * dtype.itemsize != member.file_size - packed.tell():
        raise ValueError(f"{member.filename} has another size than its header says")


def pack_text(text: str) -> np.ndarray:
    """UTF-8 bytes of `text` as an array `(len,)` of uint8, so that npz needs no pickle."""
    return np.frombuffer(text.encode(), dtype=np.uint8)


def unpack_text(packed: np.ndarray) -> str:
    """Undo `pack_text`; a `ValueError` if the bytes are no UTF-8."""
    return packed.tobytes().decode()


def sha256_of_file(path: str | Path) -> str:
    """SHA-256 of a file's bytes."""
    with plain_file(path) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
