"""Scoring: the files that a task is scored from, and what stands in for them in a command.

The workflow's rules name the files (`files_to_score`) and read them (`loaded`); the command `score`
finds or computes the same inputs (`computed`). Both then score by
`poincare.evaluation.tasks.score_task`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from poincare.base.console import progress_lines
from poincare.base.errors import UserError
from poincare.base.provenance import measured
from poincare.base.storage import read_json
from poincare.datasets.registry import DATASETS
from poincare.embeddings.embedding import Embedding
from poincare.evaluation.inputs import Inputs, Ranked
from poincare.evaluation.protocols import GraphToRank
from poincare.evaluation.ranks.ranking import Ranks, rank
from poincare.evaluation.tasks import Task, Traits
from poincare.graphs.relations import Relations
from poincare.graphs.splits import Split, split_named
from poincare.suite.built import (
    obtain_direct,
    obtain_graph,
    obtain_hyperlex,
    obtain_split,
    read_hyperlex,
)

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
    known = graph in DATASETS and DATASETS[graph].noun_synsets
    return Traits(hold_out=hold_out, noun_synsets=known)


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
    graph, _ = split_named(dataset) or (dataset, None)
    files = {"embedding": f"{run}/embedding.npz", "training": f"{run}/training.json"}
    for kind in task.graphs_to_rank(names):
        end = RANKS_END[kind]
        files |= {f"ranks{end}": f"{run}/ranks{end}.npz", f"cost{end}": f"{run}/ranking{end}.json"}
    of_data = {
        "graph": {"graph": f"{BUILT}/graphs/{graph}.npz"},
        "closure": {"closure": f"{BUILT}/graphs/{CLOSURE}.npz"},
        "direct": {"direct": f"{BUILT}/direct/{graph}.npz"},
        "split": {"split": f"{BUILT}/splits/{dataset}.npz"},
        "hyperlex": {
            "pairs": f"{BUILT}/hyperlex/pairs.csv",
            "senses": f"{BUILT}/hyperlex/senses.json",
            "hyperlex": f"{BUILT}/hyperlex/record.json",
        },
    }
    for need in sorted(task.needs(task.definitions(names))):
        files |= of_data[need]
    return files


def loaded(files: Mapping[str, str]) -> Inputs:
    """Read the files of `files_to_score`; ranks are read when they are asked for."""

    def ranked(kind: GraphToRank) -> Ranked:
        end = RANKS_END[kind]
        ranks, cost = Ranks.load(files[f"ranks{end}"]), read_json(files[f"cost{end}"])
        return Ranked(ranks=ranks, cost=cost)

    graphs = {
        name: Relations.load(files[name])
        for name in ("graph", "closure", "direct")
        if name in files
    }
    available = "hyperlex" in files and read_json(files["hyperlex"])["available"]
    return Inputs(
        embedding=Embedding.load(files["embedding"]),
        ranked=ranked,
        split=Split.load(files["split"]) if "split" in files else None,
        hyperlex=read_hyperlex(files["pairs"], files["senses"]) if available else None,
        **graphs,
    )


def ranking(
    embedding: Embedding,
    graph: Relations,
    closure: Relations | None,
    threads: int,
    say: Callable[[str], None],
) -> Callable[[GraphToRank], Ranked]:
    """Ranks of an embedding, computed when they are asked for."""

    def ranked(kind: GraphToRank) -> Ranked:
        asked = {
            GraphToRank.OWN: lambda: graph,
            GraphToRank.BOTH_DIRECTIONS: graph.undirected,
            GraphToRank.CLOSURE: lambda: closure,
        }[kind]()
        with measured() as cost:
            progress = progress_lines(f"{asked.name}: nodes ranked", say)
            ranks = rank(embedding, asked, threads, progress)
        return Ranked(ranks=ranks, cost=asdict(cost))

    return ranked


def computed(
    embedding: Embedding,
    dataset: str,
    task: Task,
    names: Sequence[str],
    root: Path,
    threads: int,
    say: Callable[[str], None],
) -> Inputs:
    """The inputs of a task for given vectors, found in the project at `root` or computed.

    Raises
    ------
    UserError
        If data of the task cannot be had.
    """
    split = obtain_split(dataset, root, say) if split_named(dataset) else None
    graph = split.whole if split else obtain_graph(dataset, root, say)
    needs, whole = task.needs(task.definitions(names)), graph.name
    closure = obtain_graph(CLOSURE, root, say) if "closure" in needs else None
    return Inputs(
        embedding=embedding,
        ranked=ranking(embedding, graph, closure, threads, say),
        graph=graph,
        closure=closure,
        direct=obtain_direct(whole, root, say) if "direct" in needs else None,
        split=split,
        hyperlex=obtain_hyperlex(root, say) if "hyperlex" in needs else None,
    )
