"""Make the tables of the report."""

from pathlib import Path

from poincare.base.console import logged
from poincare.evaluation.results import read_results
from poincare.reporting.audit.rules import read_audit
from poincare.reporting.page.files import save_tables
from poincare.reporting.page.tables import make_tables
from poincare.reporting.published import read_published

with logged(snakemake.log[0]):
    known, folder = Path(snakemake.input.published[0]).parent, Path(snakemake.output[0]).parent
    published = read_published(known)
    rules = read_audit(known, published.numbers)
    save_tables(make_tables(read_results(snakemake.input.results), published, rules), folder)
