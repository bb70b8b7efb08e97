"""Hold out pairs of a graph for link prediction."""

from poincare.base.console import logged
from poincare.base.storage import read_json
from poincare.datasets.split_files import write_split
from poincare.graphs.relations import Relations
from poincare.graphs.splits import HoldOut, split

with logged(snakemake.log[0]) as logger:
    relations = Relations.load(snakemake.input.relations)
    hold_out = HoldOut(**snakemake.params.hold_out)
    parts = split(relations, hold_out)
    graph = read_json(snakemake.input.record)
    how = f": {hold_out.title}; seed {hold_out.seed}"
    logger.info("%s", write_split(parts, graph, how, **snakemake.output))
