"""Read HyperLex and look its words up in WordNet; a missing file is recorded, or an error."""

from pathlib import Path

from poincare.base.artefacts import read_record, write_record, write_table
from poincare.base.console import logged
from poincare.base.errors import UserError
from poincare.datasets import hyperlex, sources
from poincare.datasets.wordnet_source import WordNetSource
from poincare.evaluation.inputs import HyperLex
from poincare.suite.built import make_hyperlex

with logged(snakemake.log[0]) as logger:
    try:
        path = sources.obtain("hyperlex", snakemake.params.root)
    except UserError as missing:
        if snakemake.params.strict:
            raise
        logger.warning("HyperLex is missing and is not scored: %s", missing)
        record = {"available": False, "reason": str(missing)}
        nouns = verbs = HyperLex(pairs=hyperlex.no_pairs(), senses={})
    else:
        found = read_record(snakemake.input.wordnet)
        wordnet = WordNetSource(Path(found["folder"]), found["corpus"], found["origin"])
        nouns, record = make_hyperlex(path, wordnet)
        verbs, _ = make_hyperlex(path, wordnet, verbs=True)
        logger.info(
            "HyperLex: %d pairs of nouns, %d pairs of verbs", len(nouns.pairs), len(verbs.pairs)
        )
    write_table(snakemake.output.pairs, nouns.pairs)
    write_record(snakemake.output.senses, nouns.senses)
    write_table(snakemake.output.verb_pairs, verbs.pairs)
    write_record(snakemake.output.verb_senses, verbs.senses)
    write_record(snakemake.output.record, record)
