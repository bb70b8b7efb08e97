"""Score stored ranks under each protocol."""

import pandas as pd

from poincare.base.console import logged
from poincare.base.storage import read_json, write_text
from poincare.evaluation.protocols import ranking_of, scores
from poincare.evaluation.ranks.ranking import Ranks
from poincare.evaluation.results import ranking_rows
from poincare.evaluation.variants import protocol_or_variant
from poincare.graphs.relations import Relations

with logged(snakemake.log[0]) as logger:
    training = read_json(snakemake.input.training)
    protocols = [protocol_or_variant(name) for name in snakemake.params.protocols]
    parts = []
    for kind in sorted({ranking_of(protocol) for protocol in protocols}):
        graph = snakemake.input.closure if kind == "_closure" else snakemake.input.relations
        relations = Relations.load(graph)
        ranks = Ranks.load(getattr(snakemake.input, f"ranks{kind}"))
        cost = read_json(getattr(snakemake.input, f"ranking{kind}"))
        chosen = [protocol for protocol in protocols if ranking_of(protocol) == kind]
        by_protocol = {protocol.name: scores(ranks, relations, protocol) for protocol in chosen}
        parts.append(ranking_rows("reconstruction", by_protocol, training, cost))
    rows = pd.concat(parts, ignore_index=True)
    write_text(snakemake.output[0], rows.to_csv(index=False))
    for row in rows.itertuples():
        logger.info(
            "%s d=%s %s: %s %.4f", row.dataset, row.dim, row.protocol, row.metric, row.value
        )
