"""The tables of the report as files: CSV for programs, Markdown for people, LaTeX for papers."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from poincare.base.storage import write_text
from poincare.reporting.audit.baselines import baselines
from poincare.reporting.audit.flaws import flaws
from poincare.reporting.audit.rules import AuditRules
from poincare.reporting.audit.verdicts import audit, explained
from poincare.reporting.audit.view import (
    audit_page,
    audit_tables_markdown,
    explanations_markdown,
    flaws_markdown,
)
from poincare.reporting.published import Published
from poincare.reporting.tables import frames as tables
from poincare.reporting.tables import views
from poincare.reporting.tables.latex_tables import latex_tables
from poincare.reporting.tables.protocol_table import block_markdown, blocks
from poincare.reporting.words import escaped, settings


def save_tables(results: pd.DataFrame, published: Published, folder: str | Path) -> None:
    """Write the headline, a table per task, cost and runs atomically.

    Each becomes ``name.csv`` with all columns and digits and ``name.md`` as in the report.
    """
    headline = tables.headline(results, published)
    reconstruction = tables.reconstruction(results, published)
    links = tables.link_prediction(results, published)
    entailment = tables.entailment(results, published)
    cost, runs = tables.cost(results), tables.runs(results)
    caption = views.headline_caption(headline, published, tables.headline_task(results))
    made = {
        "headline": (
            headline,
            f"{views.markdown(views.headline_view(headline))}\n\n{escaped(caption)}",
        ),
        "reconstruction": (reconstruction, _blocks(reconstruction, results, published)),
        "link_prediction": (links, _blocks(links, results, published)),
        "lexical_entailment": (entailment, _blocks(entailment, results, published)),
        "cost": (cost, views.markdown(views.cost_view(cost))),
        "runs": (runs, views.markdown(views.runs_view(runs))),
    }
    _write(made, folder)


def save_latex(results: pd.DataFrame, published: Published, folder: str | Path) -> None:
    """Write ``name.tex`` for the headline, each task and the cost atomically."""
    for name, text in latex_tables(results, published).items():
        write_text(Path(folder) / f"{name}.tex", text)


def save_audit(
    results: pd.DataFrame, published: Published, rules: AuditRules, folder: str | Path
) -> None:
    """Write the audit, explanations, baselines and flaws atomically, in the same way."""
    page = audit_page(results, published, rules, {})
    made = {
        "audit": (audit(results, rules), audit_tables_markdown(page)),
        "explanations": (explained(results, rules), explanations_markdown(page)),
        "baselines": (
            baselines(results, published, rules.baselines),
            f"{views.markdown(page.baselines)}\n\n{escaped(page.baselines_caption)}",
        ),
        "flaws": (flaws(results), flaws_markdown(page.flaws)),
    }
    _write(made, folder)


def _write(made: Mapping[str, tuple[pd.DataFrame, str]], folder: str | Path) -> None:
    for name, (frame, text) in made.items():
        write_text(Path(folder) / f"{name}.csv", frame.to_csv(index=False, float_format="%.10g"))
        write_text(Path(folder) / f"{name}.md", text.strip() + "\n")


def _blocks(frame: pd.DataFrame, results: pd.DataFrame, published: Published) -> str:
    behind = {name: settings(part) for name, part in results.groupby("dataset")}
    made = (block_markdown(block, behind[block.dataset]) for block in blocks(frame, published))
    return "\n\n".join(made) or "No results."
