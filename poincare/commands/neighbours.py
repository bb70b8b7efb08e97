"""``neighbours``: the nodes nearest to one, or how near another one is."""

import argparse

from poincare.base.display import printable
from poincare.commands import graphs, look
from poincare.embeddings.embedding import Embedding
from poincare.embeddings.points import Points
from poincare.evaluation.neighbourhood import Neighbourhood
from poincare.graphs.relations import Relations
from poincare.reporting.tables.views import Row, Table, plain


def add_to(commands: argparse._SubParsersAction) -> None:
    """Add the command's parser."""
    parser = commands.add_parser(
        "neighbours",
        help="the nodes nearest to one",
        description="The nodes nearest to one, with their place in a graph if one is named; or, "
        "with --to, how near two nodes are to each other.",
    )
    look.add_arguments(parser)
    parser.add_argument("--to", metavar="OTHER", help="the distance of this node, and its place")
    graphs.add_arguments(parser, required=False)
    parser.add_argument("--count", type=int, default=10, help="how many")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the nearest nodes, nearest first, or the distance to the other one."""
    at_hand, dataset = graphs.named(arguments)
    embedding, node = look.node_of(arguments)
    points = Points.of(embedding)
    seen = Neighbourhood.of(points, node)
    look.say_where(embedding, seen)
    graph = at_hand.graph(dataset) if dataset else None
    if arguments.to is not None:
        other = look.node_named(arguments.to, embedding)
        print(_each_other(embedding, seen, Neighbourhood.of(points, other)))
        if graph:
            relation = _relation(graph, arguments.name, arguments.to) or "neither above nor below"
            print(printable(f"In {graph.name}, {arguments.to} is: {relation}"))
        return 0
    nearest = seen.nearest()[: arguments.count].tolist()
    marks = {}
    if graph:
        found = (_relation(graph, arguments.name, embedding.names[one]) for one in nearest)
        marks = {f"in {graph.name}": [relation or "—" for relation in found]}
    print(look.nodes_table(embedding, seen, nearest, marks))
    return 0


def _each_other(embedding: Embedding, one: Neighbourhood, other: Neighbourhood) -> str:
    """The distance of two nodes, and the place of each among the neighbours of the other."""
    rows = [
        Row(
            "plain",
            (
                embedding.names[there.node],
                f"{here.distance[there.node]:.3f}",
                f"{there.norms[there.node]:.6f}",
                f"{here.place(there.node):,} of {len(embedding.names) - 1:,}",
                embedding.names[here.node],
            ),
        )
        for here, there in ((one, other), (other, one))
    ]
    return plain(Table(("", "distance", "norm", "place", "seen from"), tuple(rows)))


def _relation(graph: Relations, name: str, other: str) -> str:
    """What another node is to a node in a graph; blank if it is neither above nor below."""
    if name not in graph.index or other not in graph.index:
        return "no node"
    u, v = graph.index[name], graph.index[other]
    if v in graph.positives(u):
        return "ancestor"
    return "descendant" if u in graph.positives(v) else ""
