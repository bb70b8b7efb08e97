"""Read HyperLex and look its words up in WordNet; a missing file is recorded, or an error."""

from pathlib import Path

from poincare.base.artefacts import read_record, write_record, write_table
from poincare.base.console import logged
from poincare.base.errors import UserError
from poincare.datasets import hyperlex, sources
from poincare.datasets.wordnet_source import WordNetSource
from poincare.suite.built import make_hyperlex

with logged(snakemake.log[0]) as logger:
    try:
        path = sources.obtain("hyperlex", snakemake.params.root)
    except UserError as missing:
        if snakemake.params.strict:
            raise
        logger.warning("HyperLex is missing and is not scored: %s", missing)
        pairs, senses = hyperlex.no_pairs(), {}
        record = {"available": False, "reason": str(missing)}
    else:
        found = read_record(snakemake.input.wordnet)
        wordnet = WordNetSource(Path(found["folder"]), found["corpus"], found["origin"])
        made, record = make_hyperlex(path, wordnet)
        pairs, senses = made.pairs, made.senses
        logger.info("HyperLex: %d pairs of nouns", len(pairs))
    write_table(snakemake.output.pairs, pairs)
    write_record(snakemake.output.senses, senses)
    write_record(snakemake.output.record, record)
