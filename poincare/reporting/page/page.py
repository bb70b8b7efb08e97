"""The report: one HTML page that needs nothing else, the same in Markdown, and for the terminal."""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from poincare.reporting.audit.view import audit_markdown, audit_page
from poincare.reporting.figures.picture import Card
from poincare.reporting.figures.registry import grouped
from poincare.reporting.page.context import Context
from poincare.reporting.page.data_uri import data_uri, downloads
from poincare.reporting.page.summary import summarise
from poincare.reporting.published import Published
from poincare.reporting.regression.view import Section
from poincare.reporting.tables import frames as tables
from poincare.reporting.tables import views
from poincare.reporting.tables.protocol_table import block_markdown, blocks
from poincare.reporting.tables.views import headline_caption, headline_view
from poincare.reporting.words import escaped, settings, short_hash

_TEMPLATES = Path(__file__).with_name("templates")

#: Characters that a terminal may lack.
_ASCII = str.maketrans(
    {"−": "-", "—": "-", "±": "+-", "✓": "", "✗": "", "’": "'", "ρ": "rho", "\u00a0": " "}
)


def render_html(
    context: Context,
    results: pd.DataFrame,
    published: Published,
    cards: Sequence[Card],
    data: Mapping[str, str] | None = None,
    comparison: Section | None = None,
) -> str:
    """The report as one HTML page: styles and figures inside, nothing fetched, names escaped.

    `data` are the CSV texts behind the figures, by name. The one script that may run is that of
    the template, named by its hash.
    """
    script = (_TEMPLATES / "report.js").read_text(encoding="utf-8")
    template = _environment().get_template("report.html")
    return template.render(
        _content(context, results, published),
        **_figures(cards),
        comparison=comparison,
        downloads=downloads(data or {}),
        script=script,
        script_hash=_content_security_hash(script),
    )


def render_markdown(
    context: Context,
    results: pd.DataFrame,
    published: Published,
    cards: Sequence[Card],
    figures: str,
    comparison: Section | None = None,
) -> str:
    """The same report in Markdown; `figures` is the figures' folder as seen from the file."""
    template = _environment().get_template("report.md")
    content = _content(context, results, published)
    text = template.render(content, **_figures(cards), figures=figures, comparison=comparison)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def headline_text(
    context: Context, results: pd.DataFrame, published: Published, report: str | Path
) -> str:
    """Ours beside the paper's for the terminal, what is missing, and last the report's path."""
    headline = tables.headline(results, published)
    parts = []
    if len(headline):
        parts.append(headline_caption(headline, published, tables.headline_task(results)))
        parts.append(views.plain(headline_view(headline)))
    else:
        parts.append("The paper reports nothing that these results can be held against.")
    parts += [f"Missing: {line}" for line in summarise(context, results, published).missing]
    lines = "\n".join(parts).translate(_ASCII).splitlines()
    return "\n".join([*(line.rstrip() for line in lines), f"Report: {report}"])


def _content(context: Context, results: pd.DataFrame, published: Published) -> dict[str, Any]:
    headline = tables.headline(results, published)
    reconstruction = tables.reconstruction(results, published)
    links = tables.link_prediction(results, published)
    entailment = tables.entailment(results, published)
    beside = {*reconstruction["source"], *links["source"], *entailment["source"]}
    summary = summarise(context, results, published)
    compared = summary.agrees or summary.differs
    uncertain = {name: recipe.uncertain for name, recipe in context.recipes.items()}
    return {
        "context": context,
        "summary": summary,
        "nothing": "Nothing." if compared else "Nothing could be compared.",
        "headline": headline_view(headline) if len(headline) else None,
        "headline_caption": headline_caption(headline, published, tables.headline_task(results)),
        "reconstruction": blocks(reconstruction, published),
        "link_prediction": blocks(links, published),
        "entailment": blocks(entailment, published),
        "audit": audit_page(results, published, context.audit, uncertain),
        "settings": {name: settings(part) for name, part in results.groupby("dataset")},
        "cost": views.cost_view(tables.cost(results)),
        "runs": views.runs_view(tables.runs(results)),
        "data": views.mapping_view(context.sources),
        "external": views.mapping_view(context.external),
        "references": [source for key, source in published.sources.items() if key in beside],
    }


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
        "block_markdown": block_markdown,
        "audit_markdown": audit_markdown,
        "literal": escaped,
        "fence": _fence,
        "short": short_hash,
    }
    return environment
