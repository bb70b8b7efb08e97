"""Make the tables of the report."""

from pathlib import Path

from poincare.base.console import logged
from poincare.evaluation.results import read_results
from poincare.reporting.audit.rules import read_audit
from poincare.reporting.kept.rows import read_kept
from poincare.reporting.page.files import save_tables
from poincare.reporting.page.tables import make_tables
from poincare.reporting.published import read_published

with logged(snakemake.log[0]):
    known, folder = Path(snakemake.input.published[0]).parent, Path(snakemake.output[0]).parent
    published = read_published(known)
    rules, results = read_audit(known, published.numbers), read_results(snakemake.input.results)
    kept = read_kept(snakemake.input.kept or None, snakemake.input.all_recipes, results)
    save_tables(make_tables(results, kept, published, rules), folder)
