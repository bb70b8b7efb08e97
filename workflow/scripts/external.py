"""Lay the vectors of another program on a graph, in the files that a training gives."""

from poincare.base.console import logged
from poincare.base.errors import UserError
from poincare.base.storage import write_json, write_text
from poincare.embeddings.formats.files import VectorFile, read
from poincare.graphs.relations import Relations
from poincare.suite.placing import HISTORY, listed, place, record

with logged(snakemake.log[0]) as logger:
    relations = Relations.load(snakemake.input.relations)
    file, system = VectorFile(**snakemake.params.file), snakemake.wildcards.system
    given = read(file)
    placed = place(given.embedding, relations, file.path)
    if placed.embedding.dim != int(snakemake.wildcards.dim):
        raise UserError(
            f"d = {placed.embedding.dim}, but its first vector looked like one of "
            f"d = {snakemake.wildcards.dim}",
            file.path,
        )
    placed.embedding.save(snakemake.output.embedding)
    write_text(snakemake.output.history, f"{','.join(HISTORY)}\n")
    about = record(given, placed, relations, file.path, system, snakemake.threads)
    write_json(snakemake.output.record, about)
    logger.info("%s on %s: %s", system, relations.name, about["external"])
    if placed.unknown:
        logger.info("names that are no nodes: %s", listed(placed.unknown))
