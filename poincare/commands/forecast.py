"""``python -m poincare forecast CONFIG``: how long the trainings of a configuration will take."""

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

from poincare.commands import project
from poincare.datasets.sources import ledger
from poincare.evaluation.results import read_results
from poincare.reporting.words import at_dims, plural
from poincare.suite.configuration.checks import laid_over
from poincare.suite.kept.forecast import Forecast, forecast
from poincare.suite.kept.reference import kept_file
from poincare.suite.plan import Plan

HELP = "say how long the trainings of a configuration will take"
DESCRIPTION = """Estimate the CPU time of the trainings that a configuration asks for and that are
not finished yet, from the times that kept trainings took. Times of another machine differ."""


def add_to(commands: argparse._SubParsersAction) -> None:
    """Add this command's parser."""
    parser = commands.add_parser("forecast", help=HELP, description=DESCRIPTION)
    parser.add_argument("config", type=Path, metavar="CONFIG", help="a file of config/")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print a line per system, and the sum."""
    default = project.ROOT / "config" / "default.yaml"
    plan = Plan.of(laid_over(default, arguments.config), project.ROOT)
    left = [
        run for run in plan.trainings if not Path(plan.runs.file(run, "training.json")).exists()
    ]
    done = len(plan.trainings) - len(left)
    kept = read_results(kept_file(project.ROOT))
    pairs = {name: graph["pairs"] for name, graph in ledger()["graphs"].items()}
    print("\n".join(_lines(forecast(left, kept, pairs), done)))
    return 0


def _lines(found: Forecast, done: int) -> Iterator[str]:
    yield f"{plural(len(found.seconds) + len(found.unknown), 'training')} to do, {done:,} done."
    rows: dict[tuple[str, str], list] = {}
    for run in [*found.seconds, *found.unknown]:
        rows.setdefault((run.dataset, run.system), []).append(run)
    for (dataset, system), runs in rows.items():
        seconds = sum(found.seconds.get(run, 0.0) for run in runs)
        time = _time(seconds) if seconds else "not known"
        dims = at_dims(sorted({run.dim for run in runs}))
        yield f"  {system} on {dataset} at {dims}: {time}"
    cores = os.cpu_count() or 1
    yield (
        f"Training takes about {_time(found.total)} of CPU time, {_time(found.total / cores)} on "
        f"{plural(cores, 'core')}. A run that is stopped resumes with the same command."
    )


def _time(seconds: float) -> str:
    """Minutes, or hours from two hours on."""
    return f"{seconds / 3600:,.1f} h" if seconds >= 7200 else f"{seconds / 60:,.0f} min"
