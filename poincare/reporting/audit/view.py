"""The audit for people: how many published numbers stand, then one table per published table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from poincare.reporting.audit.baselines import baselines, baselines_view
from poincare.reporting.audit.flaws import flaws, flaws_view
from poincare.reporting.audit.rules import ROW, AuditRules, Criterion
from poincare.reporting.audit.verdicts import (
    CANNOT,
    NOT_REPRODUCED,
    NOT_RUN,
    REPRODUCED,
    audit,
    counts,
    explained,
)
from poincare.reporting.published import Published
from poincare.reporting.tables.views import Row, Table, markdown, with_spread
from poincare.reporting.words import (
    IN_TEXT,
    METRIC_NAMES,
    MISSING,
    at_dims,
    count,
    escaped,
    joined,
    number,
    plural,
)

#: A verdict is a word and a mark, never a colour alone.
MARKS = {REPRODUCED: "✓", NOT_REPRODUCED: "✗", CANNOT: "≠", NOT_RUN: "○"}

_NAMES = METRIC_NAMES | {"rank_norm_spearman": "ρ of rank and norm"}


@dataclass(frozen=True)
class AuditTable:
    """A published table: its verdicts, its rows that ours stand beside, and what is to be said."""

    title: str
    verdicts: str
    table: Table | None
    notes: tuple[str, ...]


@dataclass(frozen=True)
class AuditPage:
    """The audit's part of the report."""

    summary: tuple[str, ...]
    verdicts: Table
    tables: tuple[AuditTable, ...]
    explanations: tuple[AuditTable, ...]
    explanations_caption: str
    flaws: Table | None
    baselines: Table
    baselines_caption: str


def audit_page(
    results: pd.DataFrame,
    published: Published,
    rules: AuditRules,
    uncertain: Mapping[str, tuple[str, ...]],
) -> AuditPage:
    """All of the audit; `uncertain` says of each recipe of the run what is not known of it."""
    frame = audit(results, rules)
    worth = flaws(results)
    given = rules.baselines
    return AuditPage(
        summary=_summary(frame, rules),
        verdicts=_verdicts(frame),
        tables=_tables(frame, rules, uncertain),
        explanations=_tables(explained(results, rules), rules, {}),
        explanations_caption=(
            "Published values beside another recipe, or other training data, that may explain "
            "them: under the same rule of scoring and by the same criteria. They do not count "
            "among the verdicts."
        ),
        flaws=flaws_view(worth) if len(worth) else None,
        baselines=baselines_view(baselines(results, published, given)),
        baselines_caption=(
            f"{published.sources[given.source].label} beside ours on {given.dataset} under "
            f"{given.protocol}. The names of our recipes say whether points were kept in the unit "
            "ball, as in the first released code, or were free."
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
    """The table of flaws as Markdown, or a sentence in its place."""
    return "No flaw was scored both with and without." if table is None else markdown(table)


def _listed(sentences: Iterable[str]) -> str:
    return "\n".join(f"- {escaped(sentence)}" for sentence in sentences)


def _summary(frame: pd.DataFrame, rules: AuditRules) -> tuple[str, ...]:
    found = counts(frame)
    rest = joined(f"{found[name]} {name} {MARKS[name]}" for name in list(found)[1:])
    total = plural(len(frame), "published value")
    return (
        f"{found[REPRODUCED]} of {total} {REPRODUCED} {MARKS[REPRODUCED]}, {rest}.",
        "A value counts as reproduced if ours, by the recipe of that system and under its source’s "
        "own rule of scoring, is no further from it than "
        f"{joined(_criterion(*given) for given in rules.criteria.items())}; with several seeds our "
        "standard deviation is added. All metrics of a system at a dimension must hold. A better "
        "value is no reproduction either.",
    )


def _verdicts(frame: pd.DataFrame) -> Table:
    """How many numbers of each published table have which verdict."""
    header = ("Published table", *(f"{name} {mark}" for name, mark in MARKS.items()))
    rows = [
        Row("plain", (title, *(count(n) if n else MISSING for n in counts(part).values())))
        for title, part in frame.groupby("table", sort=False)
    ]
    return Table(header, tuple(rows))


def _criterion(metric: str, criterion: Criterion) -> str:
    name = IN_TEXT[metric]
    amount = (
        f"{100 * criterion.relative:.0f} %" if criterion.relative else f"{criterion.absolute:g}"
    )
    return f"{amount} ({name})"


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
    notes = [f"{reason[:1].upper()}{reason[1:]}." for reason in _distinct(frame["reservation"])]
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
        notes.append(f"{several} that the final version has too are left out.")
    missing = absent[absent["system"] != ""]
    if len(missing):
        notes.append(f"Not run: {'; '.join(_absent(missing))}.")
    found = joined(f"{n} {name} {MARKS[name]}" for name, n in counts(frame).items() if n)
    return AuditTable(title, found, _rows(shown) if len(shown) else None, tuple(notes))


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
        header += [f"{_NAMES.get(metric, metric)}, published", "ours", "ours − published"]
        header += [f"ours, {joined(frame['beside'].unique())}"] if fair else []
    rows = []
    for protocol, part in frame.groupby("protocol", sort=False):
        section = f"Ours on {joined(part['dataset'].unique())} under {protocol}"
        rows.append(Row("section", (section, *[""] * (len(header) - 1))))
        for _, row in part.groupby(ROW, dropna=False, sort=False):
            first, values = row.iloc[0], row.set_index("metric")
            verdict = f"{first['verdict']} {MARKS[first['verdict']]}"
            dim = MISSING if pd.isna(first["dim"]) else str(int(first["dim"]))
            cells = [first["published_system"], first["system"], verdict, dim]
            for metric in metrics:
                cells += _cells(values, metric, fair)
            rows.append(Row("plain", tuple(cells)))
    return Table(tuple(header), tuple(rows), labels=3)


def _cells(values: pd.DataFrame, metric: str, fair: bool) -> list[str]:
    if metric not in values.index:
        return [MISSING] * (4 if fair else 3)
    value = values.loc[metric]
    cells = [
        number(value["published"], metric),
        with_spread(value["ours"], value["sd"], metric),
        number(value["difference"], metric, signed=True),
    ]
    return [*cells, number(value["ours_beside"], metric)] if fair else cells
