"""The arguments by which commands are given a graph, and the graphs that they name."""

import argparse
import re
from pathlib import Path

from poincare.base.errors import UserError
from poincare.base.validation import read_yaml
from poincare.commands import project
from poincare.commands.vectors import say
from poincare.datasets.registry import DATASETS
from poincare.graphs.splits import split_named
from poincare.suite.at_hand import AtHand
from poincare.suite.configuration.own_data import own_data


def add_arguments(parser: argparse.ArgumentParser, required: bool, default: str = "") -> None:
    """The options that name a graph; `default` is that of ``--dataset``, in words."""
    one = parser.add_mutually_exclusive_group(required=required)
    one.add_argument(
        "--dataset",
        help="nouns, mammals, …, a split such as nouns-all5, a graph that a configuration built, "
        f"or one of --configfile{default}",
    )
    one.add_argument(
        "--pairs",
        type=Path,
        metavar="FILE",
        help="a graph of your own: a file of pairs, or an ontology .obo",
    )
    parser.add_argument(
        "--closure",
        action="store_true",
        help="the file of --pairs has direct hypernyms only: take their transitive closure",
    )
    parser.add_argument(
        "--configfile",
        type=Path,
        nargs="+",
        action="extend",
        default=[],
        metavar="FILE",
        help="configurations whose keys graphs and splits name more datasets",
    )


def named(arguments: argparse.Namespace) -> tuple[AtHand, str | None]:
    """The graphs at hand, and the dataset that is asked for, if one is.

    Raises
    ------
    UserError
        For a configuration that is not valid, and for --closure without --pairs.
    """
    graphs, splits = own_data([read_yaml(path) for path in arguments.configfile], project.SCHEMA)
    if arguments.closure and not arguments.pairs:
        raise UserError("--closure is for the file of --pairs", mend="leave it away")
    dataset = arguments.dataset
    if arguments.pairs:
        dataset = name_of(arguments.pairs)
        ontology = ".obo" in arguments.pairs.suffixes
        graphs[dataset] = (
            {"obo": str(arguments.pairs)}
            if ontology
            else {"pairs": str(arguments.pairs), "closure": arguments.closure}
        )
    return AtHand(root=project.ROOT, say=say, graphs=graphs, splits=splits), dataset


def name_of(pairs: Path) -> str:
    """The name of a graph by its file, unlike those of the suite's graphs and splits."""
    words = re.sub("[^a-z0-9]+", "-", pairs.name.partition(".")[0].lower()).strip("-") or "own"
    return f"{words}-pairs" if words in DATASETS or split_named(words) else words
