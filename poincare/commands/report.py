"""``python -m poincare report FOLDER``: the report of kept results, without training."""

import argparse
from pathlib import Path

from poincare.commands import project
from poincare.suite.kept.render import render_kept

HELP = "render the report of kept results, without training"
DESCRIPTION = """Render report.html, report.md, headline.txt, the tables and the figures of a folder
that has results.csv. Figures that need trained vectors are taken from its folder figures, if they
are there. What cannot be shown is named on the page."""


def add_to(commands: argparse._SubParsersAction) -> None:
    """Add this command's parser."""
    parser = commands.add_parser("report", help=HELP, description=DESCRIPTION)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="a folder with results.csv")
    parser.add_argument("--output", type=Path, help="folder to write to; FOLDER if not given")
    parser.add_argument("--title", help="title of the report; the folder's name if not given")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Render the report and print its headline."""
    folder = arguments.folder
    output = arguments.output or folder
    title = arguments.title or f"Results of {folder.resolve().name}"
    page = render_kept(folder, output, title, project.ROOT)
    print(page.with_name("headline.txt").read_text(encoding="utf-8"), end="")
    return 0
