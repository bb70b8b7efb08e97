"""Scoring: the files that a task is scored from, and how a command does without them.

The workflow's rules name the files (`files_to_score`) and read them (`loaded`); the command `score`
finds or builds the same data (`obtained`) and ranks the nodes (`ranking`). Both then score by
`poincare.evaluation.tasks.score_task`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from poincare.base.artefacts import read_record
from poincare.base.console import progress_lines
from poincare.base.errors import Damaged, UserError
from poincare.base.provenance import measured
from poincare.datasets.registry import DATASETS
from poincare.embeddings.embedding import Embedding
from poincare.evaluation.inputs import Inputs, Ranked
from poincare.evaluation.protocols import GraphToRank
from poincare.evaluation.ranks.ranking import Ranks, rank
from poincare.evaluation.tasks import Task, Traits
from poincare.graphs.relations import Relations
from poincare.graphs.splits import Split, split_named
from poincare.suite.at_hand import AtHand
from poincare.suite.built import Say, hyperlex_files, obtain_hyperlex, read_hyperlex

BUILT = "data/built"

#: How the names of a run's files of ranks end, by the graph that was ranked.
RANKS_END = {
    GraphToRank.OWN: "",
    GraphToRank.BOTH_DIRECTIONS: "_undirected",
    GraphToRank.CLOSURE: "_closure",
}

#: The graph of complete chains that protocols with a `closure` score.
CLOSURE = "nouns"


def traits_of(dataset: str) -> Traits:
    """What decides the tasks of a dataset; a user's own graph has no synsets."""
    graph, hold_out = split_named(dataset) or (dataset, None)
    if graph not in DATASETS:
        return Traits(hold_out=hold_out)
    known = DATASETS[graph]
    return Traits(
        hold_out=hold_out,
        noun_synsets=known.noun_synsets,
        verb_synsets=known.verb_synsets,
        network=known.network,
    )


def require_task(task: Task, dataset: str) -> None:
    """Raise a `UserError` if a dataset has no such task."""
    if not task.applies_to(traits_of(dataset)):
        raise UserError(f"{task.name} is not scored on {dataset!r}", mend=f"name {task.datasets}")


def require_own_protocols(task: Task, names: Sequence[str], dataset: str) -> None:
    """Raise a `UserError` if a protocol belongs to another graph than the dataset's."""
    graph, _ = split_named(dataset) or (dataset, None)
    for one in task.definitions(names):
        if not getattr(one, "belongs_to", lambda _: True)(graph):
            raise UserError(
                f"the protocol {one.label!r} belongs to {one.graph!r}, not to {graph!r}"
            )


def files_to_score(task: Task, names: Sequence[str], dataset: str, run: str) -> dict[str, str]:
    """The files of a run, and of its data, that a task needs under these protocols or look-ups."""
    files = {"embedding": f"{run}/embedding.npz", "training": f"{run}/training.json"}
    for kind in task.graphs_to_rank(names):
        end = RANKS_END[kind]
        files |= {f"ranks{end}": f"{run}/ranks{end}.npz", f"cost{end}": f"{run}/ranking{end}.json"}
    return files | files_of_data(task.needs(task.definitions(names)), dataset)


def files_of_data(needs: Collection[str], dataset: str) -> dict[str, str]:
    """The files of a dataset that hold what is needed: attributes of `Inputs`, or its record."""
    graph, _ = split_named(dataset) or (dataset, None)
    known = {
        "graph": {"graph": f"{BUILT}/graphs/{graph}.npz"},
        "record": {"record": f"{BUILT}/graphs/{dataset}.json"},
        "closure": {"closure": f"{BUILT}/graphs/{CLOSURE}.npz"},
        "direct": {"direct": f"{BUILT}/direct/{graph}.npz"},
        "split": {"split": f"{BUILT}/splits/{dataset}.npz"},
        "hyperlex": {
            name: f"{BUILT}/hyperlex/{file}"
            for name, file in hyperlex_files(traits_of(dataset).verb_synsets).items()
        },
    }
    return {name: file for need in sorted(needs) for name, file in known[need].items()}


