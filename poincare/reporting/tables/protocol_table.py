"""A task's results over dims and the published rows, one table per dataset and protocol."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from poincare.evaluation.metrics import METRICS
from poincare.evaluation.scores import READINGS
from poincare.reporting.published import Published, Source
from poincare.reporting.tables.by_task import CONTROL, DIFFERENCE, OURS, OWN, PUBLISHED
from poincare.reporting.tables.frames import KEPT
from poincare.reporting.tables.views import (
    Row,
    Table,
    difference,
    markdown,
    section_row,
    with_spread,
)
from poincare.reporting.tables.worth import remarks
from poincare.reporting.words import count, escaped, headed, joined, number

_COUNT_NAMES = {"n_evaluated": "evaluated", "n_skipped": "skipped", "n_ties": "ties"}
#: What makes a line of a table: its values differ in the dim only.
_LINE = ["row", "system", KEPT, "source", "published_system", "published_dataset", "note"]


@dataclass(frozen=True, kw_only=True)
class ProtocolTable:
    """One dataset under one protocol: what is comparable, what is not, and why."""

    dataset: str
    protocol: str
    table: Table
    notes: tuple[str, ...]
    others: Table | None
    other_notes: tuple[str, ...]


def protocol_tables(frame: pd.DataFrame, published: Published) -> list[ProtocolTable]:
    """`by_task.task_table`, one table per dataset and protocol."""
    return [
        _protocol_table(dataset, protocol, part, published.sources)
        for (dataset, protocol), part in frame.groupby(["dataset", "protocol"], sort=False)
    ]


def protocol_markdown(one: ProtocolTable, settings: str) -> str:
    """A table in Markdown, with the settings behind it."""
    parts = [f"### {escaped(one.dataset)}, {escaped(one.protocol)}", escaped(settings)]
    parts += [markdown(one.table), _listed(one.notes)]
    if one.others is not None:
        parts.append(f"Published numbers that are not comparable with {escaped(one.protocol)}:")
        parts += [_listed(one.other_notes), markdown(one.others)]
    return "\n\n".join(part for part in parts if part)


def _listed(sentences: tuple[str, ...]) -> str:
    return "\n".join(f"- {escaped(sentence)}" for sentence in sentences)


def _protocol_table(
    dataset: str, protocol: str, part: pd.DataFrame, sources: Mapping[str, Source]
) -> ProtocolTable:
    unfit = part["comparable"] == "no"
    fit, others = part[~unfit], part[unfit]
    return ProtocolTable(
        dataset=dataset,
        protocol=protocol,
        table=_table(fit, sources, verdict=(fit["row"] == PUBLISHED).any()),
        notes=(*_notes(fit, sources), *remarks(fit[fit["row"].isin(OWN)])),
        others=_table(others, sources, verdict=False) if len(others) else None,
        other_notes=_notes(others, sources),
    )


def columns_of(part: pd.DataFrame) -> list[int]:
    """The dims that have values, in order; 0, for what has none, comes last."""
    dims = part.loc[part["value"].notna(), "dim"].unique()
    return sorted(map(int, dims), key=lambda dim: (dim == 0, dim))


def dim_heading(dim: int) -> str:
    """``d = 5``, or ``no d`` for 0."""
    return f"d = {dim}" if dim else "no d"


def lines_of(part: pd.DataFrame) -> Iterable[dict[int, dict[str, Any]]]:
    """The records of each line of a metric, by dim."""
    lines: dict[tuple[str, ...], dict[int, dict[str, Any]]] = {}
    for record in part.to_dict("records"):
        key = tuple(record[name] for name in _LINE)
        lines.setdefault(key, {})[record["dim"]] = record
    return lines.values()


def _table(part: pd.DataFrame, sources: Mapping[str, Source], verdict: bool) -> Table:
    """Sections by metric; with `verdict`, the second column says whether rows are comparable."""
    dims = columns_of(part)
    words = ["", "Comparable?"] if verdict else [""]
    header = (*words, *map(dim_heading, dims))
    several = part.loc[part["row"] == OURS, "system"].nunique() > 1
    rows = []
    for metric, lines in part.groupby("metric", sort=False):
        rows.append(section_row(headed(METRICS[metric]), len(header)))
        notes = notes_of_systems(lines)
        for line in lines_of(lines):
            first = next(iter(line.values()))
            label = row_label(first, sources, several, notes)
            stated = [first["comparable"] if first["row"] == PUBLISHED else ""]
            cells = [_cell(line.get(dim), metric) for dim in dims]
            rows.append(Row(first["row"], (label, *(stated if verdict else []), *cells)))
            if first["row"] == OURS:
                blank = [""] * (len(words) - 1)
                rows += [
                    Row("count", (name, *blank, *texts))
                    for name, texts in _details(line, dims, metric)
                ]
    return Table(header, tuple(rows), labels=len(words))


def notes_of_systems(lines: pd.DataFrame) -> pd.Series:
    """Number of notes of each source and published system."""
    return lines.groupby(["source", "published_system"])["note"].nunique()


def _cell(record: Mapping[str, Any] | None, metric: str) -> str:
    if record is None:
        return number(float("nan"), metric)
    if record["row"] == DIFFERENCE:
        return difference(record["value"], metric, record["doubt"])
    return with_spread(record["value"], record["sd"], metric, record["doubt"])


def _details(
    line: Mapping[int, Mapping[str, Any]], dims: Sequence[int], metric: str
) -> Iterator[tuple[str, list[str]]]:
    """Intervals, readings of ties, if they differ in print, and counts; skipped ones if any."""
    records = [line.get(dim) for dim in dims]
    if any(record and not pd.isna(record["low"]) for record in records):
        yield "95 % interval", [_interval(record, metric) for record in records]
    if any(record and readings_differ(record, metric) for record in records):
        for reading in READINGS:
            yield reading, [number(record[reading] if record else float("nan"), metric)
                            for record in records]  # fmt: skip
    for column, name in _COUNT_NAMES.items():
        values = [record[column] if record else float("nan") for record in records]
        if all(map(pd.isna, values)):
            continue
        if column != "n_skipped" or any(value > 0 for value in values):
            yield name, [count(value) for value in values]


def _interval(record: Mapping[str, Any] | None, metric: str) -> str:
    if record is None or pd.isna(record["low"]):
        return number(float("nan"), metric)
    return f"{number(record['low'], metric)} to {number(record['high'], metric)}"


def readings_differ(record: Mapping[str, Any], metric: str) -> bool:
    """Whether the readings of ties differ in the digits that are printed."""
    return len({number(record[reading], metric) for reading in READINGS}) > 1 and not any(
        pd.isna(record[reading]) for reading in READINGS
    )


def row_label(
    record: Mapping[str, Any], sources: Mapping[str, Source], several: bool, notes: pd.Series
) -> str:
    """The name of a row.

    Parameters
    ----------
    record : mapping
        A row of `by_task.task_table`.
    sources : mapping of str to Source
    several : bool
        Whether differences have to name our system.
    notes : pandas.Series
        Number of notes of each source and published system: with several, a row names its own.
    """
    if record["row"] == OURS:
        return f"ours: {record['system']}"
    if record["row"] == KEPT:
        return f"{record['system']} ({record[KEPT]})"
    if record["row"] == CONTROL:
        return f"control: {record['system']}"
    if record["row"] == DIFFERENCE:
        return f"{record['system']} − published" if several else "ours − published"
    label = f"{sources[record['source']].label}: {record['published_system']}"
    if notes[record["source"], record["published_system"]] > 1:
        label += f" ({record['note']})"
    return label + (" †" if record["evidence"] == "secondary" else "")


def _notes(part: pd.DataFrame, sources: Mapping[str, Source]) -> tuple[str, ...]:
    """One sentence per reason, with all sources that it holds for."""
    theirs = part[part["row"] == PUBLISHED]
    notes = [
        f"{joined(sources[source].label for source in stated['source'].unique())}: "
        f"{comparable}; {reason}."
        for (comparable, reason), stated in theirs.groupby(["comparable", "reason"], sort=False)
    ]
    if (theirs["evidence"] == "secondary").any():
        notes.append("† quoted by another source; not read at the original one.")
    return tuple(notes)
