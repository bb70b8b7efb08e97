"""What the rules ask of the plan of the run. No rules here."""

import os
import sys
from dataclasses import asdict
from pathlib import Path

from snakemake.exceptions import WorkflowError

# Relative to the working directory, so that a project that is moved does not run again.
ROOT = Path(os.path.relpath(Path(workflow.current_basedir).parent.parent))
sys.path.insert(0, str(ROOT.resolve()))

from poincare.base.errors import UserError
from poincare.suite.code import code_behind
from poincare.suite.configuration.asked import graph_of
from poincare.suite.heal import heal, look_again_for_hyperlex
from poincare.suite.jobs import let_jobs_import
from poincare.suite.plan import Plan


def say(line):
    """A line for the terminal."""
    print(line, file=sys.stderr, flush=True)


let_jobs_import(ROOT.resolve())
try:
    PLAN = Plan.of(config, ROOT)
    if workflow.is_main_process:
        PLAN.check_figures()
        # While a run is at work here, its files are its own.
        if not workflow.dryrun and not any(Path(".snakemake/locks").glob("*")):
            heal("data/built", PLAN.runs.folder, say)
            if PLAN.scores_hyperlex:
                look_again_for_hyperlex(ROOT, say)
except UserError as error:
    raise WorkflowError(str(error)) from None

RECIPES, RESULTS, RUN = ROOT / "config" / "recipes", PLAN.runs.folder, PLAN.run_pattern
ROW = PLAN.row_pattern
GRAPH_NAMES = "|".join(PLAN.graph_names)


wildcard_constraints:
    dataset="[a-z0-9-]+",
    system="[a-z0-9-]+",
    dim="[0-9]+",
    seed="[0-9]+",


def of_whole_graph(file):
    """The same file for the graph that the dataset is a split of."""
    return lambda wildcards: file.format(
        **{**wildcards, "dataset": graph_of(wildcards.dataset)}
    )


# The graph that a dataset's nodes are ranked against: for a split, all its parts.
whole_graph = of_whole_graph("data/built/graphs/{dataset}.npz")


def of_seeds(file):
    """The file of every run that is trained side by side in one row."""
    return [f"{ROW}/seed~{seed}/{file}" for seed in PLAN.rows.seeds]


def code_of(script, *sources):
    """The package's modules that a script uses, and `sources` that it imports on demand.

    A changed one re-runs the rule.
    """
    modules = code_behind(ROOT / "workflow" / "scripts" / script, *sources)
    return [os.path.relpath(path) for path in modules]
