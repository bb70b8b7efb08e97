"""Read the glosses of WordNet for the nodes of a graph."""

from pathlib import Path

from poincare.base.artefacts import read_record, write_record
from poincare.base.console import logged
from poincare.datasets.glosses import gloss_corpus, record
from poincare.datasets.wordnet_source import WordNetSource
from poincare.graphs.relations import Relations

with logged(snakemake.log[0]) as logger:
    found = read_record(snakemake.input.wordnet)
    source = WordNetSource(Path(found["folder"]), found["corpus"], found["origin"])
    relations = Relations.load(snakemake.input.relations)
    corpus = gloss_corpus(source, relations)
    corpus.save(snakemake.output.corpus)
    about = record(corpus, relations.name, source)
    write_record(snakemake.output.record, about)
    logger.info("%(dataset)s: %(documents)s documents, %(tokens)s words, %(content_hash)s", about)
