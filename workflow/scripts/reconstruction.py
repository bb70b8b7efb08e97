"""Score stored ranks under each protocol."""

from poincare.console import logged
from poincare.evaluation.protocols import protocol_named, scores
from poincare.evaluation.ranking import Ranks
from poincare.evaluation.results import ranking_rows
from poincare.relations import Relations
from poincare.storage import read_json, write_text

with logged(snakemake.log[0]) as logger:
    relations = Relations.load(snakemake.input.relations)
    ranks = Ranks.load(snakemake.input.ranks)
    by_protocol = {
        name: scores(ranks, relations, protocol_named(name)) for name in snakemake.params.protocols
    }
    training, cost = read_json(snakemake.input.training), read_json(snakemake.input.ranking)
    rows = ranking_rows("reconstruction", by_protocol, training, cost)
    write_text(snakemake.output[0], rows.to_csv(index=False))
    for row in rows.itertuples():
        logger.info(
            "%s d=%s %s: %s %.4f", row.dataset, row.dim, row.protocol, row.metric, row.value
        )
