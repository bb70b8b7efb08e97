"""``score``: any embedding under any protocols, with the published numbers."""

import argparse
from pathlib import Path

import pandas as pd

from poincare.base.errors import UserError
from poincare.base.storage import write_text
from poincare.commands import graphs, project, vectors
from poincare.commands.vectors import say
from poincare.embeddings.alignment import listed, unknown_names
from poincare.evaluation.inputs import Inputs
from poincare.evaluation.results import read_results
from poincare.evaluation.tasks import TASKS, Task, score_task, tasks_of
from poincare.graphs.splits import split_named
from poincare.reporting.published import read_published
from poincare.reporting.tables.beside_yours import beside_all
from poincare.suite.controls import control_rows
from poincare.suite.external_record import on_graph
from poincare.suite.scoring import (
    graphs_of,
    obtained,
    ranking,
    require_own_protocols,
    require_task,
    traits_of,
)


def add_to(commands: argparse._SubParsersAction) -> None:
    """Add the command's parser."""
    parser = commands.add_parser(
        "score",
        help="score a file of vectors and show the published numbers",
        description="Rank all nodes exactly; print the scores with comparable published numbers.",
    )
    parser.add_argument("vectors", type=Path, metavar="VECTORS", help="a file, or a run's folder")
    graphs.add_arguments(parser, required=True)
    parser.add_argument(
        "--protocol",
        nargs="+",
        action="extend",
        metavar="PROTOCOL",
        help="protocols or variants, such as gensim+itself-excluded; nickel2017 if none is given",
    )
    parser.add_argument(
        "--task", nargs="+", choices=TASKS, help="all that the dataset has if none is given"
    )
    vectors.add_arguments(parser)
    parser.add_argument("--threads", type=int, default=1, help="threads of the ranking")
    parser.add_argument("--output", type=Path, metavar="CSV", help="keep the rows there")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Score, print, and keep the rows if asked to."""
    if arguments.threads < 1:
        raise UserError(f"--threads {arguments.threads}", mend="give 1 or more")
    at_hand, dataset = graphs.named(arguments)
    asked = _asked(arguments, dataset)
    split = at_hand.split(dataset) if split_named(dataset) else None
    relations = split.train if split else at_hand.graph(dataset)
    path = vectors.file_of(arguments.vectors)
    read = vectors.read_given(path, arguments)
    embedding, given = on_graph(read, relations, path, _system(path), arguments.threads)
    unknown = unknown_names(read.embedding, relations.names)
    if unknown:
        say(f"{len(unknown):,} names are no nodes of {dataset} and are skipped: {listed(unknown)}")
    parts, controls = [], []
    for task, names in asked.items():
        try:
            data = obtained(task, names, dataset, at_hand)
        except UserError as missing:
            # Data beside the graph that were not asked for by name.
            if arguments.task or not task.data:
                raise
            say(f"{task.title} is not scored: {missing}")
            continue
        ranked = ranking(embedding, graphs_of(data), arguments.threads, say)
        inputs = Inputs(embedding=embedding, ranked=ranked, **data)
        parts.append(score_task(task, inputs, names, given))
        data.setdefault("direct", at_hand.direct(data["graph"].name))
        controls.append(control_rows({task.name: names}, data, dataset, given["data_hash"]))
    rows = pd.concat(parts, ignore_index=True)
    if arguments.output:
        write_text(arguments.output, rows.to_csv(index=False))
        say(f"rows: {arguments.output}")
    both = pd.concat([rows, *controls], ignore_index=True)
    print(beside_all(both, read_published(project.PUBLISHED), read_results(project.REFERENCE)))
    return 0


def _system(path: Path) -> str:
    """The system's name: that of the file without its suffix, and without ``.gz``."""
    return Path(path.name.removesuffix(".gz")).stem


def _asked(arguments: argparse.Namespace, dataset: str) -> dict[Task, tuple[str, ...]]:
    """The tasks to score, each with its protocols or look-ups.

    Raises
    ------
    UserError
        If the dataset does not have a task or a protocol.
    """
    chosen = [TASKS[name] for name in arguments.task or ()] or tasks_of(traits_of(dataset))
    asked = {}
    for task in chosen:
        require_task(task, dataset)
        given = tuple(dict.fromkeys(arguments.protocol or ())) if task.key == "protocols" else ()
        asked[task] = given or task.default
        require_own_protocols(task, asked[task], dataset)
    return asked
