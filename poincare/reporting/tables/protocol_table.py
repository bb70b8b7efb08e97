"""Our results over dims with the published rows under them, one table per protocol."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from poincare.reporting.published import Published, Source
from poincare.reporting.tables import frames as tables
from poincare.reporting.tables.views import Row, Table, difference, markdown, with_spread
from poincare.reporting.words import METRIC_NAMES, count, escaped, joined

_COUNT_NAMES = {"n_evaluated": "evaluated", "n_skipped": "skipped", "n_ties": "ties"}


@dataclass(frozen=True)
class Block:
    """One dataset under one protocol: what can be compared, what cannot, and why."""

    dataset: str
    protocol: str
    table: Table
    notes: tuple[str, ...]
    others: Table | None
    other_notes: tuple[str, ...]


def blocks(frame: pd.DataFrame, published: Published) -> list[Block]:
    """`tables.reconstruction` or `tables.entailment`, one block per dataset and protocol."""
    return [
        _block(dataset, protocol, part, published.sources)
        for (dataset, protocol), part in frame.groupby(["dataset", "protocol"], sort=False)
    ]


def block_markdown(block: Block, settings: str) -> str:
    """A block in Markdown, with the settings behind it."""
    parts = [f"### {escaped(block.dataset)}, {escaped(block.protocol)}", escaped(settings)]
    parts += [markdown(block.table), _listed(block.notes)]
    if block.others is not None:
        parts.append(f"Published numbers that cannot be compared with {escaped(block.protocol)}:")
        parts += [_listed(block.other_notes), markdown(block.others)]
    return "\n\n".join(part for part in parts if part)


def _listed(sentences: tuple[str, ...]) -> str:
    return "\n".join(f"- {escaped(sentence)}" for sentence in sentences)


def _block(dataset: str, protocol: str, part: pd.DataFrame, sources: Mapping[str, Source]) -> Block:
    unfit = part["comparable"] == "no"
    fit, others = part[~unfit], part[unfit]
    return Block(
        dataset,
        protocol,
        _table(fit, sources, verdict=(fit["row"] == "published").any()),
        _notes(fit, sources),
        _table(others, sources, verdict=False) if len(others) else None,
        _notes(others, sources),
    )


def _table(part: pd.DataFrame, sources: Mapping[str, Source], verdict: bool) -> Table:
    """Sections by metric; with `verdict`, the second column says whether rows are comparable."""
    named = [name for name in part.columns if name.startswith("d=") or name == "no d"]
    dims = [name for name in named if part[name].notna().any()]
    words = ["", "Comparable?"] if verdict else [""]
    header = (*words, *(name.replace("=", " = ") for name in dims))
    systems = part.loc[part["row"] == "ours", "system"].nunique()
    rows = []
    for metric, lines in part.groupby("metric", sort=False):
        better = "lower" if metric in tables.LOWER_IS_BETTER else "higher"
        section = f"{METRIC_NAMES[metric]} ({better} is better)"
        rows.append(Row("section", (section, *[""] * (len(header) - 1))))
        spread = lines[lines["row"] == "sd"].set_index("system")
        settings = lines.groupby(["source", "published_system"])["note"].nunique()
        for record in lines[lines["row"] != "sd"].to_dict("records"):
            if record["row"] == "n_skipped" and not any(record[dim] > 0 for dim in dims):
                continue
            label = row_label(record, sources, systems > 1, settings)
            stated = [record["comparable"] if record["row"] == "published" else ""]
            sd = spread.loc[record["system"]] if record["system"] in spread.index else {}
            cells = [_cell(record, dim, metric, sd) for dim in dims]
            kind = "count" if record["row"] in _COUNT_NAMES else record["row"]
            rows.append(Row(kind, (label, *(stated if verdict else []), *cells)))
    return Table(header, tuple(rows), labels=len(words))


def _cell(record: Mapping[str, object], dim: str, metric: str, sd: Mapping[str, float]) -> str:
    value = record[dim]
    if record["row"] in _COUNT_NAMES:
        return count(value)
    if record["row"] == "difference":
        return difference(value, metric)
    return with_spread(value, sd.get(dim) if record["row"] == "ours" else None, metric)


def row_label(
    record: Mapping[str, str], sources: Mapping[str, Source], several: bool, settings: pd.Series
) -> str:
    """What a row is called.

    Parameters
    ----------
    record : mapping
        A row of `tables.reconstruction` and its like.
    sources : mapping of str to Source
    several : bool
        Whether systems of ours are to be told apart in differences.
    settings : pandas.Series
        How many notes (column of the table) each source and published system has.
    """
    if record["row"] == "ours":
        return f"ours: {record['system']}"
    if record["row"] in _COUNT_NAMES:
        return _COUNT_NAMES[record["row"]]
    if record["row"] == "difference":
        return f"{record['system']} − published" if several else "ours − published"
    label = f"{sources[record['source']].label}: {record['published_system']}"
    if settings[record["source"], record["published_system"]] > 1:
        label += f" ({record['note']})"
    return label + (" †" if record["evidence"] == "secondary" else "")


def _notes(part: pd.DataFrame, sources: Mapping[str, Source]) -> tuple[str, ...]:
    """One sentence per reason, with all sources that it holds for."""
    theirs = part[part["row"] == "published"]
    notes = [
        f"{joined(sources[source].label for source in stated['source'].unique())}: "
        f"{comparable}; {reason}."
        for (comparable, reason), stated in theirs.groupby(["comparable", "reason"], sort=False)
    ]
    if (theirs["evidence"] == "secondary").any():
        notes.append("† quoted by somebody else, not read at the source.")
    return tuple(notes)
