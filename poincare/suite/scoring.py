"""Scores of given vectors: which tasks a dataset has, and the tidy rows of each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from poincare.base.console import progress_lines
from poincare.base.errors import UserError
from poincare.base.provenance import Cost, measured
from poincare.embeddings.embedding import Embedding
from poincare.evaluation import entailment, link_prediction
from poincare.evaluation.entailment import evaluate_lookups
from poincare.evaluation.protocols import GraphToRank, Protocol
from poincare.evaluation.ranks.ranking import Ranks, rank
from poincare.evaluation.results import score_rows
from poincare.evaluation.scores import graph_ranked, scores
from poincare.evaluation.variants import protocol_or_variant
from poincare.graphs.relations import Relations
from poincare.graphs.splits import Split, split_named

TASKS = ("reconstruction", "link_prediction", "lexical_entailment")
LOOKUPS = ("synset-name", "lemma")


@dataclass(frozen=True, eq=False)
class Scorer:
    """An embedding to score.

    Attributes
    ----------
    embedding : Embedding
    record : mapping
        The record of its training, or what stands for it (`poincare.suite.external_record`).
    threads : int
        Threads of the ranking.
    say : callable
        Called with lines of progress.
    """

    embedding: Embedding
    record: Mapping[str, Any]
    threads: int
    say: Callable[[str], None]

    def reconstruction(
        self, relations: Relations, closure: Relations | None, protocols: Sequence[Protocol]
    ) -> pd.DataFrame:
        """Rows of the protocols; `closure` is the graph that variants with a `closure` score."""
        parts = []
        for kind in GraphToRank:
            chosen = [protocol for protocol in protocols if protocol.graph_to_rank is kind]
            if not chosen:
                continue
            graph = closure if kind is GraphToRank.CLOSURE else relations
            ranks, cost = self._ranked(graph_ranked(graph, chosen[0]))
            found = [one for protocol in chosen for one in scores(ranks, graph, protocol)]
            parts.append(score_rows("reconstruction", found, self.record, asdict(cost)))
        return pd.concat(parts, ignore_index=True)

    def link_prediction(self, split: Split, protocols: Sequence[Protocol]) -> pd.DataFrame:
        """Rows of the held-out pairs under the protocols."""
        ranks, cost = self._ranked(split.whole)
        found = link_prediction.all_scores(ranks, split, protocols)
        return score_rows("link_prediction", found, self.record, asdict(cost))

    def lexical_entailment(
        self, pairs: pd.DataFrame, senses: Mapping[str, Sequence[str]]
    ) -> pd.DataFrame:
        """Rows of HyperLex under the look-ups."""
        with measured() as cost:
            outcome = evaluate_lookups(LOOKUPS, pairs, self.embedding, senses)
        found = entailment.scores(outcome, self.embedding)
        return score_rows("lexical_entailment", found, self.record, asdict(cost))

    def _ranked(self, graph: Relations) -> tuple[Ranks, Cost]:
        with measured() as cost:
            progress = progress_lines(f"{graph.name}: nodes ranked", self.say)
            ranks = rank(self.embedding, graph, self.threads, progress)
        return ranks, cost


def tasks_of(dataset: str) -> tuple[str, ...]:
    """What embeddings of a dataset are scored by."""
    if split_named(dataset):
        return ("link_prediction",)
    return ("reconstruction", *(["lexical_entailment"] if dataset.startswith("nouns") else []))


def require_task(task: str, dataset: str) -> None:
    """Raise a `UserError` if a dataset has no such task."""
    if task not in tasks_of(dataset):
        mend = {
            "reconstruction": "name a whole graph, nouns for instance",
            "link_prediction": "name a split, nouns-all5 for instance",
            "lexical_entailment": "name a graph of nouns",
        }
        raise UserError(f"{task} is not scored on {dataset!r}", mend=mend[task])


def protocols_for(names: Sequence[str], dataset: str, tasks: Sequence[str]) -> list[Protocol]:
    """The protocols of those names.

    Raises
    ------
    UserError
        If one is unknown or belongs to another graph than the dataset's, or if link prediction is
        to be scored in both directions or by another closure.
    """
    graph, _ = split_named(dataset) or (dataset, None)
    chosen = [protocol_or_variant(name) for name in dict.fromkeys(names)]
    for protocol in chosen:
        if not protocol.belongs_to(graph):
            raise UserError(
                f"the protocol {protocol.label!r} belongs to {protocol.graph!r}, not to {graph!r}"
            )
        if "link_prediction" in tasks and protocol.graph_to_rank is not GraphToRank.OWN:
            raise UserError(f"link prediction is not scored under {protocol.label!r}")
    return chosen
