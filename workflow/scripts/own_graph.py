"""Read a graph of the user's own: a file of pairs or an ontology."""

from poincare.base.artefacts import write_record
from poincare.base.console import NOTE, logged
from poincare.datasets.own.graph import read_graph
from poincare.graphs.hierarchy import reduction

with logged(snakemake.log[0]) as logger:
    own = read_graph(snakemake.wildcards.dataset, snakemake.params.entry)
    own.relations.save(snakemake.output.relations)
    reduction(own.relations).save(snakemake.output.direct)
    write_record(snakemake.output.record, own.record)
    logger.log(NOTE, own.line)
    for warning in own.warnings:
        logger.warning(warning)
