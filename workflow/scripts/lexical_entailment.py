"""Correlate an embedding with HyperLex under each look-up of senses."""

from dataclasses import asdict

import pandas as pd

from poincare.base.console import logged
from poincare.base.provenance import measured
from poincare.base.storage import read_json, write_text
from poincare.embeddings.embedding import Embedding
from poincare.evaluation.entailment import evaluate_lookups, scores
from poincare.evaluation.results import score_rows

with logged(snakemake.log[0]) as logger:
    embedding = Embedding.load(snakemake.input.embedding)
    senses = read_json(snakemake.input.senses)
    pairs = pd.read_csv(snakemake.input.pairs, keep_default_na=False)
    lookups = snakemake.params.lookups if read_json(snakemake.input.record)["available"] else []
    with measured() as cost:
        outcome = evaluate_lookups(lookups, pairs, embedding, senses)
    found = scores(outcome, embedding)
    training = read_json(snakemake.input.training)
    rows = score_rows("lexical_entailment", found, training, asdict(cost))
    detail = [one.pairs.assign(lookup=lookup) for lookup, one in outcome.items()]
    write_text(snakemake.output.rows, rows.to_csv(index=False))
    write_text(snakemake.output.pairs, pd.concat([pd.DataFrame(), *detail]).to_csv(index=False))
    for row in rows.itertuples():
        logger.info(
            "%s d=%s %s: %s %.4f", row.dataset, row.dim, row.protocol, row.metric, row.value
        )
