"""Rank all positives of all nodes of a graph."""

from dataclasses import asdict

from poincare.console import logged, progress_lines
from poincare.embedding import Embedding
from poincare.evaluation.ranking import rank
from poincare.provenance import measured
from poincare.relations import Relations
from poincare.storage import write_json

with logged(snakemake.log[0]) as logger:
    relations = Relations.load(snakemake.input.relations)
    if snakemake.params.undirected:
        relations = relations.undirected()
    embedding = Embedding.load(snakemake.input.embedding)
    label = "{dataset} {system} d={dim} seed={seed}: nodes ranked".format_map(snakemake.wildcards)
    with measured() as cost:
        ranks = rank(embedding, relations, snakemake.threads, progress_lines(label, logger.info))
    ranks.save(snakemake.output.ranks)
    write_json(snakemake.output.record, asdict(cost))
