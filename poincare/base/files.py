"""Plain files: what the system refuses becomes one line, and nothing else is read or replaced."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from poincare.base.errors import UserError

#: What the system refuses and how to mend it, by error number. None of these is damage.
_REFUSALS = {
    errno.ENOENT: ("no such file", ""),
    errno.EACCES: ("permission denied", "ask its owner for access, or name another path"),
    errno.EPERM: ("permission denied", "ask its owner for access, or name another path"),
    errno.ENOSPC: ("the disk is full", "free some space and repeat the command"),
    errno.EDQUOT: ("your disk quota is used up", "free some space and repeat the command"),
    errno.EFBIG: ("the file is larger than the system allows", "raise the limit, see ulimit -f"),
    errno.EROFS: ("the file system is read-only", "name a path that can be written"),
    errno.EIO: ("input/output error of the device", "check the disk; the file may still be whole"),
    errno.ENAMETOOLONG: ("the name is too long", "choose a shorter one"),
    errno.EISDIR: ("is a folder", "name a file"),
    errno.ENOTDIR: ("a part of the path is a file, not a folder", "name another path"),
    errno.EEXIST: ("a part of the path is a file, not a folder", "name another path"),
    errno.ELOOP: ("a loop of symbolic links", "name another path"),
    errno.EMFILE: ("too many files are open", "raise the limit, see ulimit -n"),
    errno.ESTALE: ("the file server lost the file", "repeat the command"),
}

#: Kinds of files that are not plain, by the test that tells them.
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISSOCK, "a socket"),
)


def system_error(error: OSError, path: object) -> UserError:
    """What the system refused at `path`, in one line; never advice to delete the file."""
    reason, mend = _REFUSALS.get(error.errno, (error.strerror or str(error), ""))
    return UserError(reason, path, mend)


@contextmanager
def refusals_of(path: object) -> Iterator[None]:
    """Turn an `OSError` of the block, and a NUL in the path, into a `UserError` that names it."""
    try:
        yield
    except OSError as error:
        raise system_error(error, path) from None
    except ValueError as error:
        if "null byte" not in str(error):
            raise
        raise UserError("a NUL in the path", repr(str(path)), "name another path") from None


def require_plain(path: str | Path) -> None:
    """Raise a `UserError` if there is no file, or a folder, a pipe, a device or a socket."""
    with refusals_of(path):
        mode = os.stat(path).st_mode
    _require_regular(mode, path)


def file_to_replace(path: str | Path) -> Path:
    """The file that is written when `path` is: `path`, or what a symbolic link points to.

    Raises
    ------
    UserError
        If something is there that is not a plain file.
    """
    with refusals_of(path):
        target = Path(os.path.realpath(path))
        try:
            mode = os.stat(target).st_mode
        except FileNotFoundError:
            return target
    _require_regular(mode, path)
    return target


@contextmanager
def plain_file(path: str | Path) -> Iterator[BinaryIO]:
    """A plain file open for reading. A pipe is refused at once, where `open` would wait.

    Raises
    ------
    UserError
        If it is no plain file, or the system refuses to open or to read it.
    """
    require_plain(path)
    with refusals_of(path), open(path, "rb") as stream:
        yield stream


def read_bytes(path: str | Path) -> bytes:
    """All bytes of a plain file; a `UserError` as `plain_file`."""
    with plain_file(path) as stream:
        return stream.read()


def _require_regular(mode: int, path: object) -> None:
    if not stat.S_ISREG(mode):
        kind = next((words for test, words in _KINDS if test(mode)), "no plain file")
        raise UserError(f"is {kind}", path, "name a plain file")
