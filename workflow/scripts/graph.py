"""Build a graph."""

from pathlib import Path

from poincare.base.artefacts import read_record, write_record
from poincare.base.console import logged
from poincare.datasets.own.words import shape_in_words
from poincare.datasets.registry import build, direct, record, source_of
from poincare.datasets.wordnet_source import WordNetSource

with logged(snakemake.log[0]) as logger:
    if snakemake.input.wordnet:
        found = read_record(snakemake.input.wordnet)
        source = WordNetSource(Path(found["folder"]), found["corpus"], found["origin"])
    else:
        source = source_of(snakemake.wildcards.dataset, snakemake.params.root)
    relations = build(snakemake.wildcards.dataset, source)
    relations.save(snakemake.output.relations)
    direct(relations, source).save(snakemake.output.direct)
    about = record(relations, source)
    write_record(snakemake.output.record, about)
    words = shape_in_words(about["shape"])
    logger.info("%(dataset)s: %(nodes)s nodes, %(pairs)s pairs, %(content_hash)s", about)
    logger.info("%s: %s", about["dataset"], words)
