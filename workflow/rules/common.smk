"""Configuration, the grid, and what scripts depend on. No rules here."""

import os
import sys
from dataclasses import asdict
from pathlib import Path

from snakemake.exceptions import WorkflowError
from snakemake.utils import Paramspace

# Relative to the working directory, so that a project that is moved does not run again.
ROOT = Path(os.path.relpath(Path(workflow.current_basedir).parent.parent))
sys.path.insert(0, str(ROOT.resolve()))

from poincare.suite.configuration import (
    check_configuration,
    graph_names,
    graph_of,
    grid,
    let_jobs_import,
    protocols_of,
    read_recipes,
    tasks,
)
from poincare.datasets import sources
from poincare.graphs.splits import hold_outs, split_named
from poincare.base.errors import UserError
from poincare.evaluation.variants import protocol_or_variant
from poincare.suite.external import externals, in_hyperbolic_space
from poincare.suite.figure_selection import (
    L2_PAIR,
    check_figures,
    dims_shown,
    figure_names,
    node_asked,
)
from poincare.embeddings.formats.files import paths
from poincare.suite.code import code_behind
from poincare.reporting.figures.groups import group_of

let_jobs_import(ROOT.resolve())
RECIPES = ROOT / "config" / "recipes"

try:
    check_configuration(config, ROOT / "workflow" / "schemas" / "config.schema.yaml")
    recipes = read_recipes(config, RECIPES)
    # Systems that are files of vectors; all others have recipes.
    EXTERNALS = externals(config)
    check_figures(config, RECIPES)
except UserError as error:
    raise WorkflowError(str(error)) from None

OWN_GRAPHS = config.get("graphs", {})
# The longest first: nouns-paths is not the graph nouns with a system that begins with paths.
GRAPH_NAMES = "|".join(sorted(graph_names(config), key=len, reverse=True))
RESULTS = f"results/{config['name']}"
# Hold-outs whose splits train on the held-out pairs as well.
LEAKING = "|".join(
    name for name, hold_out in hold_outs().items() if hold_out.train == "whole"
)
SPACE = Paramspace(grid(config))
RUN = f"{RESULTS}/runs/{SPACE.wildcard_pattern}"
RUN_2D = RUN.replace("{dim}", "2")
RUNS = [f"{RESULTS}/runs/{instance}" for instance in SPACE.instance_patterns]
# Runs on a split are scored on its held-out pairs, the others on the graph they were trained on.
SCORED = [
    f"{run}/{task}.csv"
    for run, dataset in zip(RUNS, SPACE.dataframe["dataset"])
    for task in tasks(config, dataset)
]
ENTAILED = [
    f"{RESULTS}/runs/{instance}"
    for instance, dataset in zip(SPACE.instance_patterns, SPACE.dataframe["dataset"])
    if dataset in config["lexical_entailment"]["datasets"]
]
STRICT_ON_HYPERLEX = config["strict"] and bool(ENTAILED)
SYSTEMS = sorted(SPACE.dataframe["system"].unique())
TRAINED = [system for system in SYSTEMS if system not in EXTERNALS]
# What has a place in the disc.
HYPERBOLIC = [
    system for system in SYSTEMS if in_hyperbolic_space(EXTERNALS, recipes, system)
]
GIVEN = [
    f"{RESULTS}/runs/{instance}"
    for instance, system in zip(SPACE.instance_patterns, SPACE.dataframe["system"])
    if system in EXTERNALS
]
DATASETS = sorted(SPACE.dataframe["dataset"].unique())
PUBLISHED = [str(path) for path in sorted((ROOT / "data" / "published").glob("*.*"))]
TEMPLATES = [
    str(path)
    for path in sorted((ROOT / "poincare" / "reporting").rglob("*"))
    if path.suffix in {".html", ".css", ".js", ".md", ".json"}
]
TABLES = ["headline", "reconstruction", "link_prediction"]
TABLES += ["lexical_entailment", "cost", "runs", "audit", "explanations"]
TABLES += ["baselines", "flaws"]
LATEX = ["headline", "reconstruction", "link_prediction", "lexical_entailment", "cost"]
# Where Snakemake's report shows a table, and what it calls it.
TABLE_LABELS = {
    "headline": ("Beside published numbers", "ours beside the paper's"),
    "reconstruction": ("Beside published numbers", "reconstruction"),
    "link_prediction": ("Beside published numbers", "link prediction"),
    "lexical_entailment": ("Beside published numbers", "HyperLex"),
    "cost": ("Cost and provenance", "cost"),
    "runs": ("Cost and provenance", "hashes and versions of the runs"),
    "audit": ("Audit", "verdict on every published number"),
    "explanations": ("Audit", "what may explain a difference"),
    "baselines": ("Audit", "a fair row for the baselines"),
    "flaws": ("Audit", "what each flaw is worth"),
}
FIGURES = ["over_dims", "loss_curves"] + [
    f"disc-{row.dataset}-{row.system}-{row.seed}"
    for row in SPACE.dataframe.itertuples()
    if row.dim == 2
    and row.dataset in config["figures"]["disc"]
    and row.system in HYPERBOLIC
]
FILMED = [
    run
    for run, row in zip(RUNS, SPACE.dataframe.itertuples())
    if row.dataset in config["figures"]["film"] and row.system in TRAINED
]
FIGURES += ["quality_over_time"] if FILMED else []
FIGURES += [
    f"{figure}-{row.dataset}-{row.system}-{row.seed}"
    for row in SPACE.dataframe.itertuples()
    if row.dim == 2
    and row.dataset in config["figures"]["film"]
    and row.system in TRAINED
    and row.system in HYPERBOLIC
    for figure in ("film", "animation")
]
FIGURES += figure_names(config, SPACE.dataframe)


wildcard_constraints:
    dataset="[a-z0-9-]+",
    system="[a-z0-9-]+",
    dim="[0-9]+",
    seed="[0-9]+",


def whole_graph(wildcards):
    """The graph that a dataset's nodes are ranked against: for a split, all its parts."""
    return f"data/built/graphs/{graph_of(wildcards.dataset)}.npz"


def of_whole_graph(file):
    """The file of the same run on the graph that the dataset is a split of."""

    def located(wildcards):
        return file.format(**{**wildcards, "dataset": graph_of(wildcards.dataset)})

    return located


def frames_of(wildcards):
    """Parts of a training's epochs after which its vectors are kept; 0 if it is not filmed."""
    filmed = wildcards.dataset in config["figures"]["film"]
    return config["figures"]["frames"] if filmed else 0


def only_if_scored(part, file):
    """A file that only protocols with that part need."""

    def needed(wildcards):
        names = protocols_of(config, "reconstruction", wildcards.dataset)
        with_part = [name for name in names if getattr(protocol_or_variant(name), part)]
        return file.format(**wildcards) if with_part else []

    return needed


def panels_of_depth(wildcards):
    """The embeddings that a figure of norms shows, one per dim."""
    dims = dims_shown(
        SPACE.dataframe, wildcards.dataset, wildcards.system, int(wildcards.seed)
    )
    return [f"{RUN}/embedding.npz".format(**wildcards, dim=dim) for dim in dims]


def code_of(script, trainer=None):
    """The package's modules that a script, and a recipe's trainer, use: a changed one re-runs it."""
    modules = code_behind(ROOT / "workflow" / "scripts" / script, trainer)
    return [os.path.relpath(path) for path in modules]
