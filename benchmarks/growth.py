"""How time per epoch and peak memory grow with the number of nodes.

``python benchmarks/growth.py`` builds synthetic closures, trains each for a few epochs in ten
dimensions and writes the table, the figure and the settings to ``benchmarks/results/growth``.
Each graph is built, and each training run, in a process of its own, so that the greatest resident
size of a process is that of one task. BLAS has one thread.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict, replace
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from poincare.base import provenance
from poincare.base.storage import write_json, write_text
from poincare.datasets.synthetic import Shape, synthetic
from poincare.graphs.relations import Relations
from poincare.reporting.figures.picture import (
    FAINT,
    PALETTE,
    STYLE,
    Picture,
    logarithmic,
    new_figure,
    save_figure,
)
from poincare.training.nodewise.settings import Level
from poincare.training.recipe import Recipe, read_recipe
from poincare.training.run import Run
from poincare.training.session import train

ROOT = Path(__file__).parents[1]
SIZES = [10_000, 30_000, 100_000, 300_000, 1_000_000]
DIM = 10
SEED = 0
#: Epochs of the last level, where all nodes are in play; the levels before it take one each.
LAST_EPOCHS = 5


def short(recipe: Recipe) -> Recipe:
    """The recipe with one epoch in each coarse level and `LAST_EPOCHS` in the last."""
    coarse = [Level(level.descendants, 1) for level in recipe.settings.levels[:-1]]
    settings = replace(recipe.settings, levels=(*coarse, Level(0, LAST_EPOCHS)))
    return replace(recipe, settings=settings)


def build(n_nodes: int, file: Path) -> dict:
    """Build a closure; a row of its figures."""
    with provenance.measured() as cost:
        relations = synthetic(n_nodes, Shape(), np.random.default_rng([SEED, n_nodes]))
        relations.save(file)
    return {
        "nodes": n_nodes,
        "pairs": relations.n_pairs,
        "ancestors_per_node": relations.n_pairs / n_nodes,
        "data_hash": relations.content_hash,
        "build_cpu_s": cost.cpu_s,
        "build_peak_mib": cost.peak_memory_mib,
    }


def run(file: Path) -> dict:
    """Load a closure and train on it; a row of its figures."""
    recipe = short(read_recipe(ROOT / "config" / "recipes" / "fast.yaml"))
    with provenance.measured() as cost:
        relations = Relations.load(file)
        trained = train(relations, recipe, Run(dim=DIM, seed=SEED, threads=1), say=print)
        history = trained.history
    epochs = history["cpu_s"].diff()[history["level"] == len(recipe.settings.levels)]
    return {
        "epoch_cpu_s": epochs.median(),
        "epoch_cpu_s_least": epochs.min(),
        "epoch_cpu_s_greatest": epochs.max(),
        "train_cpu_s": cost.cpu_s,
        "train_peak_mib": cost.peak_memory_mib,
        "last_loss": history["loss"].iloc[-1],
    }


def in_own_process(task: str, n_nodes: int, file: Path) -> dict:
    """Row of a task that runs in a process of its own, with one thread of BLAS."""
    one = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    rows = file.with_suffix(f".{task}.json")
    command = [sys.executable, __file__, "--task", task, str(n_nodes), str(file), str(rows)]
    paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, **one, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    subprocess.run(command, env=environment, check=True)
    return json.loads(rows.read_text())


def measure(sizes: list[int]) -> pd.DataFrame:
    """A row per size."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for n_nodes in sizes:
            file = Path(folder) / f"{n_nodes}.npz"
            row = in_own_process("build", n_nodes, file) | in_own_process("run", n_nodes, file)
            print(json.dumps(row), flush=True)
            rows.append(row)
            file.unlink()
    return pd.DataFrame(rows)


