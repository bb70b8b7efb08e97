"""``path``: the true ancestors of a node and those that the vectors suggest, or a path of two."""

import argparse

import numpy as np

from poincare.base.display import printable
from poincare.base.errors import UserError
from poincare.commands import graphs, look
from poincare.embeddings.embedding import Embedding
from poincare.embeddings.points import Points, step_lengths
from poincare.evaluation.neighbourhood import Neighbourhood, way_up
from poincare.graphs.paths import path_between
from poincare.graphs.relations import Relations
from poincare.reporting.tables.views import Row, Table, plain
from poincare.reporting.words import plural


def add_to(commands: argparse._SubParsersAction) -> None:
    """Add the command's parser."""
    parser = commands.add_parser(
        "path",
        help="the way up from a node, or the path between two",
        description="The true ancestors of a node, nearest first, with the nodes of smaller norm "
        "that are nearer than the last of them; and the way up by distance and norm. With a second "
        "node: the path between the two through their lowest common ancestor.",
    )
    look.add_arguments(parser)
    parser.add_argument("other", metavar="OTHER", nargs="?", help="the node at the path's end")
    graphs.add_arguments(parser, required=False, default="; nouns if none is given")
    parser.add_argument("--count", type=int, default=20, help="greatest number of rows")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print both lists, or the path between two nodes."""
    at_hand, dataset = graphs.named(arguments)
    embedding, node = look.node_of(arguments)
    graph = at_hand.graph(dataset or "nouns")
    for name in filter(None, (arguments.name, arguments.other)):
        if name not in graph.index:
            raise UserError(f"{name!r} is no node of {graph.name!r}", mend="name another --dataset")
    if arguments.other:
        between = _between(embedding, at_hand.direct(dataset or "nouns"), node, arguments)
        print(printable(between))
        return 0
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


def _between(
    embedding: Embedding, direct: Relations, node: int, arguments: argparse.Namespace
) -> str:
    """The path between two nodes, a row per node, and its length beside their distance."""
    path = path_between(direct, direct.index[arguments.name], direct.index[arguments.other])
    nodes = [look.node_named(direct.names[place], embedding) for place in path.nodes]
    points = Points.of(embedding)
    seen, lengths = Neighbourhood.of(points, node), step_lengths(points, nodes)
    steps = ["", *(f"{length:.3f}" for length in lengths)]
    ways = ["up" if place < path.top else "down" for place in range(len(nodes))]
    ways[path.top] = "common ancestor"
    rows = [
        Row(
            "plain",
            (
                embedding.names[one],
                way,
                step,
                f"{seen.distance[one]:.3f}",
                f"{seen.norms[one]:.6f}",
            ),
        )
        for one, way, step in zip(nodes, ways, steps, strict=True)
    ]
    table = Table(("", "way", "step", f"from {arguments.name}", "norm"), tuple(rows), labels=2)
    return (
        f"{plain(table)}\n{plural(len(lengths), 'edge')} of total length {lengths.sum():.3f}; the "
        f"distance of {arguments.name} and {arguments.other} is {seen.distance[nodes[-1]]:.3f}"
    )


def _marked(embedding: Embedding, seen: Neighbourhood, nodes: list[int], true: np.ndarray) -> str:
    marks = ["yes" if true[node] else "no" for node in nodes]
    return look.nodes_table(embedding, seen, nodes, {"ancestor": marks})
