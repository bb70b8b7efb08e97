"""``neighbours``: the nodes nearest to one."""

import argparse

from poincare.commands import look
from poincare.embeddings.points import Points
from poincare.evaluation.neighbourhood import Neighbourhood


def add_to(commands: argparse._SubParsersAction) -> None:
    """Add the command's parser."""
    parser = commands.add_parser("neighbours", help="the nodes nearest to one")
    look.add_arguments(parser)
    parser.add_argument("--count", type=int, default=10, help="how many")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the nearest nodes, nearest first."""
    embedding, node = look.node_of(arguments)
    seen = Neighbourhood.of(Points.of(embedding), node)
    look.say_where(embedding, seen)
    print(look.nodes_table(embedding, seen, seen.nearest()[: arguments.count].tolist()))
    return 0
