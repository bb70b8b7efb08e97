"""Text files of a run and the digest beside each, as ``sha256sum --check`` reads it.

The arrays of an npz hold their digest themselves (`poincare.base.storage`). A CSV, JSON or SVG has
a file ``NAME.sha256`` beside it. A file without one is read as it is, and the log says so.
"""

import csv
import hashlib
import io
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from poincare.base.errors import Damaged
from poincare.base.files import read_bytes, refusals_of
from poincare.base.storage import json_text, parse_json, write_text

SEAL = ".sha256"

logger = logging.getLogger("poincare")


def seal_of(path: str | Path) -> Path:
    """The file that holds the digest of `path`."""
    return Path(f"{path}{SEAL}")


def write_artefact(path: str | Path, text: str) -> None:
    """Write UTF-8 text and its digest. At no time a digest of other text is beside it."""
    seal = seal_of(path)
    with refusals_of(seal):
        seal.unlink(missing_ok=True)
    write_text(path, text)
    write_text(seal, f"{hashlib.sha256(text.encode()).hexdigest()}  {Path(path).name}\n")


def write_record(path: str | Path, value: Any) -> None:
    """Write `value` as indented JSON, and its digest."""
    write_artefact(path, json_text(value))


def write_table(path: str | Path, frame: pd.DataFrame) -> None:
    """Write a table as CSV, and its digest."""
    write_artefact(path, frame.to_csv(index=False))


def read_artefact(path: str | Path) -> str:
    """The text of a file, checked against its digest.

    Raises
    ------
    Damaged
        If it is not the text that was written.
    UserError
        If it cannot be read.
    """
    seal = seal_of(path)
    content, matches = _read(path)
    if matches is False:  # a run may have been writing it just now
        content, matches = _read(path)
    if matches is False:
        raise Damaged(f"its content does not match {seal.name}", path)
    if matches is None:
        logger.info("%s: no %s beside it; read unchecked", path, seal.name)
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise Damaged(f"no UTF-8 ({error.reason} at byte {error.start})", path) from None


def _read(path: str | Path) -> tuple[bytes, bool | None]:
    """The bytes of a file, and whether they match its digest; None if it has none."""
    content = read_bytes(path)
    if not seal_of(path).exists():
        return content, None
    expected = read_bytes(seal_of(path))[:64]
    return content, hashlib.sha256(content).hexdigest().encode() == expected


def read_record(path: str | Path) -> Any:
    """The value of a JSON file, checked as `read_artefact` does."""
    return parse_json(read_artefact(path).encode(), path)


def read_table(path: str | Path, **options: Any) -> pd.DataFrame:
    """The table of a CSV file, checked as `read_artefact` does; every row has all fields.

    Parameters
    ----------
    options
        Of `pandas.read_csv`.

    Raises
    ------
    Damaged
        Also if it is no table, or a column has values of another type than `options` say.
    """
    text = read_artefact(path)
    try:
        _require_whole_rows(text)
        return pd.read_csv(io.StringIO(text), **options)
    except (ValueError, TypeError, csv.Error) as error:
        raise Damaged(f"no table ({' '.join(str(error).split())})", path) from None


def require_range(
    frame: pd.DataFrame, ranges: Mapping[str, tuple[float, float]], path: str | Path
) -> None:
    """Raise `Damaged` if a column has a number outside of its range; missing ones pass."""
    for column, (lowest, highest) in ranges.items():
        values = pd.to_numeric(frame[column], errors="coerce")
        wrong = frame[column].notna() & ~values.between(lowest, highest)
        if wrong.any():
            place = int(wrong.to_numpy().argmax())
            raise Damaged(
                f"{column} {frame[column].iloc[place]} is not between {lowest:g} and {highest:g}",
                path,
                f"{path}, row {place + 1}",
            )


def _require_whole_rows(text: str) -> None:
    """Raise a `ValueError` for a row with another number of fields than the header."""
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    width = len(next(rows, []))
    for row in rows:
        if row and len(row) != width:
            raise ValueError(f"line {rows.line_num} has {len(row)} fields, the header {width}")
