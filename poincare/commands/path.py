"""``path``: the ancestors of a node, true ones and those that the vectors suggest."""

import argparse

import numpy as np

from poincare.base.errors import UserError
from poincare.commands import look, project
from poincare.commands.vectors import say
from poincare.embeddings.embedding import Embedding
from poincare.embeddings.points import Points
from poincare.evaluation.neighbourhood import Neighbourhood, way_up
from poincare.suite.built import obtain_graph


def add_to(commands: argparse._SubParsersAction) -> None:
    """Add the command's parser."""
    parser = commands.add_parser(
        "path",
        help="the way up from a node, by distance and norm",
        description="The true ancestors of a node, nearest first, with the nodes of smaller norm "
        "that are nearer than the last of them; and the way up by distance and norm.",
    )
    look.add_arguments(parser)
    parser.add_argument("--dataset", default="nouns", help="the graph that knows the ancestors")
    parser.add_argument("--count", type=int, default=20, help="greatest number of rows")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print both lists."""
    embedding, node = look.node_of(arguments)
    graph = obtain_graph(arguments.dataset, project.ROOT, say)
    if arguments.name not in graph.index:
        raise UserError(f"{arguments.name!r} is no node of {graph.name!r}", mend="name --dataset")
    names = {graph.names[above] for above in graph.positives(graph.index[arguments.name])}
    true = np.array([name in names for name in embedding.names])
    seen = Neighbourhood.of(Points.of(embedding), node)
    look.say_where(embedding, seen)
    shown = seen.ancestors_and_between(true).tolist()
    print(f"Ancestors, nearest first ({len(names)} in {graph.name}), and the nodes between them:")
    print(_marked(embedding, seen, shown[: arguments.count], true))
    if len(shown) > arguments.count:
        print(f"… and {len(shown) - arguments.count} more, of which the last is an ancestor")
    chain = way_up(embedding, node)
    print("\nThe way up, each time to the nearest node of smaller norm:")
    print(_marked(embedding, seen, chain[: arguments.count], true))
    if len(chain) > arguments.count:
        print(f"… and {len(chain) - arguments.count} more")
    return 0


def _marked(embedding: Embedding, seen: Neighbourhood, nodes: list[int], true: np.ndarray) -> str:
    marks = ["yes" if true[node] else "no" for node in nodes]
    return look.nodes_table(embedding, seen, nodes, {"ancestor": marks})
