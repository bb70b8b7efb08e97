"""``score``: any embedding under any protocols, with the published numbers."""

import argparse
from pathlib import Path

import pandas as pd

from poincare.base.errors import UserError
from poincare.base.storage import write_text
from poincare.commands import project, vectors
from poincare.commands.vectors import say
from poincare.embeddings.alignment import listed, unknown_names
from poincare.evaluation.results import read_results
from poincare.graphs.splits import split_named
from poincare.reporting.published import read_published
from poincare.reporting.tables.beside_yours import beside_all
from poincare.suite.built import obtain_graph, obtain_hyperlex, obtain_split
from poincare.suite.external_record import on_graph
from poincare.suite.scoring import TASKS, Scorer, protocols_for, require_task, tasks_of


def add_to(commands: argparse._SubParsersAction) -> None:
    """Add the command's parser."""
    parser = commands.add_parser(
        "score",
        help="score a file of vectors and show the published numbers",
        description="Rank all nodes exactly; print the scores with comparable published numbers.",
    )
    parser.add_argument("vectors", type=Path, metavar="VECTORS", help="a file, or a run's folder")
    parser.add_argument(
        "--dataset", required=True, help="nouns, mammals, …, or a split such as nouns-all5"
    )
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
    dataset, tasks = arguments.dataset, arguments.task or tasks_of(arguments.dataset)
    for task in tasks:
        require_task(task, dataset)
    ranked = [task for task in tasks if task != "lexical_entailment"]
    protocols = protocols_for(arguments.protocol or ["nickel2017"], dataset, ranked)
    split = obtain_split(dataset, project.ROOT, say) if split_named(dataset) else None
    relations = split.train if split else obtain_graph(dataset, project.ROOT, say)
    path = vectors.file_of(arguments.vectors)
    read = vectors.read_given(path, arguments)
    embedding, given = on_graph(read, relations, path, path.stem, arguments.threads)
    unknown = unknown_names(read.embedding, relations.names)
    if unknown:
        say(f"{len(unknown):,} names are no nodes of {dataset} and are skipped: {listed(unknown)}")
    scorer = Scorer(embedding, given, arguments.threads, say)
    parts = []
    if "reconstruction" in tasks:
        needed = any(protocol.closure for protocol in protocols)
        closure = obtain_graph("nouns", project.ROOT, say) if needed else None
        parts.append(scorer.reconstruction(relations, closure, protocols))
    if split is not None:
        parts.append(scorer.link_prediction(split, protocols))
    if "lexical_entailment" in tasks:
        parts.append(_entailment(scorer, asked_for=arguments.task is not None))
    rows = pd.concat(parts, ignore_index=True)
    if arguments.output:
        write_text(arguments.output, rows.to_csv(index=False))
        say(f"rows: {arguments.output}")
    print(beside_all(rows, read_published(project.PUBLISHED), read_results(project.REFERENCE)))
    return 0


def _entailment(scorer: Scorer, asked_for: bool) -> pd.DataFrame | None:
    """HyperLex; a missing file is reported and skipped unless it was asked for by name."""
    try:
        pairs, senses = obtain_hyperlex(project.ROOT, say)
    except UserError as missing:
        if asked_for:
            raise
        say(f"HyperLex is not scored: {missing}")
        return None
    return scorer.lexical_entailment(pairs, senses)
