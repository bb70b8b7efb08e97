"""Hold out the pairs of the user's own files for link prediction."""

from poincare.base.console import logged
from poincare.base.storage import read_json, sha256_of_file, write_json
from poincare.datasets.own.graph import held_out_pairs
from poincare.graphs.relations import Relations
from poincare.graphs.splits import PARTS, split_by_files, split_named

with logged(snakemake.log[0]) as logger:
    _, hold_out = split_named(snakemake.wildcards.dataset)
    relations = Relations.load(snakemake.input.relations)
    files = {part: file for part, file in snakemake.input.items() if part in PARTS}
    held_out = {part: held_out_pairs(file) for part, file in files.items()}
    parts = split_by_files(relations, hold_out, held_out)
    parts.save(snakemake.output.split)
    parts.train.save(snakemake.output.relations)
    graph = read_json(snakemake.input.record)
    listed = ", ".join(f"{file}, SHA-256 {sha256_of_file(file)}" for file in files.values())
    record = {
        **parts.train.summary(),
        "origin": f"{relations.name} of {graph['origin']} without the pairs of {listed}",
        "licence": graph["licence"],
        "validation": len(parts.validation),
        "test": len(parts.test),
        "split_hash": parts.content_hash,
    }
    write_json(snakemake.output.record, record)
    logger.info(
        "%(dataset)s: %(pairs)s pairs to train on, %(validation)s for validation, "
        "%(test)s for the test, %(split_hash)s",
        record,
    )
