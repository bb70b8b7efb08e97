"""Edge classification: F1 of telling held-out pairs from negatives.

Ganea, Bécigneul & Hofmann (2018), section 5: a pair is predicted if its score reaches a threshold,
and the threshold is the best one of the validation pairs, for every embedding anew. Among several
scores, `chosen` is the one with the greatest F1 on the validation pairs. All choices, β too,
are made there.

`training-closure` scores no vectors: it predicts the pairs that follow from the training pairs by
transitivity. It answers every test pair, because all basic edges are trained on.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import NamedTuple

import numpy as np

from poincare.base.errors import UserError
from poincare.base.provenance import measured
from poincare.base.storage import digest, pack_text
from poincare.embeddings.alignment import aligned
from poincare.embeddings.embedding import Embedding
from poincare.evaluation.edges.f1 import Counted, best_threshold, counted, f1, interval
from poincare.evaluation.edges.pair_scores import PAIR_SCORES, Sides
from poincare.evaluation.inputs import Evaluation, Inputs
from poincare.evaluation.labels import ScoredBy
from poincare.evaluation.ranks.ranking import n_distinct
from poincare.evaluation.scores import Score
from poincare.graphs.closure import closure
from poincare.graphs.splits import PARTS, Split, hold_outs

#: The score with the greatest F1 on the validation pairs.
CHOSEN = "chosen"
#: What follows from the training pairs.
CLOSURE = "training-closure"
NAMES = (*PAIR_SCORES, CHOSEN, CLOSURE)
#: F1 is published in percent.
PERCENT = 100.0
_VERSION = 1


class Found(NamedTuple):
    """F1 on the validation pairs, and the counts of both parts at the threshold chosen there."""

    validation_f1: float
    counts: dict[str, Counted]


def metric_of(split: Split) -> str:
    """``F1_10pct``, where the split trains on 10 % of the pairs that are no basic edges."""
    hold_out = hold_outs()[split.name.removeprefix(f"{split.graph}-")]
    return f"F1_{round(100 * hold_out.others)}pct"


def definitions(names: Sequence[str]) -> list[str]:
    """The names of scores themselves; a `UserError` if one is unknown."""
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        raise UserError(f"unknown score {unknown[0]!r}", mend=f"one of {', '.join(NAMES)}")
    return list(names)


def definition_hash(name: str, split_hash: str, part: str) -> str:
    """SHA-256 of a score's name and version, the split's content and the part that is scored."""
    definitions([name])
    versions = {one.name: one.version for one in PAIR_SCORES.values()}
    text = f"{name} {_VERSION} {versions.get(name, versions)}"
    return digest(
        {"score": pack_text(text), "split": pack_text(split_hash), "part": pack_text(part)}
    )


def evaluate(inputs: Inputs, names: Sequence[str]) -> Iterator[Evaluation]:
    """F1 on both parts, by the scores that mean something for the embedding.

    Raises
    ------
    UserError
        If the embedding lacks nodes of the graph, or the split has no negatives.
    """
    split = inputs.split
    if set(split.negatives) != set(PARTS):
        raise UserError(f"the split {split.name!r} has no negatives to tell pairs from")
    with measured() as cost:
        embedding = aligned(inputs.embedding, split.train.names)
        sides = sides_of(embedding, split)
        found = {
            name: by_vectors(name, embedding, sides)
            for name, score in PAIR_SCORES.items()
            if score.applies_to(embedding) and {name, CHOSEN} & set(names)
        }
        if CLOSURE in names:
            found[CLOSURE] = by_closure(split)
        scored = [name for name in found if name != CLOSURE]
        if CHOSEN in names and scored:
            found[CHOSEN] = found[max(scored, key=lambda name: found[name].validation_f1)]
        distinct = n_distinct(embedding.vectors)
        outcome = [
            _score(name, part, found[name].counts[part], split, distinct)
            for name in names
            if name in found
            for part in PARTS
        ]
    yield Evaluation(scores=outcome, cost=asdict(cost))


def sides_of(embedding: Embedding, split: Split) -> dict[tuple[str, bool], Sides]:
    """What all scores are computed from: of each part, for its pairs (True) and its negatives."""
    return {
        (part, kind): Sides.of(embedding, pairs)
        for part in PARTS
        for kind, pairs in ((True, split.part(part)), (False, split.negatives[part]))
    }


def by_vectors(name: str, embedding: Embedding, sides: Mapping[tuple[str, bool], Sides]) -> Found:
    """The best variant of a score on the validation pairs, and its threshold, on both parts."""
    best = None
    for variant in PAIR_SCORES[name].variants.values():
        with np.errstate(over="ignore", invalid="ignore"):
            scores = {key: variant(one, embedding) for key, one in sides.items()}
        found = best_threshold(scores["validation", True], scores["validation", False])
        if best is None or found.f1 > best.validation_f1:
            counts = {
                part: counted(scores[part, True], scores[part, False], found.threshold)
                for part in PARTS
            }
            best = Found(found.f1, counts)
    return best


def by_closure(split: Split) -> Found:
    """What is predicted by the transitive closure of the training pairs."""
    n = split.train.n_nodes
    u, v = closure(split.train.matrix(bool)).nonzero()
    keys = u.astype(np.int64) * n + v

    def follows(pairs: np.ndarray) -> np.ndarray:
        return np.isin(pairs[:, 0].astype(np.int64) * n + pairs[:, 1], keys).astype(float)

    counts = {
        part: counted(follows(split.part(part)), follows(split.negatives[part]), 1.0)
        for part in PARTS
    }
    return Found(f1(counts["validation"]), counts)


def _score(name: str, part: str, found: Counted, split: Split, distinct: int) -> Score:
    low, high = interval(found)
    return Score(
        metric=metric_of(split),
        value=PERCENT * f1(found),
        low=PERCENT * low,
        high=PERCENT * high,
        scored_by=ScoredBy(
            protocol=name, split=split.name.removeprefix(f"{split.graph}-"), part=part
        ),
        protocol_hash=definition_hash(name, split.content_hash, part),
        n_evaluated=found.positives + found.negatives,
        n_skipped=0,
        n_nodes=split.train.n_nodes,
        n_distinct=distinct,
    )
