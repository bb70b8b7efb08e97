"""Reconstruction: how well an embedding gives the pairs back that it was trained on.

Nickel & Kiela (2017), section 4.1. Each protocol that scores ranks is applied to the ranks of the
graph that it asks for; `normalised-rank` compares norms with the hierarchy
(`poincare.evaluation.hierarchy`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from poincare.base.provenance import measured
from poincare.evaluation import hierarchy
from poincare.evaluation.inputs import Evaluation, Inputs
from poincare.evaluation.protocols import GraphToRank, Protocol
from poincare.evaluation.scores import scores


def needs(protocols: Sequence[Protocol]) -> set[str]:
    """The attributes of `Inputs` that the protocols use."""
    extra = {GraphToRank.CLOSURE: "closure", None: "direct"}
    asked = {protocol.graph_to_rank for protocol in protocols}
    return {"graph", *(name for kind, name in extra.items() if kind in asked)}


def evaluate(inputs: Inputs, protocols: Sequence[Protocol]) -> Iterator[Evaluation]:
    """Scores of the whole graph, those of one ranking at a time.

    Raises
    ------
    UserError
        If ranks belong to another graph, or a protocol scores no pair.
    """
    for kind in GraphToRank:
        chosen = [protocol for protocol in protocols if protocol.graph_to_rank is kind]
        if not chosen:
            continue
        ranked = inputs.ranked(kind)
        graph = inputs.closure if kind is GraphToRank.CLOSURE else inputs.graph
        yield Evaluation(
            scores=[one for protocol in chosen for one in scores(ranked.ranks, graph, protocol)],
            cost=ranked.cost,
        )
    chosen = [protocol for protocol in protocols if protocol.graph_to_rank is None]
    if chosen:
        with measured() as cost:
            found = [hierarchy.score(inputs.embedding, inputs.direct, one) for one in chosen]
        yield Evaluation(scores=found, cost=asdict(cost))
