"""Score stored ranks under each protocol."""

import pandas as pd

from poincare.console import logged
from poincare.evaluation.protocols import protocol_named, scores
from poincare.evaluation.ranking import Ranks
from poincare.evaluation.results import ranking_rows
from poincare.relations import Relations
from poincare.storage import read_json, write_text

with logged(snakemake.log[0]) as logger:
    relations = Relations.load(snakemake.input.relations)
    training = read_json(snakemake.input.training)
    protocols = [protocol_named(name) for name in snakemake.params.protocols]
    files = [(False, snakemake.input.ranks, snakemake.input.ranking)]
    files += [(True, snakemake.input.ranks_undirected, snakemake.input.ranking_undirected)]
    parts = []
    for both_directions, ranked, record in files:
        chosen = [one for one in protocols if one.both_directions == both_directions]
        if chosen:
            ranks = Ranks.load(ranked)
            by_protocol = {one.name: scores(ranks, relations, one) for one in chosen}
            parts += [ranking_rows("reconstruction", by_protocol, training, read_json(record))]
    rows = pd.concat(parts, ignore_index=True)
    write_text(snakemake.output[0], rows.to_csv(index=False))
    for row in rows.itertuples():
        logger.info(
            "%s d=%s %s: %s %.4f", row.dataset, row.dim, row.protocol, row.metric, row.value
        )
