"""Hold out pairs of a graph for link prediction."""

from poincare.base.artefacts import read_record
from poincare.base.console import logged
from poincare.datasets.hold_out import held_out
from poincare.datasets.split_files import write_split
from poincare.graphs.relations import Relations
from poincare.graphs.splits import HoldOut

with logged(snakemake.log[0]) as logger:
    relations = Relations.load(snakemake.input.relations)
    hold_out = HoldOut(**snakemake.params.hold_out)
    parts = held_out(relations, hold_out, snakemake.params.root)
    graph = read_record(snakemake.input.record)
    how = f": {hold_out.title}; seed {hold_out.seed}"
    logger.info("%s", write_split(parts, graph, how, **snakemake.output))
