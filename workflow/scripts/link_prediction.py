"""Score the held-out pairs of a split from stored ranks of the whole graph."""

from poincare.base.console import logged
from poincare.base.storage import read_json, write_text
from poincare.evaluation.link_prediction import all_scores
from poincare.evaluation.protocols import protocol_named
from poincare.evaluation.ranks.ranking import Ranks
from poincare.evaluation.results import score_rows
from poincare.graphs.splits import Split

with logged(snakemake.log[0]) as logger:
    split = Split.load(snakemake.input.split)
    ranks = Ranks.load(snakemake.input.ranks)
    protocols = [protocol_named(name) for name in snakemake.params.protocols]
    found = all_scores(ranks, split, protocols)
    training, cost = read_json(snakemake.input.training), read_json(snakemake.input.ranking)
    rows = score_rows("link_prediction", found, training, cost)
    write_text(snakemake.output[0], rows.to_csv(index=False))
    for row in rows.itertuples():
        logger.info(
            "%s d=%s %s: %s %.4f", row.dataset, row.dim, row.protocol, row.metric, row.value
        )
