"""Quality over time: the metrics of reconstruction and the loss over CPU seconds."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes

from poincare.evaluation.metrics import Metric
from poincare.evaluation.quality import best
from poincare.evaluation.results import of_trainings
from poincare.evaluation.tasks import TASKS
from poincare.reporting.figures.drawing.lines import DASHES
from poincare.reporting.figures.picture import (
    PALETTE,
    STYLE,
    Picture,
    literal,
    logarithmic,
    new_figure,
)
from poincare.reporting.figures.registry import TRAINING, Drawing, Figure, Inputs
from poincare.reporting.figures.runs import FRAME_PROTOCOL, Runs
from poincare.reporting.words import hashes, joined, number, plural


def quality_over_time(quality: pd.DataFrame, protocol: str) -> Picture:
    """Metrics and loss of the frames of filmed trainings, a row of panels per dataset.

    Parameters
    ----------
    quality : DataFrame
        Rows of `poincare.evaluation.quality.quality`, each with what its training was. Lines are
        means over seeds; a frame without ranks has none in the picture either. The best values
        over epochs are in the data and in the words.
    """
    key = ["dataset", "system", "dim", "epoch"]
    metrics = [one for one in TASKS["reconstruction"].metrics if one.name in quality]
    named = [metric.name for metric in metrics]
    columns = ["cpu_s", "n_active", *named, *map(best, named), "loss"]
    frame = quality.groupby(key, sort=False)[columns].mean().reset_index()
    datasets = list(frame["dataset"].unique())
    several = frame["system"].nunique() > 1
    with mpl.rc_context(STYLE):
        figure = new_figure(3.5 * (len(metrics) + 1), 1.0 + 3.1 * len(datasets))
        grid = figure.subplots(len(datasets), len(metrics) + 1, squeeze=False)
        for row, dataset in zip(grid, datasets, strict=True):
            part = frame[frame["dataset"] == dataset]
            for axes, metric in zip(row, [*metrics, None], strict=True):
                _draw(axes, part, metric, several)
                axes.set_xlabel("CPU seconds of training")
            row[0].set_ylabel(dataset, fontweight="bold", parse_math=False)
            literal(row[-1].legend(loc="center left", bbox_to_anchor=(1.0, 0.5)))
    title, alt, caption = _words(frame, quality, protocol, metrics)
    return Picture(figure=figure, data=frame, title=title, alt=alt, caption=caption)


def _draw(axes: Axes, part: pd.DataFrame, metric: Metric | None, several: bool) -> None:
    """One panel: a metric, or the loss if it is None."""
    column = metric.name if metric else "loss"
    looks = zip(itertools.cycle(PALETTE), itertools.cycle(DASHES), strict=False)
    for (system, dim), line in part.groupby(["system", "dim"]):
        color, dashes = next(looks)
        label = f"{system}, d = {dim}" if several else f"d = {dim}"
        # A logarithmic axis has no place for a loss of zero.
        values = line[column] if metric else line[column].where(line[column] > 0)
        axes.plot(line["cpu_s"], values, label=label, color=color, linestyle=dashes, lw=1.4)
    title = f"{metric.title} ({metric.direction} is better)" if metric else "Loss per pair"
    axes.set_title(title, fontsize=10)
    if metric is None or metric.logarithmic:
        logarithmic(axes)
    else:
        axes.set_ylim(metric.lowest, 1.03 * metric.highest)


def _words(
    frame: pd.DataFrame, quality: pd.DataFrame, protocol: str, metrics: Sequence[Metric]
) -> tuple[str, str, str]:
    datasets = joined(frame["dataset"].unique())
    title = f"Quality over time, {datasets}"
    last = frame.groupby(["dataset", "system", "dim"]).tail(1)
    ends = [
        f"{row['dataset']}, {row['system']}, d = {row['dim']}: "
        + joined(_both_readings(row, metric.name, metric.in_text) for metric in metrics)
        + f" after {row['cpu_s']:.1f} s"
        for _, row in last.iterrows()
    ]
    names = joined([*(metric.in_text for metric in metrics), "loss"])
    alt = (
        f"Line charts of {names} over CPU time. Last values, and the best over epochs: "
        f"{'; '.join(ends)}."
    )
    scaled = joined([*(metric.in_text for metric in metrics if metric.logarithmic), "loss"])
    caption = (
        f"Every frame of the filmed trainings, ranked exactly under {protocol}, and the loss; "
        f"{plural(quality['seed'].nunique(), 'seed')}. CPU time is that of the training alone. "
        f"Logarithmic axis: {scaled}. Ranks are shown from where all nodes take part. Losses are "
        "comparable only while the numbers of nodes and of negatives stay the same. The data have "
        "the best values over epochs too, each metric by itself, as released logs report. Recipe "
        f"{hashes(quality['recipe_hash'])}; data {hashes(quality['data_hash'])}."
    )
    return title, alt, caption


def _both_readings(row: pd.Series, metric: str, words: str) -> str:
    return f"{words} {number(row[metric], metric)} (best {number(row[best(metric)], metric)})"


def drawings(runs: Runs, options: Mapping[str, Any]) -> Iterator[Drawing]:
    """One, of all filmed trainings, if there are any."""
    filmed = runs.trained_on(options.get("film", ()))
    if filmed:
        quality = [runs.file(run, "quality.csv") for run in filmed]
        records = [runs.file(run, "training.json") for run in filmed]
        yield Drawing(inputs={"quality": quality, "records": records})


def draw(inputs: Inputs) -> Picture:
    """Read the scores of the frames and draw them."""
    return quality_over_time(of_trainings(inputs["quality"], inputs["records"]), FRAME_PROTOCOL)


FIGURE = Figure(
    name="quality_over_time",
    group=TRAINING,
    place=2,
    label="quality over time",
    caption="Mean rank and MAP of the filmed trainings over their CPU time, and the loss. Ranks "
    "are shown from where all nodes take part. Lines are means over seeds.",
    drawings=drawings,
    draw=draw,
)
