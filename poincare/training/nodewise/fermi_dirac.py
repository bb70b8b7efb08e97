"""The objective `fermi_dirac`: cross-entropy of a link probability that falls with the distance.

Nickel & Kiela (2017), section 4.2: P(u, v) = 1/(e^{(E − R)/T} + 1), where E is the distance. With
s = 1/T and x(u, v) = e^{−s(E − R)} it is x/(1 + x), and the loss of a pair and its negatives is

    ℓ(u, v) = log(1 + 1/x(u, v)) + K/2 Σ_j w_j log(1 + x(u, j)) + K/2 Σ_j w_j log(1 + x(j, v)).

One half of the K negatives replaces v, the other u. The rows of a batch are its nodes and their
positives: the distances of both to one pool serve both ends.

In a hierarchy E(u, v) = d(u, v) + β(r(v) − r(u)), with the distance r from the origin. At β = 1 it
is twice the length by which v lies beyond the point where the ways from the origin to u and to v
part (Gromov's product). By the triangle inequality E(u, w) ≤ E(u, v) + E(v, w): what is near 0 for
all direct edges of a hierarchy is small for the pairs that follow from them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from poincare.graphs.relations import Relations
from poincare.training.nodewise.batch import Places
from poincare.training.nodewise.batch_terms import BatchTerms
from poincare.training.nodewise.similarities import OfPairs, Similarity
from poincare.training.nodewise.state import Problem


def fermi_dirac(
    near: np.ndarray, places: Places, candidates: Similarity, pairs: OfPairs, problem: Problem
) -> BatchTerms:
    """Terms of a batch."""
    settings, s, n_rows = problem.settings.fermi_dirac, problem.sharpness, places.n_rows
    batch, pool, shift = places.batch, places.pool, np.exp(s * settings.radius)
    for none in _no_negatives(places, problem.targets.relations):
        candidates.value[none] = candidates.slope[none] = 0.0
    radial = np.zeros(len(near))
    if settings.radial:
        radial = settings.radial * problem.space.geometry.ambient_radius(near)

    x = pairs.value * shift * np.exp(s * (radial[batch.segments] - radial[places.positives]))
    pull = s * batch.weights / (1.0 + x)
    loss = float((batch.weights * np.log1p(1.0 / x)).sum())

    outwards, inwards = np.exp(s * radial), np.exp(-s * radial)
    below = _negatives(
        candidates, shift * outwards[:n_rows], inwards[places.candidates], places.as_first / 2, s
    )
    above = _negatives(
        candidates, shift * inwards[:n_rows], outwards[places.candidates], places.as_second / 2, s
    )
    loss += float((below.loss + above.loss) @ pool.weights)
    outward = np.zeros(len(near))
    if settings.radial:
        along = below.push - above.push
        outward[:n_rows] = along @ pool.weights
        np.add.at(outward, places.candidates, -pool.weights * along.sum(axis=0))
        np.add.at(outward, batch.segments, -pull)
        np.add.at(outward, places.positives, pull)
        outward *= settings.radial
    return BatchTerms(
        loss=loss,
        attraction=pull / pairs.root,
        slope=(below.slope + above.slope).astype(candidates.slope.dtype, copy=False),
        repulsion=np.ones(n_rows),
        outward=outward if settings.radial else None,
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Negatives:
    """Of one end that is replaced, before the candidates' weights.

    Attributes
    ----------
    loss : (S,)
        Σ_u weight · log(1 + x) of every candidate.
    push : (B, S)
        −∂loss/∂E = s · weight · x/(1 + x).
    slope : (B, S)
        −∂loss/∂m.
    """

    loss: np.ndarray
    push: np.ndarray
    slope: np.ndarray


def _negatives(
    candidates: Similarity, rows: np.ndarray, columns: np.ndarray, weights: np.ndarray, s: float
) -> _Negatives:
    """With x = e^{−sd} · rows · columns, and the rows' weights `(B,)`."""
    factor = np.multiply.outer(rows, columns)
    x = candidates.value * factor
    factor *= s * weights[:, None] / (1.0 + x)
    return _Negatives(
        loss=weights @ np.log1p(x), push=candidates.value * factor, slope=candidates.slope * factor
    )


def _no_negatives(places: Places, relations: Relations) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Rows and pool columns of the same node, or of a pair of the graph in either direction."""
    rows, columns = places.nodes[: places.n_rows], places.pool.nodes
    yield _meeting(rows, columns, np.arange(len(columns)))
    segments, positives = relations.rows(columns)
    yield _meeting(rows, positives, segments)
    segments, positives = relations.rows(rows)
    column, row = _meeting(columns, positives, segments)
    yield row, column


def _meeting(
    nodes: np.ndarray, others: np.ndarray, places: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Places in `nodes`, which are distinct, of those `others` that are there; and their own."""
    order = np.argsort(nodes)
    found = order[np.minimum(np.searchsorted(nodes, others, sorter=order), len(nodes) - 1)]
    there = nodes[found] == others
    return found[there], places[there]
