"""Loss over epochs."""

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes

from poincare.base.artefacts import read_table
from poincare.reporting.figures.drawing.lines import DASHES
from poincare.reporting.figures.picture import (
    FAINT,
    PALETTE,
    STYLE,
    Picture,
    literal,
    logarithmic,
    new_figure,
)
from poincare.reporting.figures.registry import TRAINING, Drawing, Figure, Inputs
from poincare.reporting.figures.runs import Runs
from poincare.reporting.words import count, hashes, joined, plural

#: Two labels of level marks need this part of the axis between them.
LABEL_WIDTH = 0.02
#: Part of the axis of y left free above the curves for these labels.
HEADROOM = 0.2


def loss_curves(history: pd.DataFrame) -> Picture:
    """Loss (mean over pairs and seeds) over epochs per dim; marks where nodes are added.

    One panel per dataset, from the most rows to the fewest.
    """
    datasets = list(history["dataset"].value_counts(sort=True).index)
    key = ["dataset", "system", "dim", "epoch"]
    frame = (
        history.groupby(key, sort=False)
        .agg(
            level=("level", "first"),
            n_active=("n_active", "first"),
            loss=("loss", "mean"),
            learning_rate=("learning_rate", "first"),
            negatives=("negatives", "first"),
            # Nodes or relations, as the trainers count.
            **{name: (name, "mean") for name in history if name.endswith("_per_s")},
            cpu_s=("cpu_s", "mean"),
        )
        .reset_index()
    )
    several = frame["system"].nunique() > 1
    with mpl.rc_context(STYLE):
        figure = new_figure(9.0, 1.2 + 3.2 * len(datasets))
        for axes, dataset in zip(
            figure.subplots(len(datasets), 1, squeeze=False)[:, 0], datasets, strict=True
        ):
            part = frame[frame["dataset"] == dataset]
            looks = zip(itertools.cycle(PALETTE), itertools.cycle(DASHES), strict=False)
            for (system, dim), line in part.groupby(["system", "dim"]):
                color, dashes = next(looks)
                label = f"{system}, d = {dim}" if several else f"d = {dim}"
                # A logarithmic axis has no place for a loss of zero.
                positive = line["loss"].where(line["loss"] > 0)
                axes.plot(
                    line["epoch"], positive, label=label, color=color, linestyle=dashes, lw=1.4
                )
            logarithmic(axes)
            axes.set_title(f"{dataset}", parse_math=False)
            axes.set_xlabel("epoch")
            axes.set_ylabel("loss per pair")
            first, last = part["epoch"].min(), part["epoch"].max()
            axes.set_xlim(first - 0.01 * (last - first) - 0.5, last + 0.5)
            _mark_levels(axes, part)
            literal(axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5)))
    title, alt, caption = _words(history, datasets)
    return Picture(figure=figure, data=frame, title=title, alt=alt, caption=caption)


def _mark_levels(axes: Axes, part: pd.DataFrame) -> None:
    """Vertical marks where a level begins, with the number of nodes, where there is room."""
    starts = part.groupby(["level", "n_active"], sort=True)["epoch"].min()
    bottom, top = axes.get_ylim()
    axes.set_ylim(bottom, top * (top / bottom) ** HEADROOM)
    low, high = axes.get_xlim()
    labelled = float("inf")
    # From the last to the first, so that the number of all nodes is shown if room is short.
    for (level, n_active), epoch in reversed(list(starts.items())):
        if level > starts.index[0][0]:
            axes.axvline(epoch, color="#C8C8C8", lw=0.9, zorder=0.5)
        if (labelled - epoch) / (high - low) < LABEL_WIDTH:
            continue
        labelled = epoch
        axes.annotate(
            count(n_active),
            (epoch, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(2, -3),
            textcoords="offset points",
            rotation=90,
            va="top",
            fontsize=8,
            color=FAINT,
        )


def _words(history: pd.DataFrame, datasets: list[str]) -> tuple[str, str, str]:
    title = f"Loss over epochs, {joined(datasets)}"
    final = history.sort_values("epoch").groupby(["dataset", "system", "dim"], sort=False).tail(1)
    final = final.sort_values(["dataset", "system", "dim"])
    ends = [
        f"{row.dataset}, d = {row.dim}: {row.loss:.3g} at epoch {row.epoch}"
        for row in final.itertuples()
    ]
    alt = f"Loss curves, one per dimension. Last values: {'; '.join(ends)}."

    def span(column: str) -> str:
        ends = history[column].iloc[[0, -1]]
        texts = [f"{end:,.0f}" if end >= 100 else f"{end:.3g}" for end in ends]
        return " to ".join(dict.fromkeys(texts))

    caption = (
        f"Mean loss per pair, {plural(history['seed'].nunique(), 'seed')}, on a logarithmic axis. "
        "A vertical mark shows where nodes are added (coarse to fine), with the number of nodes "
        f"from there on. Negatives per pair: {span('negatives')}; learning rate: "
        f"{span('learning_rate')}. Losses are comparable only while the numbers of nodes and of "
        f"negatives stay the same. Recipe {hashes(history['recipe_hash'])}; data "
        f"{hashes(history['data_hash'])}."
    )
    return title, alt, caption


def drawings(runs: Runs, _: Mapping[str, Any]) -> Iterator[Drawing]:
    """One, of all trainings; none if all systems are external."""
    if runs.histories:
        yield Drawing(inputs={"history": runs.table("history.csv")})


def draw(inputs: Inputs) -> Picture:
    """Read the histories and draw them."""
    return loss_curves(read_table(inputs["history"]))


FIGURE = Figure(
    name="loss_curves",
    group=TRAINING,
    place=1,
    label="loss over epochs",
    caption="Mean loss per pair over the epochs, one curve per dimension. A vertical mark shows "
    "where nodes are added (coarse to fine), with the number of nodes from there on. Negatives and "
    "learning rate follow the schedules of the recipes.",
    drawings=drawings,
    draw=draw,
)
