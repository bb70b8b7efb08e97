"""Score a run on a task, from its stored ranks or its vectors."""

from poincare.base.artefacts import read_record, write_table
from poincare.base.console import logged
from poincare.evaluation.labels import labelled
from poincare.evaluation.tasks import TASKS, score_task
from poincare.suite.scoring import loaded

with logged(snakemake.log[0]) as logger:
    rows = score_task(
        TASKS[snakemake.wildcards.task],
        loaded(dict(snakemake.input.items())),
        snakemake.params.names,
        read_record(snakemake.input.training),
    )
    write_table(snakemake.output[0], rows)
    for row in labelled(rows).itertuples():
        logger.info(
            "%s d=%s %s: %s %.4f", row.dataset, row.dim, row.protocol, row.metric, row.value
        )
