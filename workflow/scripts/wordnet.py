"""Find or fetch WordNet 3.0."""

from poincare.base.artefacts import write_record
from poincare.base.console import logged
from poincare.datasets.wordnet_source import obtain_wordnet

with logged(snakemake.log[0]) as logger:
    source = obtain_wordnet(snakemake.params.root)
    logger.info("WordNet from %s: %s", source.origin, source.corpus)
    write_record(
        snakemake.output[0],
        {"folder": str(source.folder), "corpus": str(source.corpus), "origin": source.origin},
    )
