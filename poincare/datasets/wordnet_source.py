"""Finding WordNet 3.0, or having it fetched, in the layout that NLTK reads."""

import os
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nltk.data

from poincare.base.errors import UserError, one_line
from poincare.base.storage import BROKEN_ARCHIVE
from poincare.datasets.sources import (
    DATA_VARIABLE,
    raw_folder,
    search_folders,
    tried,
)
from poincare.datasets.wordnet_fetch import FILES, fetch_from_debian, fetch_from_nltk


@dataclass(frozen=True)
class WordNetSource:
    """WordNet as NLTK keeps it.

    Attributes
    ----------
    folder : Path
        NLTK data folder: it holds ``corpora/wordnet`` or ``corpora/wordnet.zip``.
    corpus : str
        What NLTK's reader takes as its root: the one or the other.
    origin : str
        Where it was found or fetched from, in words.
    """

    folder: Path
    corpus: str
    origin: str


def locate_wordnet(root: str | Path) -> WordNetSource | None:
    """WordNet in a local folder, or None; looks at names of files only.

    Order: the folders of `sources.search_folders` and ``nltk_data`` in each, then those that NLTK
    itself would search.
    """
    candidates = [
        (folder / below, label)
        for label, folder in search_folders(root).items()
        for below in ("", "nltk_data")
    ]
    candidates += [(Path(folder).resolve(), "an NLTK data folder") for folder in nltk.data.path]
    for folder, label in candidates:
        corpus = _corpus_in(folder)
        if corpus is not None:
            return WordNetSource(folder, corpus, label)
    return None


def obtain_wordnet(root: str | Path) -> WordNetSource:
    """WordNet from a local folder, else fetched into ``data/raw/nltk_data`` of the project.

    Fetched by NLTK's downloader, or else taken out of Debian's packages, which are downloaded
    through apt-get but not installed.

    Raises
    ------
    UserError
        If no place has it; the message names all of them.
    """
    found = locate_wordnet(root)
    if found is not None:
        return found
    failures = []
    for origin, fetch in (
        ("NLTK's downloader", fetch_from_nltk),
        ("Debian's packages", fetch_from_debian),
    ):
        try:
            _install(root, fetch)
        except UserError as error:
            failures.append(f"{origin} ({error})")
        else:
            folder = raw_folder(root) / "nltk_data"
            return WordNetSource(folder, _corpus_in(folder), origin)
    raise UserError(
        f"cannot find WordNet 3.0; tried {', '.join([*tried(root), *failures])}",
        mend="put NLTK's corpora/wordnet.zip, or its unpacked files as corpora/wordnet, into"
        f" data/raw/nltk_data, or set {DATA_VARIABLE} to the folder that holds corpora"
        " (see data/README.md)",
    )


def _install(root: str | Path, fetch: Callable[[Path], None]) -> None:
    """Let `fetch` fill a temporary data folder; rename its WordNet into ``data/raw/nltk_data``."""
    corpora = raw_folder(root) / "nltk_data" / "corpora"
    try:
        corpora.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=raw_folder(root), prefix=".wordnet.") as temporary:
            fetch(Path(temporary))
            if _corpus_in(Path(temporary)) is None:
                raise UserError("it gave an incomplete WordNet")
            _move_into_place(Path(temporary) / "corpora", corpora)
        _make_private(corpora.parent)
    except OSError as error:
        raise UserError(one_line(error)) from None


def _move_into_place(fetched: Path, corpora: Path) -> None:
    name = "wordnet" if (fetched / "wordnet").is_dir() else "wordnet.zip"
    try:
        os.rename(fetched / name, corpora / name)
    except OSError:
        if _corpus_in(corpora.parent) is None:  # else another process was faster
            raise UserError(
                "is in the way and not a complete WordNet", corpora / name, "delete it"
            ) from None


def _make_private(data: Path) -> None:
    """Modes whatever the umask: NLTK refuses files and folders that others may write."""
    for path in (data, *data.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def _corpus_in(folder: Path) -> str | None:
    """Root for NLTK's reader in the data folder `folder` if a complete WordNet is there."""
    unpacked = folder / "corpora" / "wordnet"
    if all((unpacked / name).is_file() for name in FILES):
        return str(unpacked)
    archive = unpacked.with_suffix(".zip")
    try:
        with zipfile.ZipFile(archive) as members:
            complete = {f"wordnet/{name}" for name in FILES} <= set(members.namelist())
    except (OSError, *BROKEN_ARCHIVE):
        return None
    return f"{archive}/wordnet/" if complete else None
