"""Put the vectors of another program in the order of a graph, as the files of a training."""

from poincare.base.artefacts import write_artefact, write_record
from poincare.base.console import logged
from poincare.base.errors import UserError
from poincare.embeddings.alignment import listed, unknown_names
from poincare.embeddings.formats.files import VectorFile, read
from poincare.graphs.relations import Relations
from poincare.suite.external_record import HISTORY, on_graph

with logged(snakemake.log[0]) as logger:
    relations = Relations.load(snakemake.input.relations)
    file, system = VectorFile(**snakemake.params.file), snakemake.wildcards.system
    given = read(file)
    embedding, about = on_graph(given, relations, file.path, system, snakemake.threads)
    if embedding.dim != int(snakemake.wildcards.dim):
        raise UserError(
            f"d = {embedding.dim}, but its first vector looked like one of "
            f"d = {snakemake.wildcards.dim}",
            file.path,
        )
    embedding.save(snakemake.output.embedding)
    write_artefact(snakemake.output.history, f"{','.join(HISTORY)}\n")
    write_record(snakemake.output.record, about)
    logger.info("%s on %s: %s", system, relations.name, about["external"])
    if given.question:
        logger.warning("%s: %s", file.path, given.question)
    unknown = unknown_names(given.embedding, relations.names)
    if unknown:
        logger.info("names that are no nodes: %s", listed(unknown))
