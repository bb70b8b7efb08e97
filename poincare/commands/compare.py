"""``python -m poincare compare BASE NEW``: did anything get worse?"""

import argparse
from pathlib import Path

from poincare.base.storage import write_text
from poincare.evaluation.results import read_results
from poincare.reporting.regression.alike import KINDS
from poincare.reporting.regression.compare import ALPHA, compare
from poincare.reporting.regression.view import view_of

HELP = "compare results with a baseline, value by value"
DESCRIPTION = """Compare results with a baseline, value by value, judged by the spread over seeds.
Exit code 0: nothing is worse and nothing is missing; 1: something is; 2: the two are not
comparable. docs/how-to/regression.md explains how values are judged."""


def add_to(commands: argparse._SubParsersAction) -> None:
    """Add this command's parser."""
    parser = commands.add_parser("compare", help=HELP, description=DESCRIPTION)
    parser.add_argument("base", metavar="BASE", help="results.csv to compare with, or its folder")
    parser.add_argument("new", metavar="NEW", help="results.csv to judge, or its folder")
    parser.add_argument("--output", help="also write the comparison to this file, in Markdown")
    parser.add_argument(
        "--allow",
        action="append",
        choices=KINDS,
        default=[],
        help="compare although these differ; may be given several times",
    )
    parser.add_argument(
        "--alpha",
        type=_level,
        default=ALPHA,
        help="share of unchanged values that may be called changed (%(default)s)",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the comparison; 1 if something is worse or missing."""
    base, new = (read_results(_file(path)) for path in (arguments.base, arguments.new))
    comparison = compare(base, new, arguments.alpha, arguments.allow)
    section = view_of(comparison, base, new)
    print(section.text)
    if arguments.output:
        write_text(arguments.output, section.markdown + "\n")
    return 0 if comparison.passed else 1


def _file(path: str) -> Path:
    return Path(path) / "results.csv" if Path(path).is_dir() else Path(path)


def _level(text: str) -> float:
    alpha = float(text)
    if not 0 < alpha < 1:
        raise argparse.ArgumentTypeError("between 0 and 1")
    return alpha
