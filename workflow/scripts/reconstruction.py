"""Score stored ranks under each protocol."""

import pandas as pd

from poincare.base.console import logged
from poincare.base.storage import read_json, write_text
from poincare.evaluation.protocols import GraphToRank
from poincare.evaluation.ranks.ranking import Ranks
from poincare.evaluation.results import score_rows
from poincare.evaluation.scores import scores
from poincare.evaluation.variants import protocol_or_variant
from poincare.graphs.relations import Relations

#: Ends of the names of the inputs that belong to each graph.
ENDS = {
    GraphToRank.OWN: "",
    GraphToRank.BOTH_DIRECTIONS: "_undirected",
    GraphToRank.CLOSURE: "_closure",
}

with logged(snakemake.log[0]) as logger:
    training = read_json(snakemake.input.training)
    protocols = [protocol_or_variant(name) for name in snakemake.params.protocols]
    parts = []
    for kind, end in ENDS.items():
        chosen = [protocol for protocol in protocols if protocol.graph_to_rank is kind]
        if not chosen:
            continue
        graph = "closure" if kind is GraphToRank.CLOSURE else "relations"
        relations = Relations.load(getattr(snakemake.input, graph))
        ranks = Ranks.load(getattr(snakemake.input, f"ranks{end}"))
        cost = read_json(getattr(snakemake.input, f"ranking{end}"))
        found = [one for protocol in chosen for one in scores(ranks, relations, protocol)]
        parts.append(score_rows("reconstruction", found, training, cost))
    rows = pd.concat(parts, ignore_index=True)
    write_text(snakemake.output[0], rows.to_csv(index=False))
    for row in rows.itertuples():
        logger.info(
            "%s d=%s %s: %s %.4f", row.dataset, row.dim, row.protocol, row.metric, row.value
        )