def picture(table: pd.DataFrame) -> Picture:
    """Time per epoch and peak memory over nodes, each beside a straight line."""
    exponent = slope(table["nodes"], table["epoch_cpu_s"])
    base, per_node = memory_line(table)
    with mpl.rc_context(STYLE):
        figure = new_figure(9.0, 4.0)
        left, right = figure.subplots(1, 2)
        through_last = table["nodes"] * (table["epoch_cpu_s"].iloc[-1] / table["nodes"].iloc[-1])
        _panel(left, table, "epoch_cpu_s", through_last, "in proportion to the nodes")
        left.set_title("CPU time per epoch")
        left.set_ylabel("seconds")
        _panel(
            right,
            table,
            "train_peak_mib",
            base + per_node * table["nodes"],
            f"{base:.0f} MiB + {per_node * 1000:.2f} MiB per 1,000 nodes",
        )
        right.set_title("Peak memory of the training")
        right.set_ylabel("MiB")
    last = table.iloc[-1]
    alt = (
        f"Two panels with logarithmic axes. CPU time of an epoch rises from "
        f"{table['epoch_cpu_s'].iloc[0]:.2g} s to {last['epoch_cpu_s']:.3g} s and peak memory from "
        f"{table['train_peak_mib'].iloc[0]:.0f} MiB to {last['train_peak_mib']:.0f} MiB between "
        f"{table['nodes'].iloc[0]:,} and {last['nodes']:,} nodes, both close to a straight line."
    )
    caption = (
        f"Synthetic closures with {table['ancestors_per_node'].min():.1f} to "
        f"{table['ancestors_per_node'].max():.1f} ancestors per node, d = {DIM}, one core. Time: "
        f"median of {LAST_EPOCHS} epochs with all nodes in play; the exponent of the growth is "
        f"{exponent:.2f}; the grey line goes through the last point. Memory: greatest resident "
        "size of the process, loading and checkpoints included; the grey line is fitted."
    )
    return Picture(figure, table, "Growth of time and memory with the nodes", alt, caption)


def _panel(axes: Axes, table: pd.DataFrame, column: str, reference: pd.Series, label: str) -> None:
    axes.set_xscale("log")
    axes.plot(table["nodes"], reference, color=FAINT, linestyle="--", label=label)
    axes.plot(table["nodes"], table[column], "o-", color=PALETTE[0], label="measured")
    axes.set_xlabel("nodes")
    logarithmic(axes)
    axes.legend(loc="upper left")


def slope(nodes: pd.Series, values: pd.Series) -> float:
    """The p of values ∝ nodesᵖ, by least squares of the logarithms."""
    return float(np.polyfit(np.log(nodes), np.log(values), 1)[0])


def memory_line(table: pd.DataFrame) -> tuple[float, float]:
    """Peak memory at no nodes at all, and for each node, in MiB, by relative least squares."""
    weights = 1.0 / table["train_peak_mib"]
    per_node, base = np.polyfit(table["nodes"], table["train_peak_mib"], 1, w=weights)
    return float(base), float(per_node)


def settings(sizes: list[int]) -> dict:
    """What was measured, with what."""
    recipe = read_recipe(ROOT / "config" / "recipes" / "fast.yaml")
    return {
        "date": provenance.today(),
        "sizes": sizes,
        "dim": DIM,
        "seed": SEED,
        "epochs": {"coarse levels": 1, "last level": LAST_EPOCHS},
        "recipe": recipe.name,
        "recipe_hash": recipe.text_hash,
        "shape": asdict(Shape()),
        "threads": 1,
        "code_hash": provenance.code_hash(),
        **provenance.environment(),
    }


def markdown(table: pd.DataFrame) -> str:
    """The table for people."""
    columns = {
        "nodes": "{:,.0f}",
        "pairs": "{:,.0f}",
        "build_cpu_s": "{:.2f}",
        "build_peak_mib": "{:.0f}",
        "epoch_cpu_s": "{:.3g}",
        "epoch_cpu_s_least": "{:.3g}",
        "epoch_cpu_s_greatest": "{:.3g}",
        "train_cpu_s": "{:.3g}",
        "train_peak_mib": "{:.0f}",
    }
    shown = pd.DataFrame({name: table[name].map(form.format) for name, form in columns.items()})
    right = ("right",) * len(columns)
    return shown.to_markdown(index=False, colalign=right, disable_numparse=True)


def main() -> None:
    """Measure everything, or do one task of it for `in_own_process`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of nodes")
    parser.add_argument(
        "--results", type=Path, default=ROOT / "benchmarks" / "results" / "growth", help="folder"
    )
    parser.add_argument("--task", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.task:
        task, n_nodes, file, rows = options.task
        row = build(int(n_nodes), Path(file)) if task == "build" else run(Path(file))
        write_json(rows, row)
        return
    table = measure(options.sizes)
    write_json(options.results / "settings.json", settings(options.sizes))
    save_figure(picture(table), options.results, "growth")
    shown = markdown(table)
    write_text(options.results / "growth.md", shown + "\n")
    print(shown)


if __name__ == "__main__":
    main()
