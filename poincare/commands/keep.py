"""``python -m poincare keep FOLDER``: keep the results of a run for every later report."""

import argparse
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from poincare.commands import project
from poincare.reporting.kept.present import present_hashes
from poincare.reporting.kept.rows import kept_reasons
from poincare.reporting.words import at_dims, plural
from poincare.suite.kept.keep import Keeping, keep, kept_table, rows_of_run, write_kept
from poincare.suite.kept.reference import KEPT, recipe_files

HELP = "keep the results of a run, for every later report"
DESCRIPTION = """Add the results of a run to the kept ones. Every report uses these for values that
its own run does not have. Rows of the same dataset, task, system, dim, seed, protocol and metric
are replaced. Rows are refused if they do not say how they were trained, if their code was not
committed, or if the embedding is degenerate. Exit code 0: rows are kept; 1: none is."""


def add_to(commands: argparse._SubParsersAction) -> None:
    """Add this command's parser."""
    parser = commands.add_parser("keep", help=HELP, description=DESCRIPTION)
    parser.add_argument(
        "folder", type=Path, metavar="FOLDER", help="a folder with results.csv, or with runs"
    )
    parser.add_argument(
        "--into",
        type=Path,
        metavar="FOLDER",
        help=f"folder whose results.csv has the kept rows; {KEPT.parent} if not given",
    )
    parser.add_argument("--dirty", action="store_true", help="also rows of code not committed")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Keep the rows and say what became of them."""
    file = (arguments.into or project.ROOT / KEPT.parent) / KEPT.name
    rows = rows_of_run(arguments.folder)
    found = keep(kept_table(file), rows, dirty=arguments.dirty)
    if len(found.taken):
        write_kept(found.table, file)
    print("\n".join(_lines(found, file)))
    return 0 if len(found.taken) else 1


def _lines(found: Keeping, file: Path) -> Iterator[str]:
    n = found.taken["how"].value_counts()
    yield (
        f"{file}: {plural(len(found.table), 'row')}; {n.get('new', 0):,} new, "
        f"{n.get('replaced', 0):,} replaced, {n.get('unchanged', 0):,} unchanged"
    )
    if found.controls:
        yield f"Left out: {plural(found.controls, 'row')} of controls"
    for line in _grouped(found.refused):
        yield f"Refused: {line}"
    reasons = kept_reasons(found.taken, present_hashes(found.taken, recipe_files(project.ROOT)))
    stale = found.taken.assign(reason=reasons)
    for line in _grouped(stale[reasons != ""]):
        yield f"Kept, but stale: {line}"


def _grouped(rows: pd.DataFrame) -> Iterator[str]:
    """One line per system, dataset and reason."""
    for (system, dataset, reason), part in rows.groupby(["system", "dataset", "reason"]):
        where = f"{system} on {dataset} at {at_dims(sorted(part['dim'].unique()))}"
        yield f"{plural(len(part), 'row')} of {where}: {reason}"
