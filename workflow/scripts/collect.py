"""Put all results and all training histories together."""

from poincare.console import logged
from poincare.evaluation.results import collect, collect_histories
from poincare.storage import write_text

with logged(snakemake.log[0]) as logger:
    results = collect(snakemake.input.rows)
    write_text(snakemake.output.results, results.to_csv(index=False))
    history = collect_histories(snakemake.input.histories, snakemake.input.records)
    write_text(snakemake.output.history, history.to_csv(index=False))
    logger.info("%d results", len(results))
