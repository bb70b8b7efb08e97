"""The audit for people: the number of each verdict, then one table per published table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from poincare.evaluation.metrics import METRICS, Tolerance
from poincare.reporting.audit.baselines import baselines_view
from poincare.reporting.audit.flaws import flaws_view
from poincare.reporting.audit.frames import AuditFrames
from poincare.reporting.audit.rules import ROW, AuditRules
from poincare.reporting.audit.verdicts import CANNOT, NOT_REPRODUCED, NOT_RUN, REPRODUCED, counts
from poincare.reporting.published import Published
from poincare.reporting.tables.views import Row, Table, markdown, section_row, with_spread
from poincare.reporting.words import (
    MISSING,
    at_dims,
    capitalised,
    count,
    escaped,
    joined,
    number,
    plural,
    titled,
)

#: A verdict is a word and a mark, never a colour alone.
_MARKS = {REPRODUCED: "✓", NOT_REPRODUCED: "✗", CANNOT: "≠", NOT_RUN: "○"}


@dataclass(frozen=True, kw_only=True)
class AuditTable:
    """A published table: its verdicts, its rows that we have results for, and notes."""

    title: str
    verdicts: str
    table: Table | None
    notes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AuditPage:
    """The audit as a section of the report."""

    summary: tuple[str, ...]
    verdicts: Table
    tables: tuple[AuditTable, ...]
    explanations: tuple[AuditTable, ...]
    explanations_caption: str
    flaws: Table | None
    baselines: Table
    baselines_caption: str


def audit_page(
    frames: AuditFrames,
    published: Published,
    rules: AuditRules,
    uncertain: Mapping[str, tuple[str, ...]],
) -> AuditPage:
    """All of the audit; `uncertain` has, by recipe, what is not known of the system."""
    given = rules.baselines
    return AuditPage(
        summary=_summary(frames.audit, rules),
        verdicts=_verdicts(frames.audit),
        tables=_tables(frames.audit, rules, uncertain),
        explanations=_tables(frames.explanations, rules, {}),
        explanations_caption=(
            "Published values and another recipe, or other training data, that may explain them, "
            "under the same protocol and by the same criteria. They do not count as verdicts."
        ),
        flaws=flaws_view(frames.flaws) if len(frames.flaws) else None,
        baselines=baselines_view(frames.baselines),
        baselines_caption=(
            f"{published.sources[given.source].label} and ours on {given.dataset} under "
            f"{given.protocol}. The names of our recipes tell whether points are kept in the unit "
            "ball, as in the first released code, or are free."
        ),
    )


def audit_markdown(page: AuditPage) -> str:
    """The audit as Markdown, under headings of the third level."""
    parts = [audit_tables_markdown(page), "### What may explain a difference"]
    parts += [explanations_markdown(page), "### A fair row for the baselines"]
    parts += [escaped(page.baselines_caption), markdown(page.baselines)]
    parts += ["### What each flaw is worth", flaws_markdown(page.flaws)]
    return "\n\n".join(parts)


def audit_tables_markdown(page: AuditPage) -> str:
    """The summary and the published tables as Markdown."""
    parts = [_listed(page.summary), markdown(page.verdicts), _markdown(page.tables, "###")]
    return "\n\n".join(parts)


def explanations_markdown(page: AuditPage) -> str:
    """The explanations as Markdown."""
    return "\n\n".join([escaped(page.explanations_caption), _markdown(page.explanations, "####")])


def _markdown(made: Iterable[AuditTable], heading: str) -> str:
    parts = []
    for one in made:
        parts += [f"{heading} {escaped(one.title)}", markdown(one.table) if one.table else ""]
        parts.append(_listed(one.notes))
    return "\n\n".join(part for part in parts if part)


def flaws_markdown(table: Table | None) -> str:
    """The table of flaws as Markdown, or a sentence if there is none."""
    return "No flaw was scored both with and without." if table is None else markdown(table)


def _listed(sentences: Iterable[str]) -> str:
    return "\n".join(f"- {escaped(sentence)}" for sentence in sentences)


def _summary(frame: pd.DataFrame, rules: AuditRules) -> tuple[str, ...]:
    found = counts(frame)
    rest = joined(f"{found[name]} {name} {_MARKS[name]}" for name in list(found)[1:])
    total = plural(len(frame), "published value")
    return (
        f"{found[REPRODUCED]} of {total} {REPRODUCED} {_MARKS[REPRODUCED]}, {rest}.",
        "A value counts as reproduced if the recipe of that system, scored under the source’s own "
        "protocol, differs from it by at most "
        f"{joined(_criterion(*given) for given in rules.criteria.items())}. With several seeds, "
        "our standard deviation is added. All metrics of a system at a dimension must hold. A "
        "better value does not count as a reproduction.",
    )


def _verdicts(frame: pd.DataFrame) -> Table:
    """Numbers of each published table by verdict."""
    header = ("Published table", *(f"{name} {mark}" for name, mark in _MARKS.items()))
    rows = [
        Row("plain", (title, *(count(n) if n else MISSING for n in counts(part).values())))
        for title, part in frame.groupby("table", sort=False)
    ]
    return Table(header, tuple(rows))


def _criterion(metric: str, criterion: Tolerance) -> str:
    amount = (
        f"{100 * criterion.relative:.0f} %" if criterion.relative else f"{criterion.absolute:g}"
    )
    return f"{amount} ({METRICS[metric].in_text})"


def _tables(
    frame: pd.DataFrame, rules: AuditRules, uncertain: Mapping[str, tuple[str, ...]]
) -> tuple[AuditTable, ...]:
    return tuple(
        _table(title, part, rules, uncertain) for title, part in frame.groupby("table", sort=False)
    )


def _table(
    title: str, frame: pd.DataFrame, rules: AuditRules, uncertain: Mapping[str, tuple[str, ...]]
) -> AuditTable:
    rows = frame.groupby(ROW, dropna=False, sort=False)
    shown = frame[rows["ours"].transform("count") > 0]
    absent = frame.drop(shown.index)
    notes = [f"{capitalised(reason)}." for reason in _distinct(frame["reservation"])]
    for reason in _distinct(frame["cannot_be_compared"]):
        unfit = frame[frame["cannot_be_compared"] == reason]
        notes.append(f"{joined(unfit['published_system'].unique())} {CANNOT}: {reason}.")
    notes += [
        f"Not known of {system}: {_sentence(point)}"
        for system in _distinct(shown["system"])
        for point in uncertain.get(system, ())
    ]
    if title in rules.repeated:
        several = plural(rules.repeated[title], "row")
        notes.append(f"Left out: {several} that the final version repeats.")
    doubted = _distinct(shown.loc[shown["doubt"] != "", "system"])
    if doubted:
        notes.append(f"{joined(doubted)}: too many ties or a degenerate embedding (‡).")
    missing = absent[absent["system"] != ""]
    if len(missing):
        notes.append(f"Not run: {'; '.join(_absent(missing))}.")
    found = joined(f"{n} {name} {_MARKS[name]}" for name, n in counts(frame).items() if n)
    return AuditTable(
        title=title,
        verdicts=found,
        table=_rows(shown) if len(shown) else None,
        notes=tuple(notes),
    )


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _distinct(values: pd.Series) -> list[str]:
    return [value for value in values.unique() if value]


def _absent(frame: pd.DataFrame) -> list[str]:
    """`cpp-50 and cpp-200 on nouns-paths at d = 5 and 10`: the recipes without results."""
    alike: dict[tuple[str, tuple[int, ...]], list[str]] = {}
    for (system, dataset), part in frame.groupby(["system", "dataset"], sort=False):
        dims = tuple(sorted(part["dim"].dropna().astype(int).unique()))
        alike.setdefault((dataset, dims), []).append(system)
    return [
        f"{joined(systems)} on {dataset} at {at_dims(dims)}"
        for (dataset, dims), systems in alike.items()
    ]


def _rows(frame: pd.DataFrame) -> Table:
    """Rows of one published table that have results of ours."""
    metrics = list(frame["metric"].unique())
    fair = (frame["beside"] != frame["protocol"]).any()
    header = ["Published", "Our recipe", "Verdict", "d"]
    for metric in metrics:
        header += [f"{titled(metric)}, published", "ours", "ours − published"]
        header += [f"ours, {joined(frame['beside'].unique())}"] if fair else []
    rows = []
    for leading, part in frame.groupby(_leading_protocols(frame), sort=False):
        rows.append(section_row(_section(part, leading), len(header)))
        for _, row in part.groupby(ROW, dropna=False, sort=False):
            first, values = row.iloc[0], row.set_index("metric")
            verdict = f"{first['verdict']} {_MARKS[first['verdict']]}"
            dim = MISSING if pd.isna(first["dim"]) else str(int(first["dim"]))
            cells = [first["published_system"], first["system"], verdict, dim]
            for metric in metrics:
                cells += _cells(values, metric, fair)
            rows.append(Row("plain", tuple(cells)))
    return Table(tuple(header), tuple(rows), labels=3)


def _leading_protocols(frame: pd.DataFrame) -> pd.Series:
    """Of every number the protocol of its row's first metric; other metrics may have their own."""
    return frame.groupby(ROW, dropna=False, sort=False)["protocol"].transform("first")


def _section(part: pd.DataFrame, leading: str) -> str:
    """Heading of the rows whose leading protocol that is."""
    own = part.loc[part["protocol"] != leading, ["metric", "protocol"]].drop_duplicates()
    others = (f"{METRICS[metric].in_text} under {name}" for metric, name in own.to_numpy())
    return ", ".join([f"Ours on {joined(part['dataset'].unique())} under {leading}", *others])


def _cells(values: pd.DataFrame, metric: str, fair: bool) -> list[str]:
    if metric not in values.index:
        return [MISSING] * (4 if fair else 3)
    value = values.loc[metric]
    cells = [
        number(value["published"], metric),
        with_spread(value["ours"], value["sd"], metric, value["doubt"]),
        number(value["difference"], metric, signed=True),
    ]
    return [*cells, number(value["ours_beside"], metric)] if fair else cells
