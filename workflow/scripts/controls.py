"""Score the controls of a dataset on its tasks."""

from poincare.base.console import logged
from poincare.base.storage import read_json, write_text
from poincare.suite.controls import control_rows
from poincare.suite.scoring import data_of

with logged(snakemake.log[0]) as logger:
    rows = control_rows(
        snakemake.params.asked,
        data_of(dict(snakemake.input.items())),
        snakemake.wildcards.dataset,
        read_json(snakemake.input.record)["content_hash"],
    )
    write_text(snakemake.output[0], rows.to_csv(index=False))
    for row in rows.itertuples():
        logger.info("%s %s: %s %.4f", row.dataset, row.system, row.metric, row.value)
