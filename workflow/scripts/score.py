"""Score a run on a task, from its stored ranks or its vectors."""

from poincare.base.console import logged
from poincare.base.storage import read_json, write_text
from poincare.evaluation.labels import labelled
from poincare.evaluation.tasks import TASKS, score_task
from poincare.suite.scoring import loaded

with logged(snakemake.log[0]) as logger:
    rows = score_task(
        TASKS[snakemake.wildcards.task],
        loaded(dict(snakemake.input.items())),
        snakemake.params.names,
        read_json(snakemake.input.training),
    )
    write_text(snakemake.output[0], rows.to_csv(index=False))
    for row in labelled(rows).itertuples():
        logger.info(
            "%s d=%s %s: %s %.4f", row.dataset, row.dim, row.protocol, row.metric, row.value
        )
