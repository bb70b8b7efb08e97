"""The report: one HTML page that needs nothing else, the same in Markdown, and for the terminal."""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from poincare.evaluation.tasks import TASKS
from poincare.reporting.audit.verdicts import VERDICTS
from poincare.reporting.audit.view import audit_markdown, audit_page
from poincare.reporting.figures.picture import Card
from poincare.reporting.figures.registry import grouped
from poincare.reporting.page.context import Context
from poincare.reporting.page.data_uri import data_uri, downloads
from poincare.reporting.page.summary import summarise
from poincare.reporting.page.tables import Tables
from poincare.reporting.regression.view import ComparisonView
from poincare.reporting.tables import views
from poincare.reporting.tables.protocol_table import ProtocolTable, protocol_markdown
from poincare.reporting.words import capitalised, escaped, short_hash

_TEMPLATES = Path(__file__).with_name("templates")

#: Characters that a terminal may lack.
_ASCII = str.maketrans(
    {"−": "-", "—": "-", "±": "+-", "✓": "", "✗": "", "‡": "(!)", "’": "'", "ρ": "rho",
     "\u00a0": " "}
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class TaskSection:
    """A task's part of the page.

    Attributes
    ----------
    anchor, title : str
    tables : tuple of ProtocolTable
    missing : str
        Why the task's data are missing; blank if they are not.
    scored : bool
        Whether the run scored it. If not, its tables have kept results only.
    """

    anchor: str
    title: str
    tables: tuple[ProtocolTable, ...]
    missing: str
    scored: bool


@dataclass(frozen=True, eq=False, kw_only=True)
class Report:
    """Everything that the report shows.

    Attributes
    ----------
    context : Context
    tables : Tables
    cards : sequence of Card
        The figures.
    data : mapping of str to str
        The CSV texts behind the figures, by name.
    comparison : ComparisonView, optional
        With a baseline.
    """

    context: Context
    tables: Tables
    cards: Sequence[Card] = ()
    data: Mapping[str, str] = field(default_factory=dict)
    comparison: ComparisonView | None = None

    @cached_property
    def content(self) -> dict[str, Any]:
        """What both templates show, by the names that they use."""
        return _content(self.context, self.tables) | _figures(self.cards)


def render_html(report: Report) -> str:
    """The report as one HTML page: styles and figures inside, nothing fetched, names escaped.

    The one script that may run is that of the template, named by its hash.
    """
    script = (_TEMPLATES / "report.js").read_text(encoding="utf-8")
    return (
        _environment()
        .get_template("report.html")
        .render(
            report.content,
            comparison=report.comparison,
            downloads=downloads(report.data),
            script=script,
            script_hash=_content_security_hash(script),
        )
    )


def render_markdown(report: Report, figures: str) -> str:
    """The same report in Markdown; `figures` is the figures' folder as seen from the file."""
    template = _environment().get_template("report.md")
    text = template.render(report.content, figures=figures, comparison=report.comparison)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def headline_text(report: Report, page: str | Path) -> str:
    """Ours and the paper's values for the terminal, what is missing, and the page's path."""
    content = report.content
    parts = [content["nothing_to_compare"]]
    if content["headline"]:
        parts = [content["headline_caption"], views.plain(content["headline"])]
    parts += [f"Doubtful: {line}" for line in content["summary"].doubts]
    parts += [f"Missing: {line}" for line in content["summary"].missing]
    lines = "\n".join(parts).translate(_ASCII).splitlines()
    return "\n".join([*(line.rstrip() for line in lines), f"Report: {page}"])


def _content(context: Context, tables: Tables) -> dict[str, Any]:
    headline, published = tables.headline, tables.published
    shown = {source for frame in tables.tasks.values() for source in frame["source"]}
    summary = summarise(context, tables)
    compared = summary.agrees or summary.differs
    uncertain = {name: recipe.uncertain for name, recipe in context.recipes.items()}
    return {
        "context": context,
        "summary": summary,
        "nothing": "Nothing." if compared else "Nothing could be compared.",
        "nothing_to_compare": "The paper reports no comparable numbers.",
        "headline": views.headline_view(headline) if len(headline) else None,
        "headline_caption": views.headline_caption(headline, published),
        "tasks": [_task_section(name, context, tables) for name in TASKS],
        "audit": audit_page(tables.audit, published, tables.rules, uncertain),
        "settings": tables.settings,
        "cost": views.cost_view(tables.cost),
        "runs": views.runs_view(tables.runs),
        "data": views.mapping_view(context.sources),
        "external": views.mapping_view(context.external),
        "marks": "".join(one.mark for one in VERDICTS.values()),
        "references": [source for key, source in published.sources.items() if key in shown],
    }


def _task_section(name: str, context: Context, tables: Tables) -> TaskSection:
    return TaskSection(
        anchor=name.replace("_", "-"),
        title=capitalised(TASKS[name].title),
        tables=tuple(tables.by_protocol[name]),
        missing=context.missing.get(name, ""),
        scored=name in set(tables.results["task"]),
    )


def _figures(cards: Sequence[Card]) -> dict[str, Any]:
    """The figures by name, and their names by heading."""
    return {
        "cards": {card.name: card for card in cards},
        "groups": grouped(card.name for card in cards),
    }


def _svg_uri(svg: str) -> str:
    return data_uri(svg.encode(), "image/svg+xml")


def _content_security_hash(script: str) -> str:
    """How a Content-Security-Policy names an inline script."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _fence(text: str) -> str:
    """A fence of backticks longer than any inside `text`."""
    return "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text)), 3)


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "svg_uri": _svg_uri,
        "sections": views.sections,
        "markdown": views.markdown,
        "protocol_markdown": protocol_markdown,
        "audit_markdown": audit_markdown,
        "literal": escaped,
        "fence": _fence,
        "short": short_hash,
    }
    return environment
