"""Give a split that trains on all pairs of its graph the training of that graph."""

from pathlib import Path

from poincare.base.console import logged
from poincare.base.storage import read_json, write_json, write_text
from poincare.embeddings.embedding import Embedding
from poincare.graphs.relations import Relations
from poincare.training.same_pairs import as_trained_on

with logged(snakemake.log[0]) as logger:
    relations = Relations.load(snakemake.input.relations)
    trained, training = Embedding.load(snakemake.input.embedding), snakemake.input.record
    embedding, record = as_trained_on(relations, trained, read_json(training))
    embedding.save(snakemake.output.embedding)
    write_text(snakemake.output.history, Path(snakemake.input.history).read_text("utf-8"))
    write_json(snakemake.output.record, record)
    logger.info("%s: the training of the whole graph, %s", relations.name, training)
