"""Scores of pairs of words by an embedding, and the settings that development pairs choose from.

A score of nodes (u, v) and a rule give a score of words. With the distance d, the norm ‖·‖ (of
hyperbolic points that in the Poincaré ball) and the distance r from the origin,

- `norm-distance`: −(1 + α(‖v‖ − ‖u‖)) d(u, v), α = 1000, of the nearest senses: the score of the
  paper (Nickel & Kiela 2017, section 4.3), as the task `lexical_entailment` has it by lemma;
- `radius-product`: −(1 + α(r(v) − r(u))) d(u, v), of the nearest senses; α is chosen;
- `radius-distance`: −(d(u, v) + β(r(v) − r(u))), of the nearest senses or the greatest one; β and
  the rule are chosen. At β = 1 it is −2 (r(v) − r(s)), where s is the point at which the ways from
  the origin to u and to v part: what v has that u does not share;
- `radius-distance-capped`: the same, but no score exceeds a cap. People rate a direct hypernym no
  lower than a remote one, and a synonym lower. The cap is a quantile of the scores of the
  development pairs; which one is chosen too.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import numpy as np

from poincare.evaluation.edges.pair_scores import BETAS, Sides, norm_distance, radius_distance
from poincare.evaluation.senses import SensePairs

ALPHAS = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 100.0, 1000.0)
#: Shares of the development pairs whose scores the cap makes equal.
SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)


class Setting(NamedTuple):
    """One way to score words: its name, and scores `(pairs,)`."""

    name: str
    scores: np.ndarray


def nearest(values: np.ndarray, sides: Sides, both: SensePairs) -> np.ndarray:
    """The value of the senses at minimum distance."""
    return values[both.least(sides.distance)]


def greatest(values: np.ndarray, _: Sides, both: SensePairs) -> np.ndarray:
    """The greatest value of all senses."""
    return np.maximum.reduceat(values, both.starts)


RULES = {"nearest": nearest, "greatest": greatest}


def by_norm(sides: Sides, both: SensePairs, _: np.ndarray) -> Iterator[Setting]:
    """The paper's score, which has no setting."""
    yield Setting("α = 1000", nearest(norm_distance(sides, None), sides, both))


def by_product(sides: Sides, both: SensePairs, _: np.ndarray) -> Iterator[Setting]:
    """The paper's score with radii instead of norms, at every α."""
    for alpha in ALPHAS:
        values = -(1.0 + alpha * (sides.upper - sides.lower)) * sides.distance
        yield Setting(f"α = {alpha:g}", nearest(values, sides, both))


def by_sum(sides: Sides, both: SensePairs, _: np.ndarray) -> Iterator[Setting]:
    """Distance and radii, at every β and by every rule."""
    for beta in BETAS:
        values = radius_distance(beta)(sides, None)
        for rule, choose in RULES.items():
            yield Setting(f"β = {beta:g}, {rule}", choose(values, sides, both))


def by_capped_sum(sides: Sides, both: SensePairs, development: np.ndarray) -> Iterator[Setting]:
    """`by_sum` with every cap; with none if there are no development pairs."""
    for setting in by_sum(sides, both, development):
        if not development.any():
            yield setting
            continue
        for share in SHARES:
            cap = np.quantile(setting.scores[development], 1.0 - share)
            yield Setting(f"{setting.name}, cap {share:g}", np.minimum(setting.scores, cap))


#: Settings of the sides of all sense pairs, given which pairs `(pairs,)` bool are development ones;
#: by name, in the order of tables.
WORD_SCORES: Mapping[str, Callable[[Sides, SensePairs, np.ndarray], Iterator[Setting]]] = {
    "norm-distance": by_norm,
    "radius-product": by_product,
    "radius-distance": by_sum,
    "radius-distance-capped": by_capped_sum,
}
