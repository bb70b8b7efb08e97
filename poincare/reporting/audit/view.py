"""The audit for people: the number of each verdict, then one table per published table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from poincare.evaluation.metrics import METRICS, Tolerance
from poincare.reporting.audit.baselines import baselines_view
from poincare.reporting.audit.flaws import flaws_view
from poincare.reporting.audit.frames import AuditFrames
from poincare.reporting.audit.published_table import AuditTable, audit_tables
from poincare.reporting.audit.rules import AuditRules
from poincare.reporting.audit.verdicts import REPRODUCED, VERDICTS, counts
from poincare.reporting.kept.view import kept_notes
from poincare.reporting.published import Published
from poincare.reporting.tables.views import Row, Table, markdown
from poincare.reporting.words import MISSING, capitalised, count, escaped, joined, plural


@dataclass(frozen=True, kw_only=True)
class AuditPage:
    """The audit as a section of the report.

    `kept` says which values are kept results and which kept results are stale.
    """

    summary: tuple[str, ...]
    verdicts: Table
    kept: tuple[str, ...]
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
    uncertain = {**frames.kept.uncertain, **uncertain}
    return AuditPage(
        summary=_summary(frames.audit, rules),
        verdicts=_verdicts(frames.audit),
        kept=kept_notes(frames.kept),
        tables=audit_tables(frames.audit, rules, uncertain),
        explanations=audit_tables(frames.explanations, rules, {}),
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
    parts = [_listed(page.summary), markdown(page.verdicts), _listed(page.kept)]
    return "\n\n".join(part for part in [*parts, _markdown(page.tables, "###")] if part)


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
    first = f"{found.pop(REPRODUCED)} of {plural(len(frame), 'published value')}"
    rest = joined(f"{n} {VERDICTS[name].marked}" for name, n in found.items())
    tolerances = joined(_criterion(*given) for given in rules.criteria.items())
    return (
        f"{first} {VERDICTS[REPRODUCED].marked}, {rest}.",
        "Ours is the recipe of that system, scored under the source’s own protocol. The tolerance "
        f"is {tolerances}. With several seeds, our standard deviation is added. All metrics of a "
        "system at a dimension are one row.",
        *(f"{capitalised(one.marked)}: {one.meaning}." for one in VERDICTS.values() if one.meaning),
    )


def _verdicts(frame: pd.DataFrame) -> Table:
    """Numbers of each published table by verdict."""
    header = ("Published table", *(one.marked for one in VERDICTS.values()))
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
