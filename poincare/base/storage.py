"""Whole files or none: atomic writing, and arrays that know when they are damaged."""

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from poincare.base.errors import UserError

_DIGEST = "digest"

#: What NumPy and zipfile raise for files that are damaged or of another kind.
_NOT_OURS = (OSError, ValueError, EOFError, KeyError, TypeError, RuntimeError, zipfile.BadZipFile)


def write_atomically(path: str | Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a temporary neighbour of `path`, then rename it into place.

    A reader of `path` sees the old file or the whole new one, never a part of it.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    os.close(handle)
    try:
        write(Path(temporary))
        with open(temporary, "rb") as written:
            os.fsync(written.fileno())
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(temporary, 0o666 & ~umask)
        os.replace(temporary, path)
    finally:
        Path(temporary).unlink(missing_ok=True)


def write_text(path: str | Path, text: str) -> None:
    """Write UTF-8 text atomically."""
    write_atomically(path, lambda part: part.write_text(text, encoding="utf-8"))


def write_json(path: str | Path, value: Any) -> None:
    """Write `value` as indented JSON with sorted keys, atomically."""
    write_text(path, json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n")


def read_json(path: str | Path) -> Any:
    """Read a JSON file; a missing or damaged one is a `UserError` that names it."""
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"cannot read: {error.strerror}", path) from None
    except ValueError as error:
        raise UserError(
            f"damaged JSON ({error})", path, "delete the file and run the same command again"
        ) from None


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


def read_arrays(path: str | Path) -> dict[str, np.ndarray]:
    """Read what `write_arrays` wrote; anything else than those very bytes is a `UserError`."""
    mend = "delete the file and run the same command again"
    try:
        with open(path, "rb") as stream, np.load(stream, allow_pickle=False) as stored:
            arrays = {key: stored[key] for key in stored.files}
    except FileNotFoundError:
        raise UserError("no such file", path) from None
    except _NOT_OURS as error:
        raise UserError(f"damaged or not an npz file ({error})", path, mend) from None
    expected = str(arrays.pop(_DIGEST, ""))
    if digest(arrays) != expected:
        raise UserError("damaged: its content does not match its digest", path, mend)
    return arrays


def pack_text(text: str) -> np.ndarray:
    """UTF-8 bytes of `text` as an array `(len,)` of uint8, so that npz needs no pickle."""
    return np.frombuffer(text.encode(), dtype=np.uint8)


def unpack_text(packed: np.ndarray) -> str:
    """Undo `pack_text`."""
    return packed.tobytes().decode()


def sha256_of_file(path: str | Path) -> str:
    """SHA-256 of a file's bytes."""
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
