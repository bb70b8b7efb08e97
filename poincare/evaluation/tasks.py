"""The tasks: one entry each, with all that configuration, scoring, tables and the page ask of it.

To add one, write `evaluate` and `definitions` for it in a file of their own and add an entry to
`TASKS`. The workflow and the command `score` both score by `score_task`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from poincare.evaluation import entailment, link_prediction, reconstruction
from poincare.evaluation.edges import classification
from poincare.evaluation.edges.pair_scores import PAIR_SCORES
from poincare.evaluation.generality import centres, measures
from poincare.evaluation.hyperlex import in_depth
from poincare.evaluation.hyperlex.subsets import SUBSETS
from poincare.evaluation.hyperlex.word_scores import WORD_SCORES
from poincare.evaluation.inputs import Evaluation, Inputs
from poincare.evaluation.labels import ScoredBy
from poincare.evaluation.metrics import METRICS, PERCENTAGES, Metric
from poincare.evaluation.protocols import GraphToRank
from poincare.evaluation.results import COLUMNS, score_rows
from poincare.evaluation.variants import protocol_or_variant
from poincare.graphs.splits import CONES, HoldOut


@dataclass(frozen=True, kw_only=True)
class Traits:
    """What decides which tasks a dataset has.

    Attributes
    ----------
    hold_out : HoldOut, optional
        Of a split.
    noun_synsets, verb_synsets : bool
        Whether its nodes are noun synsets, or verb synsets, of WordNet.
    network : bool
        Whether its edges have no direction, so that there is no hierarchy.
    """

    hold_out: HoldOut | None = None
    noun_synsets: bool = False
    verb_synsets: bool = False
    network: bool = False


@dataclass(frozen=True, kw_only=True)
class Task:
    """Something that embeddings are scored on.

    Attributes
    ----------
    name : str
        As in `results.csv` and `published_numbers.csv`; also its section of a configuration.
    title : str
        Within a sentence, in lower case but for names.
    metrics : tuple of Metric
        In the order of tables; the first one leads.
    key : str
        The key of its section of a configuration that names how it is scored.
    default : tuple of str
        The names that the command `score` uses if none is given.
    needs : callable
        The attributes of `Inputs` that definitions use besides the embedding and its ranks.
    datasets : str
        The datasets that it applies to, in words.
    applies_to : callable
        Whether a dataset of such `Traits` has this task.
    definitions : callable
        The protocols or look-ups of some names; a `UserError` for one that does not fit.
    evaluate : callable
        Scores of `Inputs` under definitions, those computed together at a time.
    definition_hash : callable
        The `protocol_hash` that a row has today, given what it was scored by and the content hash
        of its split, or a blank; a `UserError` if there is no such protocol or look-up.
    data : str
        The file of the ledger that it needs besides a graph; blank if it needs none.
    published_as : str
        The task that the published values for it have; blank for its own name.
    """

    name: str
    title: str
    metrics: tuple[Metric, ...]
    key: str
    default: tuple[str, ...]
    needs: Callable[[Sequence[Any]], set[str]]
    datasets: str
    applies_to: Callable[[Traits], bool]
    definitions: Callable[[Sequence[str]], list]
    evaluate: Callable[[Inputs, Sequence[Any]], Iterable[Evaluation]]
    definition_hash: Callable[[ScoredBy, str], str]
    data: str = ""
    published_as: str = ""

    def graphs_to_rank(self, names: Sequence[str]) -> set[GraphToRank]:
        """The graphs whose ranks the definitions of these names ask for."""
        asked = {getattr(one, "graph_to_rank", None) for one in self.definitions(names)}
        return asked - {None}


#: By name, in the order of the report.
TASKS = {
    task.name: task
    for task in (
        Task(
            name="reconstruction",
            title="reconstruction",
            metrics=(METRICS["mean_rank"], METRICS["MAP"], METRICS["rank_norm_spearman"]),
            key="protocols",
            default=("nickel2017",),
            needs=reconstruction.needs,
            datasets="a whole graph, nouns for instance",
            applies_to=lambda traits: traits.hold_out is None,
            definitions=lambda names: [protocol_or_variant(name) for name in names],
            evaluate=reconstruction.evaluate,
            definition_hash=lambda scored_by, _: protocol_or_variant(scored_by.name).content_hash,
        ),
        Task(
            name="link_prediction",
            title="link prediction",
            metrics=(METRICS["mean_rank"], METRICS["MAP"]),
            key="protocols",
            default=("nickel2017",),
            needs=lambda _: {"split"},
            datasets="a split, nouns-all5 for instance",
            applies_to=lambda traits: traits.hold_out is not None,
            definitions=link_prediction.definitions,
            evaluate=link_prediction.evaluate,
            definition_hash=lambda scored_by, split_hash: link_prediction.definition_hash(
                protocol_or_variant(scored_by.name), split_hash, scored_by.part
            ),
        ),
        Task(
            name="lexical_entailment",
            title="HyperLex",
            data="hyperlex",
            metrics=(METRICS["spearman"],),
            key="lookups",
            default=("synset-name", "lemma"),
            needs=lambda _: {"hyperlex"},
            datasets="a graph of noun synsets, nouns for instance",
            applies_to=lambda traits: traits.hold_out is None and traits.noun_synsets,
            definitions=entailment.definitions,
            evaluate=entailment.evaluate,
            definition_hash=lambda scored_by, _: entailment.lookup_hash(scored_by.name),
        ),
        Task(
            name="hyperlex_in_depth",
            title="HyperLex in depth",
            data="hyperlex",
            published_as="lexical_entailment",
            metrics=tuple(METRICS[subset.metric] for subset in SUBSETS),
            key="scores",
            default=tuple(WORD_SCORES),
            needs=in_depth.needs,
            datasets="a graph of noun or of verb synsets, nouns or verbs for instance",
            applies_to=lambda traits: (
                traits.hold_out is None and (traits.noun_synsets or traits.verb_synsets)
            ),
            definitions=in_depth.definitions,
            evaluate=in_depth.evaluate,
            definition_hash=lambda scored_by, _: in_depth.definition_hash(scored_by.name),
        ),
        Task(
            name="edge_classification",
            title="edge classification",
            metrics=tuple(METRICS[f"F1_{percentage}pct"] for percentage in PERCENTAGES),
            key="scores",
            default=(*PAIR_SCORES, classification.CHOSEN),
            needs=lambda _: {"split"},
            datasets="a split with negatives, nouns-cones-cones10 for instance",
            applies_to=lambda traits: traits.hold_out is not None and traits.hold_out.of == CONES,
            definitions=classification.definitions,
            evaluate=classification.evaluate,
            definition_hash=lambda scored_by, split_hash: classification.definition_hash(
                scored_by.name, split_hash, scored_by.part
            ),
        ),
        Task(
            name="generality",
            title="generality",
            metrics=tuple(METRICS[name] for name in measures.NAMES),
            key="centres",
            default=("origin",),
            needs=lambda _: {"graph", "direct"},
            datasets="a whole hierarchy, nouns for instance",
            applies_to=lambda traits: traits.hold_out is None and not traits.network,
            definitions=centres.definitions,
            evaluate=centres.evaluate,
            definition_hash=lambda scored_by, _: centres.centre_hash(scored_by.name),
        ),
    )
}


def tasks_of(traits: Traits) -> tuple[Task, ...]:
    """The tasks of a dataset."""
    return tuple(task for task in TASKS.values() if task.applies_to(traits))


def score_task(
    task: Task, inputs: Inputs, names: Sequence[str], training: Mapping[str, Any]
) -> pd.DataFrame:
    """Rows of an embedding's scores on a task.

    Parameters
    ----------
    names : sequence of str
        Protocols, variants or look-ups.
    training : mapping
        The record of the training, or a substitute.

    Raises
    ------
    UserError
        As the task's `definitions` and `evaluate` do.
    """
    parts = [
        score_rows(task.name, one.scores, training, one.cost)
        for one in task.evaluate(inputs, task.definitions(names))
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)
