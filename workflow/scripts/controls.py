"""Score the controls of a dataset on its tasks."""

from poincare.base.artefacts import read_record, write_table
from poincare.base.console import logged
from poincare.suite.controls import control_rows
from poincare.suite.scoring import data_of

with logged(snakemake.log[0]) as logger:
    rows = control_rows(
        snakemake.params.asked,
        data_of(dict(snakemake.input.items())),
        snakemake.wildcards.dataset,
        read_record(snakemake.input.record)["content_hash"],
    )
    write_table(snakemake.output[0], rows)
    for row in rows.itertuples():
        logger.info("%s %s: %s %.4f", row.dataset, row.system, row.metric, row.value)
