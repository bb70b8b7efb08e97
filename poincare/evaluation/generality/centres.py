"""The task: the distance from a centre as a measure of generality.

The centre is the origin, in flat space too: trainings begin there, the literature measures from
there, and all manifolds share it. Flat distances do not depend on the origin, and a translation
orders a hierarchy by its direction: such systems may rank well and have low values here. The
distance from the `mean` of all points is for vectors whose origin means nothing.

Sources: Nickel & Kiela (2017), section 4.3, for norms as generality; Khrulkov et al., "Hyperbolic
Image Embeddings" (2020), section 4, for distances from the origin.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict

import numpy as np

from poincare.base.errors import UserError
from poincare.base.provenance import measured
from poincare.base.storage import digest, pack_text
from poincare.embeddings.alignment import aligned
from poincare.embeddings.embedding import Embedding
from poincare.embeddings.points import distances_from_mean, radii
from poincare.evaluation.generality.measures import measures
from poincare.evaluation.inputs import Evaluation, Inputs
from poincare.evaluation.labels import ScoredBy
from poincare.evaluation.ranks.ranking import n_distinct
from poincare.evaluation.scores import Score

#: Increase when a metric is computed otherwise.
VERSION = 1

#: Distances `(n,)` of the points of an embedding from a centre, by the centre's name.
CENTRES: Mapping[str, Callable[[Embedding], np.ndarray]] = {
    "origin": radii,
    "mean": distances_from_mean,
}


def centre_hash(centre: str) -> str:
    """SHA-256 of a centre's name and `VERSION`; a `UserError` if it is unknown."""
    definitions([centre])
    return digest({"centre": pack_text(f"{centre} {VERSION}")})


def definitions(names: Sequence[str]) -> list[str]:
    """The names of centres themselves.

    Raises
    ------
    UserError
        If one is unknown.
    """
    unknown = [name for name in names if name not in CENTRES]
    if unknown:
        raise UserError(f"unknown centre {unknown[0]!r}", mend=f"one of {', '.join(CENTRES)}")
    return list(names)


def evaluate(inputs: Inputs, centres: Sequence[str]) -> Iterator[Evaluation]:
    """Scores by the distance from each centre.

    Raises
    ------
    UserError
        If the embedding lacks nodes of the graph.
    """
    embedding = aligned(inputs.embedding, inputs.graph.names)
    for centre in centres:
        with measured() as cost:
            found = measures(CENTRES[centre](embedding), inputs.graph, inputs.direct)
            scores = [
                Score(
                    metric=metric,
                    scored_by=ScoredBy(protocol=centre),
                    protocol_hash=centre_hash(centre),
                    n_nodes=inputs.graph.n_nodes,
                    n_distinct=n_distinct(embedding.vectors),
                    **vars(one),
                )
                for metric, one in found.items()
            ]
        yield Evaluation(scores=scores, cost=asdict(cost))
