"""Write the report."""

from pathlib import Path

from poincare.console import logged
from poincare.evaluation.results import read_results
from poincare.provenance import environment, today
from poincare.reporting import page
from poincare.reporting.audit_rules import read_audit
from poincare.reporting.compare_view import comparison_section
from poincare.reporting.context import gather
from poincare.reporting.figure_data import read_data
from poincare.reporting.figures import read_card
from poincare.reporting.published import read_published
from poincare.storage import write_text

with logged(snakemake.log[0]) as logger:
    results = read_results(snakemake.input.results)
    known = Path(snakemake.input.published[0]).parent
    published = read_published(known)
    context = gather(
        title=snakemake.params.title,
        config=snakemake.params.config,
        date=today(),
        versions=environment(),
        graphs=snakemake.input.graphs,
        hyperlex=snakemake.input.hyperlex,
        recipes=snakemake.input.recipes,
        external=snakemake.input.external,
        audit=read_audit(known, published.numbers),
    )
    folder = Path(snakemake.input.figures[0]).parent
    cards = [read_card(folder, name) for name in snakemake.params.figures]
    data = read_data(folder, snakemake.params.figures)
    baseline = snakemake.input.baseline
    compared = comparison_section(read_results(baseline), results) if baseline else None
    html = page.render_html(context, results, published, cards, data, compared)
    write_text(snakemake.output.html, html)
    markdown = page.render_markdown(context, results, published, cards, folder.name, compared)
    write_text(snakemake.output.markdown, markdown)
    headline = page.headline_text(context, results, published, snakemake.output.html)
    write_text(snakemake.output.headline, headline + "\n")
    logger.info("report: %s", snakemake.output.html)
