"""Make the tables of the report."""

from pathlib import Path

from poincare.base.console import logged
from poincare.evaluation.results import read_results
from poincare.reporting.audit.rules import read_audit
from poincare.reporting.published import read_published
from poincare.reporting.tables.files import save_audit, save_latex, save_tables

with logged(snakemake.log[0]):
    results = read_results(snakemake.input.results)
    known, made = Path(snakemake.input.published[0]).parent, Path(snakemake.output[0]).parent
    published = read_published(known)
    save_tables(results, published, made)
    save_latex(results, published, made)
    save_audit(results, published, read_audit(known, published.numbers), made)
