"""Put all results and all training histories together."""

from poincare.base.console import logged
from poincare.base.storage import write_text
from poincare.evaluation.results import collect, collect_histories

with logged(snakemake.log[0]) as logger:
    results = collect(snakemake.input.rows)
    write_text(snakemake.output.results, results.to_csv(index=False))
    history = collect_histories(snakemake.input.histories, snakemake.input.records)
    write_text(snakemake.output.history, history.to_csv(index=False))
    logger.info("%d results", len(results))
