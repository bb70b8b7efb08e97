"""Build a graph."""

from pathlib import Path

from poincare.base.console import logged
from poincare.base.storage import read_json, write_json
from poincare.datasets.sources import ledger
from poincare.datasets.wordnet import build
from poincare.datasets.wordnet_source import WordNetSource

with logged(snakemake.log[0]) as logger:
    found = read_json(snakemake.input.wordnet)
    source = WordNetSource(Path(found["folder"]), found["corpus"], found["origin"])
    relations = build(snakemake.wildcards.dataset, source)
    relations.save(snakemake.output.relations)
    stated = ledger()["graphs"][relations.name]
    record = {
        **relations.summary(),
        "origin": stated.get("origin", source.origin),
        "licence": stated.get("licence", ledger()["files"]["wordnet"]["licence"]),
    }
    write_json(snakemake.output.record, record)
    logger.info("%(dataset)s: %(nodes)s nodes, %(pairs)s pairs, %(content_hash)s", record)
