"""Build a graph."""

from pathlib import Path

from poincare.console import logged
from poincare.datasets.wordnet import build
from poincare.datasets.wordnet_source import WordNetSource
from poincare.storage import read_json, write_json

with logged(snakemake.log[0]) as logger:
    found = read_json(snakemake.input.wordnet)
    source = WordNetSource(Path(found["folder"]), found["corpus"], found["origin"])
    relations = build(snakemake.wildcards.dataset, source)
    relations.save(snakemake.output.relations)
    record = {
        "dataset": relations.name,
        "origin": source.origin,
        "nodes": relations.n_nodes,
        "pairs": relations.n_pairs,
        "self_loops": relations.n_self_loops,
        "content_hash": relations.content_hash,
    }
    write_json(snakemake.output.record, record)
    logger.info("%(dataset)s: %(nodes)s nodes, %(pairs)s pairs, %(content_hash)s", record)
