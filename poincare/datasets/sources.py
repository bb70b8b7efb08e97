"""Where the data files come from: the ledger, and the search for a file that it lists."""

import gzip
import os
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from poincare.base.errors import UserError, one_line
from poincare.base.storage import sha256_of_file
from poincare.datasets.fetching.download import fetched
from poincare.datasets.fetching.packages import Package, downloaded, take

DATA_VARIABLE = "POINCARE_DATA"
LEDGER = Path(__file__).with_name("sources.yaml")
#: What the name of a compressed copy ends with.
PACKED = ".gz"


@dataclass(frozen=True)
class DataFile:
    """A plain file of the ledger.

    Attributes
    ----------
    file : str
        File name, the same in every folder searched.
    sha256 : str
        SHA-256 of its bytes, hexadecimal; of a compressed copy, that of the unpacked bytes. Blank
        if the counts and the content hash of the graph that is made of it are checked instead.
    size : int
        Number of its bytes; 0 if that is not known.
    sources : tuple of str or Package
        Addresses to download it from and packages to take it out of, in order.
    folder : str
        Folder below those searched in which a collection keeps the file; blank if none does.
    """

    file: str
    sha256: str
    size: int
    sources: tuple[str | Package, ...]
    folder: str = ""


@cache
def ledger() -> dict[str, Any]:
    """Everything ``sources.yaml`` says: ``files`` and ``graphs``, each by name."""
    return yaml.safe_load(LEDGER.read_text(encoding="utf-8"))


def listed(collection: str) -> dict[str, Any]:
    """The files of a collection of the ledger by name, each with `sha256` and `bytes`."""
    return ledger()["collections"][collection]["files"]


def data_file(name: str) -> DataFile:
    """Entry of the plain file `name`; `UserError` if the ledger has none.

    A file of a collection is called ``collection/file``.
    """
    collection, _, file = name.rpartition("/")
    if collection in ledger()["collections"] and file in listed(collection):
        whole, entry = ledger()["collections"][collection], listed(collection)[file]
        return DataFile(
            file=file,
            sha256=entry.get("sha256", ""),
            size=entry.get("bytes", 0),
            sources=tuple(f"{address}/{file}" for address in whole["sources"]),
            folder=whole["folder"],
        )
    plain = {key: entry for key, entry in ledger()["files"].items() if "sha256" in entry}
    if name not in plain:
        raise UserError(f"no data file called {name!r}", LEDGER.name, f"one of {sorted(plain)}")
    entry = plain[name]
    return DataFile(
        file=entry["file"],
        sha256=entry["sha256"],
        size=entry["bytes"],
        sources=tuple(
            Package(**place) if isinstance(place, dict) else place for place in entry["sources"]
        ),
        folder=entry.get("folder", ""),
    )


def raw_folder(root: str | Path) -> Path:
    """Folder of the project at `root` that keeps what was fetched: ``data/raw``."""
    return Path(root).resolve() / "data" / "raw"


def search_folders(root: str | Path) -> dict[str, Path]:
    """Folders searched for data before any download, in order, by the name a user knows them by.

    ``$POINCARE_DATA`` if it is set, ``../shared/datasets`` beside the project, ``data/raw`` in it.
    """
    folders = {}
    if os.environ.get(DATA_VARIABLE):
        folders[f"${DATA_VARIABLE}"] = Path(os.environ[DATA_VARIABLE]).expanduser().resolve()
    folders["../shared/datasets"] = Path(root).resolve().parent / "shared" / "datasets"
    folders["data/raw"] = raw_folder(root)
    return folders


def locate(name: str, root: str | Path) -> Path | None:
    """First local copy of the data file `name`, unverified, or None; reads no file.

    A copy may be compressed, with `.gz` behind its name, and may be in the folder of its
    collection.
    """
    entry = data_file(name)
    candidates = (
        folder / below / f"{entry.file}{suffix}"
        for folder in search_folders(root).values()
        for below in dict.fromkeys(("", entry.folder))
        for suffix in ("", PACKED)
    )
    return next((path for path in candidates if path.is_file()), None)


def fingerprint(name: str, root: str | Path) -> str | None:
    """SHA-256 of the local copy of a data file as it is, whole or not; None if there is none."""
    found = locate(name, root)
    return sha256_of_file(found) if found else None


def obtain(name: str, root: str | Path) -> Path:
    """Path of the data file `name`; without a local copy it is put into ``data/raw``.

    It is taken out of a local copy of its package, or else downloaded.

    Raises
    ------
    UserError
        If a local copy is damaged, or if neither a local folder nor a source has the file.
    """
    entry = data_file(name)
    found = locate(name, root)
    if found is None:
        return _from_local_package(entry, root) or _download(entry, root)
    try:
        actual = sha256(content(found)).hexdigest()
    except (OSError, EOFError) as error:
        raise UserError(
            f"cannot read: {getattr(error, 'strerror', None) or error}", found
        ) from None
    if entry.sha256 and actual != entry.sha256:
        raise UserError(
            f"damaged or another version: its SHA-256 is {actual}, expected {entry.sha256}",
            found,
            "delete the file to have it downloaded again, or put the right one there",
        )
    return found


def content(path: Path) -> bytes:
    """The bytes of a data file, unpacked if it is compressed."""
    if path.suffix == PACKED:
        with gzip.open(path) as stream:
            return stream.read()
    return path.read_bytes()


def tried(root: str | Path) -> list[str]:
    """The folders of `search_folders`, worded for a message about something not found."""
    places = [f"{label} (not in {folder})" for label, folder in search_folders(root).items()]
    if not os.environ.get(DATA_VARIABLE):
        places.insert(0, f"${DATA_VARIABLE} (not set)")
    return places


def _from_local_package(entry: DataFile, root: str | Path) -> Path | None:
    for package in entry.sources:
        for folder in search_folders(root).values():
            if isinstance(package, Package) and (folder / package.file).is_file():
                return _taken(entry, package, folder, root)
    return None


def _download(entry: DataFile, root: str | Path) -> Path:
    places = tried(root)
    for source in entry.sources:
        try:
            if isinstance(source, Package):
                with downloaded(source, raw_folder(root)) as folder:
                    return _taken(entry, source, folder, root)
            return fetched(source, raw_folder(root) / entry.file, entry.sha256, entry.size)
        except UserError as error:
            places.append(f"{source} ({error})")
        except (OSError, ValueError) as error:
            places.append(f"{source} ({one_line(error)})")
    raise UserError(
        f"cannot find {entry.file}; tried {', '.join(places)}",
        mend=f"put the file into data/raw, or set {DATA_VARIABLE} to the folder that holds it"
        " (see data/README.md)",
    )


def _taken(entry: DataFile, package: Package, folder: Path, root: str | Path) -> Path:
    target = raw_folder(root) / entry.file
    take(package, folder, target, sha256=entry.sha256, size=entry.size)
    return target
