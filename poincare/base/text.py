"""Text files that users give: from bytes to lines.

A byte order mark is dropped, a line ends with LF, CRLF or CR, and a gzip file is unpacked. It is
recognised by its first bytes, not by its name.
"""

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from poincare.base.errors import UserError
from poincare.base.files import require_plain, system_error

#: Most characters of a line. A longer one is no text with names or numbers.
LONGEST_LINE = 1 << 24

_GZIP = b"\x1f\x8b"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_AS_UTF8 = "save it as UTF-8 text"


def lines(path: str | Path) -> Iterator[tuple[int, str]]:
    """Number, from 1, and text of every line, without its end; blank lines too.

    Raises
    ------
    UserError
        If the file is missing, no plain file, not to be read, damaged, or not UTF-8 text. The
        message names the line of what is not text.
    """
    path, number = Path(path), 0
    try:
        with opened(path) as stream:
            text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline=None)
            while line := text.readline(LONGEST_LINE):
                number += 1
                _require_text(line, f"{path}:{number}")
                yield number, line.removesuffix("\n")
    except UnicodeDecodeError:
        where = f"{path}:{_first_undecodable(path)}"
        raise UserError("not UTF-8 text", where, _AS_UTF8) from None
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UserError(
            f"damaged gzip file, after line {number} ({error})", path, "copy it again"
        ) from None
    except OSError as error:
        raise system_error(error, path) from None


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The bytes of a plain file, unpacked if it is a gzip file.

    Raises
    ------
    UserError
        For a folder, a pipe or a device, and for UTF-16 text.
    OSError
        What the system says of a file that cannot be read.
    """
    require_plain(path)
    with open(path, "rb") as raw:
        packed = raw.read(2) == _GZIP
        raw.seek(0)
        with gzip.open(raw) if packed else raw as stream:
            if stream.read(2) in _UTF16:
                raise UserError("UTF-16 text", path, _AS_UTF8)
            stream.seek(0)
            yield stream


def _require_text(line: str, where: str) -> None:
    if "\0" in line:
        raise UserError("a NUL character: UTF-16 or no text", where, _AS_UTF8)
    if len(line) == LONGEST_LINE and not line.endswith("\n"):
        raise UserError(f"a line of more than {LONGEST_LINE:,} characters", where, "end the lines")


def _first_undecodable(path: Path) -> int:
    """Number of the first line with bytes that are not UTF-8; 1 if a damaged file hides it."""
    with suppress(EOFError, zlib.error, gzip.BadGzipFile), opened(path) as stream:
        text = io.TextIOWrapper(
            stream, encoding="utf-8-sig", errors="surrogateescape", newline=None
        )
        for number, line in enumerate(text, start=1):
            if any("\ud800" <= letter <= "\udfff" for letter in line):
                return number
    return 1
