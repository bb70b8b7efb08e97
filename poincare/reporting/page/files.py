"""The report as files: its tables as CSV, Markdown and LaTeX, its page, and the headline."""

from pathlib import Path

import pandas as pd

from poincare.base.artefacts import write_artefact
from poincare.base.display import without_formulas
from poincare.reporting.audit.view import (
    audit_page,
    audit_tables_markdown,
    explanations_markdown,
    flaws_markdown,
)
from poincare.reporting.page.page import Report, headline_text, render_html, render_markdown
from poincare.reporting.page.tables import Tables
from poincare.reporting.tables import views
from poincare.reporting.tables.latex_tables import cost_latex, headline_latex, task_latex
from poincare.reporting.tables.protocol_table import protocol_markdown
from poincare.reporting.words import escaped


def save_tables(tables: Tables, folder: str | Path) -> None:
    """Write every table of `poincare.reporting.tables.names`, each file atomically.

    ``name.csv`` has all columns and digits, ``name.md`` is as in the report, and ``name.tex`` is
    for papers.
    """
    folder = Path(folder)
    for name, frame in _frames(tables).items():
        write_artefact(
            folder / f"{name}.csv",
            without_formulas(frame).to_csv(index=False, float_format="%.10g"),
        )
    for name, text in _markdown(tables).items():
        write_artefact(folder / f"{name}.md", text.strip() + "\n")
    for name, text in _latex(tables).items():
        write_artefact(folder / f"{name}.tex", text)


def save_report(report: Report, folder: str | Path, figures: str = "figures") -> Path:
    """Write ``report.html``, ``report.md`` and ``headline.txt``; return the page's path.

    `figures` is the folder of the figures as seen from `folder`.
    """
    path = Path(folder) / "report.html"
    write_artefact(path, render_html(report))
    write_artefact(path.with_name("report.md"), render_markdown(report, figures))
    write_artefact(path.with_name("headline.txt"), headline_text(report, path) + "\n")
    return path


def _frames(tables: Tables) -> dict[str, pd.DataFrame]:
    audit = tables.audit
    return {
        "headline": tables.headline,
        **tables.tasks,
        "cost": tables.cost,
        "runs": tables.runs,
        "audit": audit.audit,
        "explanations": audit.explanations,
        "baselines": audit.baselines,
        "flaws": audit.flaws,
    }


def _markdown(tables: Tables) -> dict[str, str]:
    page = audit_page(tables.audit, tables.published, tables.rules, {})
    headline = views.markdown(views.headline_view(tables.headline))
    caption = escaped(views.headline_caption(tables.headline, tables.published))
    return {
        "headline": f"{headline}\n\n{caption}",
        **{task: _task_markdown(task, tables) for task in tables.tasks},
        "cost": views.markdown(views.cost_view(tables.cost)),
        "runs": views.markdown(views.runs_view(tables.runs)),
        "audit": audit_tables_markdown(page),
        "explanations": explanations_markdown(page),
        "baselines": f"{views.markdown(page.baselines)}\n\n{escaped(page.baselines_caption)}",
        "flaws": flaws_markdown(page.flaws),
    }


def _task_markdown(task: str, tables: Tables) -> str:
    made = [
        protocol_markdown(one, tables.settings[one.dataset]) for one in tables.by_protocol[task]
    ]
    return "\n\n".join(made) or "No results."


def _latex(tables: Tables) -> dict[str, str]:
    results, published = tables.results, tables.published
    return {
        "headline": headline_latex(tables.headline, results, published),
        **{
            task: task_latex(task, frame, tables.by_protocol[task], results, published)
            for task, frame in tables.tasks.items()
        },
        "cost": cost_latex(results, tables.cost),
    }
