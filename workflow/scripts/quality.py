"""Rank every snapshot of a filmed training."""

from poincare.base.artefacts import read_table, write_table
from poincare.base.console import logged
from poincare.embeddings.embedding import Embedding
from poincare.embeddings.snapshots import Snapshots
from poincare.evaluation.protocols import protocol_named
from poincare.evaluation.quality import quality
from poincare.graphs.relations import Relations

with logged(snakemake.log[0]) as logger:
    embedding = Embedding.load(snakemake.input.embedding)
    rows = quality(
        Snapshots.load_of(snakemake.input.snapshots, embedding),
        embedding,
        Relations.load(snakemake.input.relations),
        read_table(snakemake.input.history),
        protocol_named(snakemake.params.protocol),
        snakemake.threads,
    )
    write_table(snakemake.output[0], rows)
    logger.info("%d snapshots ranked", rows["mean_rank"].count())
