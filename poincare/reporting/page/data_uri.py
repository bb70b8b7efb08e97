"""The data behind the figures, for download from the page itself."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from poincare.base.artefacts import read_artefact

#: Larger files are named instead of being part of the page.
MOST_BYTES = 200_000


@dataclass(frozen=True)
class Download:
    """The CSV file behind a figure; `uri` holds all of it, or is empty if it is too large."""

    file: str
    uri: str
    kib: float


def read_data(folder: str | Path, names: Sequence[str]) -> dict[str, str]:
    """The CSV texts that `picture.save_figure` wrote, by figure.

    Raises
    ------
    UserError
        If a file is missing or damaged.
    """
    texts = {}
    for name in names:
        texts[name] = read_artefact(Path(folder) / f"{name}.csv")
    return texts


def downloads(data: Mapping[str, str]) -> dict[str, Download]:
    """What the page offers for each figure's data."""
    made = {}
    for name, text in data.items():
        content = text.encode()
        uri = data_uri(content, "text/csv;charset=utf-8") if len(content) <= MOST_BYTES else ""
        made[name] = Download(f"{name}.csv", uri, len(content) / 1024)
    return made


def data_uri(content: bytes, kind: str) -> str:
    """A file as an address that needs no network."""
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
