"""Fetching WordNet 3.0 into a folder, from NLTK's server or out of Debian's packages."""

import gzip
import io
import re
import shutil
import socket
import tarfile
import urllib.request
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

import nltk.data
import nltk.downloader

from poincare.base.errors import UserError, one_line
from poincare.datasets.fetching.clients import download_from_debian, run

# What NLTK's reader opens.
FILES = (
    *(f"{kind}.{pos}" for kind in ("data", "index") for pos in ("noun", "verb", "adj", "adv")),
    *(f"{pos}.exc" for pos in ("noun", "verb", "adj", "adv")),
    "index.sense",
    "lexnames",
)
DEBIAN_PACKAGES = ("wordnet-base", "wordnet-sense-index")
DEBIAN_NOTICE = PurePosixPath("usr/share/doc/wordnet-base/copyright")
REACHABLE_SECONDS = 10
SILENT_SECONDS = 30
LEXNAMES = 45
CATEGORY = {"noun": 1, "verb": 2, "adj": 3, "adv": 4}


@contextmanager
def nltk_reads(folder: Path) -> Iterator[None]:
    """Put `folder` first among the folders that NLTK trusts and searches, for a while."""
    before = list(nltk.data.path)
    nltk.data.path.insert(0, str(folder))
    try:
        yield
    finally:
        nltk.data.path[:] = before


@contextmanager
def _patience(seconds: float) -> Iterator[None]:
    """Let sockets wait so long for the next bytes, for a while."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(seconds)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


def fetch_from_nltk(folder: Path) -> None:
    """Have NLTK's downloader put the package ``wordnet`` into the NLTK data folder `folder`."""
    request = urllib.request.Request(nltk.downloader.Downloader.DEFAULT_URL, method="HEAD")
    try:
        # The downloader itself would wait for ever for a server that does not answer.
        urllib.request.urlopen(request, timeout=REACHABLE_SECONDS).close()
        with nltk_reads(folder), _patience(SILENT_SECONDS), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            nltk.downloader.Downloader().download(
                "wordnet",
                str(folder),
                quiet=True,
                raise_on_error=True,
                print_error_to=io.StringIO(),
            )
    except Exception as error:  # every way for a server to fail has a class of its own
        raise UserError(one_line(error)) from None


def fetch_from_debian(folder: Path) -> None:
    """Take WordNet out of Debian's packages and lay it out in the NLTK data folder `folder`.

    The packages are read as streams and only the members wanted are written, under their known
    names. They lack ``lexnames``, which is written from the manual page lexnames(5WN).
    """
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise UserError("there is no apt-get or no dpkg-deb here")
    corpus = folder / "corpora" / "wordnet"
    corpus.mkdir(parents=True)
    download_from_debian(DEBIAN_PACKAGES, folder)
    for package in folder.glob("*.deb"):
        archive = run(["dpkg-deb", "--fsys-tarfile", str(package)], folder)
        with tarfile.open(fileobj=io.BytesIO(archive)) as members:
            for member in filter(tarfile.TarInfo.isfile, members):
                _keep(PurePosixPath(member.name), members.extractfile(member), corpus)


def lexnames_from_manual(page: str) -> str:
    """Lines ``number<TAB>name<TAB>category`` of ``lexnames``, out of its manual page.

    Raises
    ------
    UserError
        If the page does not list the 45 files numbered from 0 on.
    """
    rows = re.findall(r"^(\d\d)\t((noun|verb|adj|adv)\.\w+)[ \t]", page, flags=re.MULTILINE)
    if [int(number) for number, _, _ in rows] != list(range(LEXNAMES)):
        raise UserError(f"lexnames(5WN) lists {len(rows)} files, expected {LEXNAMES}")
    return "".join(f"{number}\t{name}\t{CATEGORY[pos]}\n" for number, name, pos in rows)


def _keep(path: PurePosixPath, stream: io.BufferedReader, corpus: Path) -> None:
    if path.parent.name == "wordnet" and path.name in FILES:
        (corpus / path.name).write_bytes(stream.read())
    elif path.name == "lexnames.5WN.gz":
        page = gzip.decompress(stream.read()).decode()
        (corpus / "lexnames").write_text(lexnames_from_manual(page), encoding="utf-8")
    elif path == DEBIAN_NOTICE:  # the licence wants its notice on every copy
        (corpus / "LICENSE").write_bytes(stream.read())
