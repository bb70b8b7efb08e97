"""CPU time and memory over dims."""

from collections.abc import Iterator, Mapping
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes

from poincare.evaluation.results import read_results
from poincare.reporting.figures.drawing.lines import LOOKS, axis_of_dims, left_out, most_readable
from poincare.reporting.figures.picture import (
    STYLE,
    Picture,
    literal,
    logarithmic,
    new_figure,
)
from poincare.reporting.figures.registry import OVER_DIMS, Drawing, Figure, Inputs
from poincare.reporting.figures.runs import Runs
from poincare.reporting.tables import frames as tables
from poincare.reporting.words import count, joined, plural, seconds, settings

PANELS = {
    "train_cpu_s": "Training, CPU s",
    "evaluation_cpu_s": "Evaluation, CPU s",
    "peak_memory_mib": "Peak memory, MiB",
}


def cost_over_dims(results: pd.DataFrame) -> Picture:
    """CPU seconds of training and evaluation, and peak memory, over dims.

    A line per system and dataset. Values are medians over seeds; bars reach from the least to the
    greatest. All axes are logarithmic. Lines for which there is no room are in the data only.
    """
    frame = cost_by_dim(results)
    names = most_readable(frame, ["place"])
    frame["drawn"] = frame["line"].isin(names)
    with mpl.rc_context(STYLE):
        figure = new_figure(9.0, 3.7 + 0.22 * ((len(names) + 1) // 2))
        for axes, (column, title) in zip(figure.subplots(1, 3), PANELS.items(), strict=True):
            for name, look in zip(names, LOOKS, strict=False):
                line = frame[frame["line"] == name]
                axes.plot(line["dim"], line[column], label=name, **look)
                reach = [
                    line[column] - line[f"{column}_least"],
                    line[f"{column}_greatest"] - line[column],
                ]
                axes.errorbar(
                    line["dim"], line[column], reach, fmt="none", ecolor=look["color"], lw=1.2
                )
            axes.set_title(title)
            axis_of_dims(axes, frame.loc[frame["drawn"], "dim"])
            _widen(axes)
            logarithmic(axes)
        handles = axes.get_legend_handles_labels()
        literal(figure.legend(*handles, loc="outside lower center", ncols=2, handlelength=3.5))
    title, alt, caption = _words(frame, results, names)
    return Picture(
        figure=figure, data=frame.drop(columns="place"), title=title, alt=alt, caption=caption
    )


def cost_by_dim(results: pd.DataFrame) -> pd.DataFrame:
    """`tables.cost` over seeds: median, least and greatest of each of `PANELS`.

    `line` names system and dataset; `place` counts datasets from the one with most runs.
    """
    runs = tables.cost(results)
    places = {name: place for place, name in enumerate(runs["dataset"].value_counts().index)}
    how = {"": "median", "_least": "min", "_greatest": "max"}
    frame = (
        runs.groupby(["dataset", "system", "dim"])
        .agg(
            seeds=("seed", "nunique"),
            threads=("threads", "max"),
            **{f"{name}{end}": (name, by) for name in PANELS for end, by in how.items()},
        )
        .reset_index()
    )
    return frame.assign(
        line=frame["system"] + " on " + frame["dataset"], place=frame["dataset"].map(places)
    )


def _widen(axes: Axes) -> None:
    """Make the axis span at least a factor of ten, so that small differences look small."""
    axes.set_yscale("log")
    low, high = axes.get_ylim()
    more = max(10.0 * low / high, 1.0) ** 0.5
    axes.set_ylim(low / more, high * more)


def _words(frame: pd.DataFrame, results: pd.DataFrame, names: list[str]) -> tuple[str, str, str]:
    drawn = frame[frame["drawn"]]
    ends = [
        f"{name}: "
        + joined(
            f"{seconds(row.train_cpu_s)} of training, {seconds(row.evaluation_cpu_s)} of "
            f"evaluation and {count(row.peak_memory_mib)} MiB at d = {row.dim}"
            for row in drawn[drawn["line"] == name].iloc[[0, -1]].drop_duplicates().itertuples()
        )
        for name in names
    ]
    alt = f"Three line charts over dimensions. {'; '.join(ends)}."
    most = int(frame["seeds"].max())
    over = (
        f"Medians of up to {plural(most, 'seed')}, bars from least to greatest."
        if most > 1
        else "One seed."
    )
    missing = left_out(sorted(set(frame["line"]) - set(names)))
    caption = (
        "CPU time of all threads together, and peak memory of the process with its interpreter. "
        f"Evaluation is the sum over the tasks. {over} All axes are "
        f"logarithmic.{missing} Measured on {joined(results['cpu'].dropna().unique())}. "
        f"{settings(results)}"
    )
    return f"Cost over dimensions, {joined(drawn['dataset'].unique())}", alt, caption


def drawings(runs: Runs, _: Mapping[str, Any]) -> Iterator[Drawing]:
    """One, of all results."""
    yield Drawing(inputs={"results": runs.table("results.csv")})


def draw(inputs: Inputs) -> Picture:
    """Read the results and draw their cost."""
    return cost_over_dims(read_results(inputs["results"]))


FIGURE = Figure(
    name="cost_over_dims",
    group=OVER_DIMS,
    place=2,
    label="cost over dims",
    caption="CPU seconds of training and of evaluation (summed over the tasks), and peak memory, "
    "over the dimension. Medians over seeds; bars reach from the least to the greatest value. All "
    "axes are logarithmic. Lines that do not fit are in the data.",
    drawings=drawings,
    draw=draw,
)