def data_of(files: Mapping[str, str]) -> dict[str, Any]:
    """Read the data among the files of `files_to_score`, as arguments of `Inputs`."""
    data: dict[str, Any] = {
        name: Relations.load(files[name])
        for name in ("graph", "closure", "direct")
        if name in files
    }
    if "split" in files:
        data["split"] = Split.load(files["split"])
        data.setdefault("graph", data["split"].whole)
    if "hyperlex" in files and read_record(files["hyperlex"])["available"]:
        data["hyperlex"] = read_hyperlex(files["pairs"], files["senses"])
    return data


def loaded(files: Mapping[str, str]) -> Inputs:
    """Read the files of `files_to_score`; ranks are read when they are asked for."""

    def ranked(kind: GraphToRank) -> Ranked:
        end = RANKS_END[kind]
        ranks, cost = Ranks.load(files[f"ranks{end}"]), read_record(files[f"cost{end}"])
        if ranks.embedding_hash != embedding.content_hash:
            raise Damaged("it has the ranks of another embedding", files[f"ranks{end}"])
        return Ranked(ranks=ranks, cost=cost)

    embedding, data = Embedding.load(files["embedding"]), data_of(files)
    _require_own_record(files["training"], embedding, data)
    return Inputs(embedding=embedding, ranked=ranked, **data)


def _require_own_record(file: str, embedding: Embedding, data: Mapping[str, Any]) -> None:
    """Raise `Damaged` for the record of another embedding, or of a training on another graph."""
    record = read_record(file)
    if record["embedding_hash"] != embedding.content_hash:
        raise Damaged("it is the record of another embedding", file)
    graph = data["split"].train if "split" in data else data.get("graph")
    own = graph is not None and graph.name == record["dataset"]
    if own and record["data_hash"] != graph.content_hash:
        raise Damaged("it is the record of a training on another graph", file)


def obtained(task: Task, names: Sequence[str], dataset: str, at_hand: AtHand) -> dict[str, Any]:
    """The data that a task needs, found or built, as `data_of`.

    Raises
    ------
    UserError
        If they cannot be had.
    """
    graph, hold_out = split_named(dataset) or (dataset, None)
    needs = task.needs(task.definitions(names))
    data: dict[str, Any] = {"graph": at_hand.graph(graph)}
    if hold_out:
        data["split"] = at_hand.split(dataset)
    if "closure" in needs:
        data["closure"] = at_hand.graph(CLOSURE)
    if "direct" in needs:
        data["direct"] = at_hand.direct(graph)
    if "hyperlex" in needs:
        verbs = traits_of(dataset).verb_synsets
        data["hyperlex"] = obtain_hyperlex(at_hand.root, at_hand.say, verbs)
    return data


def ranking(
    embedding: Embedding, graphs: Callable[[GraphToRank], Relations], threads: int, say: Say
) -> Callable[[GraphToRank], Ranked]:
    """Ranks of an embedding, computed when they are asked for; `graphs` as `graphs_of`."""

    def ranked(kind: GraphToRank) -> Ranked:
        graph = graphs(kind)
        with measured() as cost:
            ranks = rank(
                embedding, graph, threads, progress_lines(f"{graph.name}: nodes ranked", say)
            )
        return Ranked(ranks=ranks, cost=asdict(cost))

    return ranked


def graphs_of(data: Mapping[str, Any]) -> Callable[[GraphToRank], Relations]:
    """The graph that each kind of ranking ranks, given the data of `data_of`."""

    def graph(kind: GraphToRank) -> Relations:
        if kind is GraphToRank.CLOSURE:
            return data["closure"]
        whole = data["graph"]
        return whole.undirected() if kind is GraphToRank.BOTH_DIRECTIONS else whole

    return graph
