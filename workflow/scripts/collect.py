"""Put all results and all training histories together."""

from poincare.base.artefacts import write_table
from poincare.base.console import logged
from poincare.evaluation.results import collect, collect_histories

with logged(snakemake.log[0]) as logger:
    results = collect(snakemake.input.rows, snakemake.input.records)
    write_table(snakemake.output.results, results)
    history = collect_histories(snakemake.input.histories, snakemake.input.records)
    write_table(snakemake.output.history, history)
    logger.info("%d results", len(results))
