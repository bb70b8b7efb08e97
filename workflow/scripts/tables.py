"""Make the tables of the report."""

from pathlib import Path

from poincare.console import logged
from poincare.evaluation.results import read_results
from poincare.reporting.published import read_published
from poincare.reporting.table_files import save_tables

with logged(snakemake.log[0]):
    results = read_results(snakemake.input.results)
    published = read_published(Path(snakemake.input.published[0]).parent)
    save_tables(results, published, Path(snakemake.output[0]).parent)
