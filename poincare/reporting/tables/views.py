"""Frames as tables for people: cells of text, in HTML, Markdown or plain text alike."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd
from tabulate import tabulate

from poincare.reporting.published import Published
from poincare.reporting.tables import frames as tables
from poincare.reporting.words import (
    METRIC_NAMES,
    MISSING,
    TASK_NAMES,
    count,
    escaped,
    joined,
    number,
    plural,
    seconds,
    short_hash,
)

BETTER, WORSE = " ✓", " ✗"


@dataclass(frozen=True)
class Row:
    """Cells of one row; `kind` is ours, published, absent, difference, count, section or plain."""

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


def difference(value: float, metric: str) -> str:
    """A signed difference, marked ✓ where ours is at least as good, ✗ where it is not."""
    text = number(value, metric, signed=True)
    if text == MISSING:
        return text
    if text.lstrip("0.") == "":
        return text + BETTER
    better = (value < 0) == (metric in tables.LOWER_IS_BETTER)
    return text + (BETTER if better else WORSE)


def with_spread(value: float, sd: float | None, metric: str) -> str:
    """A mean and, if there is one, its standard deviation."""
    text = number(value, metric)
    return text if sd is None or pd.isna(sd) else f"{text} ± {number(sd, metric)}"


def headline_view(frame: pd.DataFrame) -> Table:
    """`tables.headline` with one row per system and dim."""
    metrics = tables.METRICS["reconstruction"]
    keyed = [name for name in ("protocol", "system") if frame[name].nunique() > 1]
    header = [*(name.capitalize() for name in keyed), "d"]
    for metric in metrics:
        header += [METRIC_NAMES[metric], "paper", "difference"]
    rows = []
    for record in frame.to_dict("records"):
        cells = [record[name] for name in keyed] + [str(record["dim"])]
        for metric in metrics:
            cells += [
                with_spread(record[metric], record[f"{metric}_sd"], metric),
                number(record[f"{metric}_paper"], metric),
                difference(record[f"{metric}_difference"], metric),
            ]
        rows.append(Row("plain", tuple(cells)))
    return Table(tuple(header), tuple(rows), labels=len(keyed))


def headline_caption(headline: pd.DataFrame, published: Published, task: str) -> str:
    """What the headline compares, and whether it may be compared; empty if there is none."""
    if headline.empty:
        return ""
    first = headline.iloc[0]
    seeds = int(headline["seeds"].max())
    comparable = {"yes": "Comparable", "limited": "Comparable with a reservation"}
    named = {key: joined(headline[key].unique()) for key in ("dataset", "protocol", "system")}
    return (
        f"{TASK_NAMES[task].capitalize()} of {named['dataset']} under "
        f"{named['protocol']} by {named['system']} ({plural(seeds, 'seed')}"
        f"{', mean ± standard deviation' if seeds > 1 else ''}) beside "
        f"{published.sources[tables.PAPER[0]].label}. "
        f"{comparable[first['comparable']]}: {'; '.join(headline['reason'].unique())}."
    )


def cost_view(frame: pd.DataFrame) -> Table:
    """`tables.cost` with readable units."""
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
                *(seconds(record[column]) for column in tables.COST[:4]),
                f"{count(record['peak_memory_mib'])} MiB".replace(f"{MISSING} MiB", MISSING),
            ),
        )
        for record in frame.to_dict("records")
    ]
    return Table(header, tuple(rows), labels=2)


def runs_view(frame: pd.DataFrame) -> Table:
    """`tables.runs` with hashes cut to twelve digits."""
    columns = [column for column in frame.columns if column not in tables.RUN]
    header = ("Dataset", "System", "d", "Seed", *(_spaced(column) for column in columns))
    rows = [
        Row(
            "plain",
            tuple(
                short_hash(record[column]) if column.endswith("_hash") else _text(record[column])
                for column in [*tables.RUN, *columns]
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
    """A table for the terminal."""
    return _tabulated(table, [list(row.cells) for row in table.rows], "simple")


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
