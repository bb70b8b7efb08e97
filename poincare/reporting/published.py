"""The published numbers, and which of our results each is comparable with."""

import csv
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from poincare.base.errors import UserError
from poincare.base.files import system_error
from poincare.base.validation import check, read_yaml

COLUMNS = ("source", "system", "task", "dataset", "dim", "metric", "value", "evidence", "note")
KEY = ["source", "system", "task", "dataset", "dim", "metric", "note"]
EVIDENCE = ("primary", "secondary")

_COMPARABLE = {True: "yes", "limited": "limited", False: "no"}


@dataclass(frozen=True)
class Source:
    """Who published numbers: a short label, the full citation and its address."""

    label: str
    citation: str
    url: str


@dataclass(frozen=True, eq=False)
class Published:
    """Published numbers with what is known about them.

    Attributes
    ----------
    numbers : pandas.DataFrame
        One number a row, with the columns of `COLUMNS`; `dim` is NaN where there is none.
    comparability : pandas.DataFrame
        Columns source, task, published_dataset, dataset (ours), protocol (ours), comparable
        (``yes``, ``limited`` or ``no``) and reason.
    sources : dict of str to Source
    """

    numbers: pd.DataFrame
    comparability: pd.DataFrame
    sources: dict[str, Source]


def read_published(folder: str | Path) -> Published:
    """Read and validate ``published_numbers.csv``, ``comparability.yaml`` and ``sources.yaml``.

    Raises
    ------
    UserError
        If a file is missing or malformed, with file and line: unknown or missing columns, a value
        that is no number, a blank value that ``comparability.yaml`` does not explain, a number
        given twice, a number without statement on comparability, a source without citation.
    """
    folder = Path(folder)
    numbers_path, rules_path = folder / "published_numbers.csv", folder / "comparability.yaml"
    rules = _read_checked(rules_path, "comparability.schema.json")
    entries = _read_checked(folder / "sources.yaml", "sources.schema.json")
    sources = {key: Source(**entry) for key, entry in entries.items()}
    explained = {(row["source"], row["metric"]) for row in rules["without_value"]}
    numbers = _read_numbers(numbers_path, explained, set(sources))
    comparability = _comparability(rules["numbers"], rules_path)
    _require_statements(numbers, rules["numbers"], numbers_path, rules_path)
    given = numbers.dropna(subset=["value"]).drop(columns="line").reset_index(drop=True)
    return Published(given, comparability, sources)


def _read_numbers(path: Path, explained: set[tuple[str, str]], sources: set[str]) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    try:
        with open(path, encoding="utf-8", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            header = next(reader, [])
            _require_columns(header, path)
            for fields in reader:
                where = f"{path}:{reader.line_num}"
                if len(fields) != len(header):
                    raise UserError(f"{len(fields)} fields; expected {len(header)}", where)
                row = dict(zip(header, fields, strict=True))
                rows.append({**_checked(row, where, explained, sources), "line": reader.line_num})
    except OSError as error:
        raise system_error(error, path) from None
    except UnicodeDecodeError as error:
        raise UserError(f"not UTF-8 text (byte {error.start})", path, "save it as UTF-8") from None
    except csv.Error as error:
        raise UserError(f"not CSV ({error})", f"{path}:{reader.line_num}") from None
    numbers = pd.DataFrame(rows, columns=[*COLUMNS, "line"])
    twice = numbers.index[numbers.duplicated(KEY)]
    if len(twice):
        first = numbers.loc[twice[0]]
        raise UserError(
            f"second number for {first.source}, {first.system!r}, {first.metric!r}",
            f"{path}:{first.line}",
            "tell the two apart in the note, or remove one",
        )
    return numbers


def _require_columns(header: list[str], path: Path) -> None:
    unknown = [column for column in header if column not in COLUMNS]
    missing = [column for column in COLUMNS if column not in header]
    if unknown or missing or len(header) != len(COLUMNS):
        parts = [f"unknown column {name!r}" for name in unknown]
        parts += [f"no column {name!r}" for name in missing]
        raise UserError(
            ", ".join(parts) or "a column twice", f"{path}:1", f"expected {', '.join(COLUMNS)}"
        )


def _checked(
    row: dict[str, str], where: str, explained: set[tuple[str, str]], sources: set[str]
) -> dict[str, Any]:
    for column in ("source", "system", "task", "dataset", "metric"):
        if not row[column].strip():
            raise UserError(f"blank {column}", where)
    if row["source"] not in sources:
        raise UserError(f"source {row['source']!r} is not in sources.yaml", where)
    if row["evidence"] not in EVIDENCE:
        raise UserError(f"evidence {row['evidence']!r}", where, f"one of {', '.join(EVIDENCE)}")
    dim, value = (_number(row[column], column, where) for column in ("dim", "value"))
    if value is None and (row["source"], row["metric"]) not in explained:
        raise UserError(
            "no value", where, "give it, or explain the gap in comparability.yaml (without_value)"
        )
    if dim is not None and (dim < 1 or dim != int(dim)):
        raise UserError(f"dim {row['dim']!r} is not a positive integer", where)
    return {**row, "dim": dim, "value": value}


def _number(text: str, column: str, where: str) -> float | None:
    if not text.strip():
        return None
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise UserError(f"{column} {text!r} is not a number", where)
    return number


def _read_checked(path: Path, schema: str) -> Any:
    content = read_yaml(path)
    check(content, Path(__file__).with_name(schema), path)
    return content


def _comparability(entries: list[dict[str, Any]], path: Path) -> pd.DataFrame:
    rows = [
        {
            "source": source,
            "task": entry["task"],
            "published_dataset": published_dataset,
            **statement,
            "comparable": _COMPARABLE[statement["comparable"]],
        }
        for entry in entries
        for source in entry["sources"]
        for published_dataset in entry["datasets"]
        for statement in entry.get("against", ())
    ]
    key = ["source", "task", "published_dataset", "dataset", "protocol"]
    frame = pd.DataFrame(rows, columns=[*key, "comparable", "reason"])
    twice = frame.index[frame.duplicated(key)]
    if len(twice):
        raise UserError(f"stated twice: {', '.join(frame.loc[twice[0], key])}", path)
    return frame


def _require_statements(
    numbers: pd.DataFrame, entries: list[dict[str, Any]], numbers_path: Path, rules_path: Path
) -> None:
    stated = {
        (source, entry["task"], dataset)
        for entry in entries
        for source in entry["sources"]
        for dataset in entry["datasets"]
    }
    for line, *group in numbers[["line", "source", "task", "dataset"]].itertuples(index=False):
        if tuple(group) not in stated:
            raise UserError(
                f"nothing on comparability for {', '.join(map(repr, group))}",
                f"{numbers_path}:{line}",
                f"add an entry to {rules_path}",
            )
