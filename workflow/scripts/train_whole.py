"""Give a split that trains on all pairs of its graph the training of that graph."""

from poincare.base.artefacts import read_artefact, read_record, write_artefact, write_record
from poincare.base.console import logged
from poincare.embeddings.embedding import Embedding
from poincare.graphs.relations import Relations
from poincare.training.same_pairs import as_trained_on

with logged(snakemake.log[0]) as logger:
    relations = Relations.load(snakemake.input.relations)
    trained, training = Embedding.load(snakemake.input.embedding), snakemake.input.record
    embedding, record = as_trained_on(relations, trained, read_record(training))
    embedding.save(snakemake.output.embedding)
    write_artefact(snakemake.output.history, read_artefact(snakemake.input.history))
    write_record(snakemake.output.record, record)
    logger.info("%s: the training of the whole graph, %s", relations.name, training)
