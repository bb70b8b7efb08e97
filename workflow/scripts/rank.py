"""Rank all positives of all nodes of a graph."""

from dataclasses import asdict

from poincare.base.artefacts import write_record
from poincare.base.console import logged, progress_lines
from poincare.base.provenance import measured
from poincare.embeddings.embedding import Embedding
from poincare.evaluation.ranks.ranking import rank
from poincare.graphs.relations import Relations

with logged(snakemake.log[0]) as logger:
    relations = Relations.load(snakemake.input.relations)
    if snakemake.params.undirected:
        relations = relations.undirected()
    embedding = Embedding.load(snakemake.input.embedding)
    label = "{dataset} {system} d={dim} seed={seed}: nodes ranked".format_map(snakemake.wildcards)
    with measured() as cost:
        ranks = rank(embedding, relations, snakemake.threads, progress_lines(label, logger.info))
    ranks.save(snakemake.output.ranks)
    write_record(snakemake.output.record, asdict(cost))
