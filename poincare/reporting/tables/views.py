"""Frames as tables for people: cells of text, in HTML, Markdown or plain text alike."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from tabulate import tabulate

from poincare.base.display import printable
from poincare.evaluation.metrics import METRICS
from poincare.evaluation.tasks import TASKS
from poincare.reporting.published import Published
from poincare.reporting.tables import frames
from poincare.reporting.tables.headline import PAPER
from poincare.reporting.tables.worth import MARK
from poincare.reporting.words import (
    MISSING,
    capitalised,
    count,
    escaped,
    joined,
    number,
    plural,
    seconds,
    short_hash,
    titled,
)

BETTER, WORSE = " ✓", " ✗"


@dataclass(frozen=True)
class Row:
    """Cells of one row.

    `kind` is ours, kept, control, published, absent, difference, count, section or plain.
    """

    kind: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table of text whose first `labels` columns are words, the others numbers."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    labels: int = 1


def sections(table: Table) -> list[tuple[str, list[Row]]]:
    """The rows under each row of kind section, whose text comes first; blank before the first."""
    parts: list[tuple[str, list[Row]]] = []
    for row in table.rows:
        if row.kind == "section":
            parts.append((row.cells[0], []))
        else:
            if not parts:
                parts.append(("", []))
            parts[-1][1].append(row)
    return parts


def section_row(title: str, columns: int) -> Row:
    """A row of kind section in a table of that many columns."""
    return Row("section", (title, *[""] * (columns - 1)))


def difference(value: float, metric: str, doubt: str = "") -> str:
    """A signed difference, marked ✓ where ours is at least as good, ✗ where it is not.

    A value in doubt is never marked ✓.
    """
    text = number(value, metric, signed=True)
    if text == MISSING:
        return text
    same = text.lstrip("0.") == ""
    if not same and METRICS[metric].gain(value) < 0:
        return text + WORSE
    return text if doubt else text + BETTER


def with_spread(value: float, sd: float | None, metric: str, doubt: str = "") -> str:
    """A mean and, if there is one, its standard deviation; marked ‡ if it is in doubt."""
    text = number(value, metric)
    if sd is not None and not pd.isna(sd):
        text = f"{text} ± {number(sd, metric)}"
    return text + MARK if doubt and text != MISSING else text


def where_trained(*kept: str) -> str:
    """Where values are from, given what `frames.KEPT` says of each: this run, or an earlier one."""
    return "; ".join(dict.fromkeys(one or "in this run" for one in kept))


def headline_view(frame: pd.DataFrame) -> Table:
    """`headline.headline` with one row per system and dim, and three columns per metric."""
    metrics = frame["metric"].unique()
    keyed = [name for name in ("dataset", "protocol", "system") if frame[name].nunique() > 1]
    if "protocol" in keyed:  # a split's protocol names the split
        keyed = [name for name in keyed if name != "dataset"]
    header = [*(name.capitalize() for name in keyed), "d"]
    for metric in metrics:
        header += [titled(metric), "paper", "difference"]
    rows = []
    for _, part in frame.groupby(["dataset", "protocol", "system", "dim"], sort=False):
        first = part.iloc[0]
        by_metric = {record["metric"]: record for record in part.to_dict("records")}
        cells = [*(first[name] for name in keyed), str(first["dim"])]
        for metric in metrics:
            cells += _headline_cells(by_metric.get(metric), metric)
        rows.append(Row("plain", tuple(cells)))
    return Table(tuple(header), tuple(rows), labels=len(keyed))


def _headline_cells(record: Mapping[str, Any] | None, metric: str) -> list[str]:
    if record is None:
        return [MISSING] * 3
    return [
        with_spread(record["value"], record["sd"], metric, record["doubt"]),
        number(record["paper"], metric),
        difference(record["difference"], metric, record["doubt"]),
    ]


def headline_caption(headline: pd.DataFrame, published: Published) -> str:
    """What the headline compares, and whether it is comparable; empty if there is none."""
    if headline.empty:
        return ""
    first = headline.iloc[0]
    seeds = int(headline["seeds"].max())
    comparable = {"yes": "Comparable", "limited": "Comparable with a reservation"}
    named = {key: joined(headline[key].unique()) for key in ("dataset", "protocol", "system")}
    return (
        f"{capitalised(TASKS[first['task']].title)} of {named['dataset']} under "
        f"{named['protocol']} by {named['system']} ({plural(seeds, 'seed')}"
        f"{', mean ± standard deviation' if seeds > 1 else ''}) next to "
        f"{published.sources[PAPER[0]].label}. "
        f"{comparable[first['comparable']]}: {'; '.join(headline['reason'].unique())}."
    )


def cost_view(frame: pd.DataFrame) -> Table:
    """`frames.cost` with readable units."""
    header = (
        "Dataset", "System", "d", "Seed", "Threads", "Training, CPU", "Training, clock",
        "Evaluation, CPU", "Evaluation, clock", "Peak memory",
    )  # fmt: skip
    rows = [
        Row(
            "plain",
            (
                record["dataset"],
                record["system"],
                str(record["dim"]),
                str(record["seed"]),
                count(record["threads"]),
                *(seconds(record[column]) for column in frames.COST[:4]),
                f"{count(record['peak_memory_mib'])} MiB".replace(f"{MISSING} MiB", MISSING),
            ),
        )
        for record in frame.to_dict("records")
    ]
    return Table(header, tuple(rows), labels=2)


def runs_view(frame: pd.DataFrame) -> Table:
    """`frames.runs` with hashes cut to twelve digits."""
    columns = [column for column in frame.columns if column not in frames.RUN]
    header = ("Dataset", "System", "d", "Seed", *(_spaced(column) for column in columns))
    rows = [
        Row(
            "plain",
            tuple(
                short_hash(record[column]) if column.endswith("_hash") else _text(record[column])
                for column in [*frames.RUN, *columns]
            ),
        )
        for record in frame.to_dict("records")
    ]
    return Table(header, tuple(rows), labels=len(header))


def mapping_view(rows: Iterable[Mapping[str, str]]) -> Table:
    """Rows of words; the columns are the keys in the order of their first appearance."""
    rows = list(rows)
    columns = list(dict.fromkeys(key for row in rows for key in row))
    cells = [Row("plain", tuple(_text(row.get(key)) for key in columns)) for row in rows]
    return Table(tuple(map(_spaced, columns)), tuple(cells), labels=len(columns))


def markdown(table: Table) -> str:
    """A table in Markdown; what Markdown or HTML would take for its own is escaped."""
    body = [[escaped(cell) for cell in row.cells] for row in table.rows]
    return _tabulated(table, body, "pipe")


def plain(table: Table) -> str:
    """A table for the terminal, which acts on no character of a cell."""
    body = [[printable(cell) for cell in row.cells] for row in table.rows]
    return _tabulated(table, body, "simple")


def _tabulated(table: Table, body: list[list[str]], style: str) -> str:
    alignment = ["left"] * table.labels + ["right"] * (len(table.header) - table.labels)
    return tabulate(
        body, table.header, tablefmt=style, colalign=alignment if body else None,
        disable_numparse=True,
    )  # fmt: skip


def _spaced(name: str) -> str:
    return name.replace("_", " ").capitalize() if name.islower() else name


def _text(value: object) -> str:
    return MISSING if value is None or pd.isna(value) or value == "" else str(value)
