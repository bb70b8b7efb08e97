"""Quality over time: mean rank and MAP against CPU seconds, beside the loss."""

import itertools

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes

from poincare.evaluation.metrics import METRICS
from poincare.reporting.figures.loss_curves import LINES
from poincare.reporting.figures.picture import (
    PALETTE,
    STYLE,
    Picture,
    literal,
    logarithmic,
    new_figure,
)
from poincare.reporting.words import hashes, headed, joined, number, plural

PANELS = {
    **{name: headed(METRICS[name]) for name in ("mean_rank", "MAP")},
    "loss": "Loss per pair",
}


def quality_over_time(quality: pd.DataFrame, protocol: str) -> Picture:
    """Mean rank, MAP and loss of the frames of filmed trainings, a row of panels per dataset.

    Parameters
    ----------
    quality : DataFrame
        Rows of `poincare.evaluation.quality.quality`, each with what its training was. Lines are
        means over seeds; a frame without ranks has none in the picture either.
    """
    key = ["dataset", "system", "dim", "epoch"]
    columns = ["cpu_s", "n_active", "mean_rank", "MAP", "loss"]
    frame = quality.groupby(key, sort=False)[columns].mean().reset_index()
    datasets = list(frame["dataset"].unique())
    several = frame["system"].nunique() > 1
    with mpl.rc_context(STYLE):
        figure = new_figure(10.5, 1.0 + 3.1 * len(datasets))
        grid = figure.subplots(len(datasets), len(PANELS), squeeze=False)
        for row, dataset in zip(grid, datasets, strict=True):
            part = frame[frame["dataset"] == dataset]
            for axes, (column, title) in zip(row, PANELS.items(), strict=True):
                _draw(axes, part, column, several)
                axes.set_title(title, fontsize=10)
                axes.set_xlabel("CPU seconds of training")
            row[0].set_ylabel(dataset, fontweight="bold", parse_math=False)
            literal(row[-1].legend(loc="center left", bbox_to_anchor=(1.0, 0.5)))
    return Picture(figure, frame, *_words(frame, quality, protocol))


def _draw(axes: Axes, part: pd.DataFrame, column: str, several: bool) -> None:
    looks = zip(itertools.cycle(PALETTE), itertools.cycle(LINES), strict=False)
    for (system, dim), line in part.groupby(["system", "dim"]):
        color, dashes = next(looks)
        label = f"{system}, d = {dim}" if several else f"d = {dim}"
        # A loss of zero has no place on a logarithmic axis.
        positive = line[column].where(line[column] > 0)
        axes.plot(line["cpu_s"], positive, label=label, color=color, linestyle=dashes, lw=1.4)
    if column == "MAP":
        axes.set_ylim(0, 1.03)
    else:
        logarithmic(axes)


def _words(frame: pd.DataFrame, quality: pd.DataFrame, protocol: str) -> tuple[str, str, str]:
    datasets = joined(frame["dataset"].unique())
    title = f"Quality over time, {datasets}"
    ends = [
        f"{row.dataset}, {row.system}, d = {row.dim}: "
        f"mean rank {number(row.mean_rank, 'mean_rank')} and MAP {number(row.MAP, 'MAP')} "
        f"after {row.cpu_s:.1f} s"
        for row in frame.groupby(["dataset", "system", "dim"]).tail(1).itertuples()
    ]
    alt = f"Line charts of mean rank, MAP and loss over CPU time. Last values: {'; '.join(ends)}."
    caption = (
        f"Every frame of the filmed trainings ranked exactly under {protocol}, "
        f"{plural(quality['seed'].nunique(), 'seed')}, beside the loss; the CPU time is that of "
        "the training alone. Mean rank and loss are on logarithmic axes. Ranks begin where all "
        "nodes are in play; where the number of nodes or of negatives changes, the loss is another "
        f"quantity. Recipe {hashes(quality['recipe_hash'])}; data {hashes(quality['data_hash'])}."
    )
    return title, alt, caption
