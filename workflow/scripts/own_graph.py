"""Read a graph of the user's own from a file of pairs."""

from poincare.base.artefacts import write_record
from poincare.base.console import logged
from poincare.base.storage import sha256_of_file
from poincare.datasets.pairs_file import read_tsv
from poincare.graphs.closure import transitive_closure
from poincare.graphs.hierarchy import reduction

with logged(snakemake.log[0]) as logger:
    relations = read_tsv(snakemake.input.pairs, snakemake.wildcards.dataset)
    if snakemake.params.closure:
        relations = transitive_closure(relations)
    relations.save(snakemake.output.relations)
    reduction(relations).save(snakemake.output.direct)
    origin = f"{snakemake.input.pairs}, SHA-256 {sha256_of_file(snakemake.input.pairs)}"
    record = {**relations.summary(), "origin": origin, "licence": "that of the file"}
    write_record(snakemake.output.record, record)
    logger.info("%(dataset)s: %(nodes)s nodes, %(pairs)s pairs, %(content_hash)s", record)
