"""Write the report."""

from pathlib import Path

from poincare.base.console import logged
from poincare.base.provenance import environment, today
from poincare.base.storage import write_text
from poincare.evaluation.results import read_results
from poincare.reporting.audit.rules import read_audit
from poincare.reporting.figures.picture import read_card
from poincare.reporting.page import page
from poincare.reporting.page.context import gather
from poincare.reporting.page.data_uri import read_data
from poincare.reporting.published import read_published
from poincare.reporting.regression.view import comparison_section

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
