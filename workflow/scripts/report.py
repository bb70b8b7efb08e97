"""Write the report."""

from pathlib import Path

from poincare.base.console import logged
from poincare.base.provenance import environment, today
from poincare.evaluation.results import read_results
from poincare.evaluation.tasks import TASKS
from poincare.reporting.audit.rules import read_audit
from poincare.reporting.figures.picture import read_card
from poincare.reporting.kept.rows import read_kept
from poincare.reporting.page.context import gather
from poincare.reporting.page.data_uri import read_data
from poincare.reporting.page.files import save_report
from poincare.reporting.page.page import Report
from poincare.reporting.page.tables import make_tables
from poincare.reporting.published import read_published
from poincare.reporting.regression.view import comparison_view

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
        task_data={
            task.name: snakemake.input[task.data]
            for task in TASKS.values()
            if task.data and snakemake.input[task.data]
        },
        recipes=snakemake.input.recipes,
        external=snakemake.input.external,
    )
    folder = Path(snakemake.input.figures[0]).parent
    baseline = snakemake.input.baseline
    kept = read_kept(snakemake.input.kept or None, snakemake.input.all_recipes, results)
    report = Report(
        context=context,
        tables=make_tables(results, kept, published, read_audit(known, published.numbers)),
        cards=[read_card(folder, name) for name in snakemake.params.figures],
        data=read_data(folder, snakemake.params.figures),
        comparison=comparison_view(read_results(baseline), results) if baseline else None,
    )
    page = save_report(report, Path(snakemake.output.html).parent, folder.name)
    logger.info("report: %s", page)
