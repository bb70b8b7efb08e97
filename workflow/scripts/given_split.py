"""Hold out the pairs of the user's own files for link prediction."""

from poincare.base.artefacts import read_record
from poincare.base.console import logged
from poincare.base.storage import sha256_of_file
from poincare.datasets.own.graph import held_out_pairs
from poincare.datasets.split_files import write_split
from poincare.graphs.listed_splits import split_by_files
from poincare.graphs.relations import Relations
from poincare.graphs.splits import PARTS, split_named

with logged(snakemake.log[0]) as logger:
    _, hold_out = split_named(snakemake.wildcards.dataset)
    relations = Relations.load(snakemake.input.relations)
    files = {part: file for part, file in snakemake.input.items() if part in PARTS}
    held_out = {part: held_out_pairs(file) for part, file in files.items()}
    parts = split_by_files(relations, hold_out, held_out)
    graph = read_record(snakemake.input.record)
    listed = ", ".join(f"{file}, SHA-256 {sha256_of_file(file)}" for file in files.values())
    how = f" without the pairs of {listed}"
    logger.info("%s", write_split(parts, graph, how, **snakemake.output))
