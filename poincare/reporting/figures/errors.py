"""Where the errors are: ranks by depth and parents of u, and by descendants of v."""

from collections.abc import Iterator, Mapping
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes

from poincare.evaluation.errors import MOST_PARENTS, PROTOCOL, errors_by_group
from poincare.evaluation.ranks.ranking import Ranks
from poincare.graphs.relations import Relations
from poincare.reporting.figures.drawing.boxes import draw_counts
from poincare.reporting.figures.options import entries
from poincare.reporting.figures.picture import (
    FAINT,
    PALETTE,
    STYLE,
    Picture,
    logarithmic,
    new_figure,
)
from poincare.reporting.figures.registry import HIERARCHY, Drawing, Figure, Inputs, subject_of
from poincare.reporting.figures.runs import Runs
from poincare.reporting.words import count, number, plural, short_hash

#: Groups of fewer pairs are drawn hollow.
FEW = 30

#: Title of the axis of each grouping, and the label of a group.
GROUPINGS = {
    "depth of u": ("depth of u", str),
    "parents of u": (
        "direct parents of u",
        lambda parents: f"{parents}+" if parents == MOST_PARENTS else str(parents),
    ),
    "descendants of v": (
        "descendants of v, at least",
        lambda exponent: count(2**exponent),
    ),
}


def errors(ranks: Ranks, relations: Relations, title: str, settings: str) -> Picture:
    """Mean rank and share of ranks above 1, of the pairs (u, v), in groups.

    Pairs are grouped by the depth of u, by the number of its direct parents, and by the number of
    descendants of its ancestor v, in powers of two. The protocol is `nickel2017`.

    Parameters
    ----------
    settings : str
        System, dimension and seed that the ranks are of, for the caption.

    Raises
    ------
    UserError
        If the ranks are those of another graph.
    """
    frame = errors_by_group(ranks, relations)
    frame.insert(2, "label", [GROUPINGS[row.grouping][1](row.group) for row in frame.itertuples()])
    part = frame[frame["grouping"] == "depth of u"]
    pairs = part["n_pairs"].sum()
    mean = float((part["mean_rank"] * part["n_pairs"]).sum() / pairs)
    share = float((part["share_above_1"] * part["n_pairs"]).sum() / pairs)
    with mpl.rc_context(STYLE):
        figure = new_figure(9.0, 6.6)
        columns = figure.subplots(
            3, 3, sharex="col", sharey="row", height_ratios=[2.2, 2.2, 1.0], width_ratios=[5, 2, 5]
        )
        for (top, middle, bottom), grouping in zip(columns.T, GROUPINGS, strict=True):
            _draw(top, middle, bottom, frame[frame["grouping"] == grouping])
            _axis_of_groups(bottom, grouping, frame)
            top.axhline(mean, color=FAINT, lw=1.0, linestyle="--", zorder=1)
            middle.axhline(share, color=FAINT, lw=1.0, linestyle="--", zorder=1)
        for row, label in zip(
            columns[:, 0], ("mean rank", "share of\nranks > 1", "pairs"), strict=True
        ):
            row.set_ylabel(label)
        logarithmic(columns[0, 0])
        # A little below zero, so that marks at zero are whole.
        columns[1, 0].set_ylim(bottom=-0.05 * columns[1, 0].get_ylim()[1])
        columns[1, 0].yaxis.set_major_formatter("{x:.0%}")
    alt, caption = _words(frame, ranks, relations, mean, share, settings)
    return Picture(figure=figure, data=frame, title=title, alt=alt, caption=caption)


def _draw(top: Axes, middle: Axes, bottom: Axes, part: pd.DataFrame) -> None:
    few = part["n_pairs"] < FEW
    for axes, column, color in (
        (top, "mean_rank", PALETTE[0]),
        (middle, "share_above_1", PALETTE[1]),
    ):
        axes.plot(part["group"], part[column], color=color, lw=1.4, zorder=2)
        for chosen, face in ((~few, color), (few, "white")):
            axes.plot(
                part["group"][chosen], part[column][chosen], "o", color=color,
                markerfacecolor=face, zorder=3,
            )  # fmt: skip
    draw_counts(bottom, part["group"], part["n_pairs"])


def _axis_of_groups(axes: Axes, grouping: str, frame: pd.DataFrame) -> None:
    """A mark for every group, or every second or third where there are many."""
    words, label = GROUPINGS[grouping]
    group = frame.loc[frame["grouping"] == grouping, "group"]
    low, high = group.min(), group.max()
    shown = range(low, high + 1, 1 + (high - low) // 7)
    axes.set_xticks(shown, [label(one) for one in shown])
    axes.set_xlim(low - 0.7, high + 0.7)
    axes.set_xlabel(words)


def _words(
    frame: pd.DataFrame,
    ranks: Ranks,
    relations: Relations,
    mean: float,
    share: float,
    settings: str,
) -> tuple[str, str]:
    worst = [
        f"{grouping}: the highest mean rank is {number(top.mean_rank, 'mean_rank')} at "
        f"{top.label} ({plural(top.n_pairs, 'pair')}), the lowest "
        f"{number(low.mean_rank, 'mean_rank')} at {low.label}"
        for grouping, part in frame.groupby("grouping", sort=False)
        for top, low in [
            (
                part.loc[part["mean_rank"].idxmax()],
                part.loc[part["mean_rank"].idxmin()],
            )
        ]
    ]
    alt = f"Three columns of charts. {'; '.join(worst)}."
    pairs = int(frame.loc[frame["grouping"] == "depth of u", "n_pairs"].sum())
    depth = frame[frame["grouping"] == "depth of u"]
    most = depth.loc[depth["share_of_excess"].idxmax()]
    caption = (
        f"Reconstruction of {relations.name} by {settings} under {PROTOCOL.name}: "
        f"{plural(pairs, 'pair')} (u, v) of a node and an ancestor, mean rank "
        f"{number(mean, 'mean_rank')}, {share:.1%} with a rank above 1 (dashed lines). By depth of "
        f"u (shortest chain of direct edges from a root), by its number of direct parents "
        f"({MOST_PARENTS} or more together), and by the number of descendants of v, in powers "
        f"of two. Bottom: pairs of each group, logarithmic axis. Hollow: groups of fewer than "
        f"{FEW} pairs. Nodes of depth {most.label} account for {most.share_of_excess:.0%} of the "
        f"sum of rank − 1. Embedding "
        f"{short_hash(ranks.embedding_hash)}; data {short_hash(relations.content_hash)}."
    )
    return alt, caption


def drawings(runs: Runs, options: Mapping[str, Any]) -> Iterator[Drawing]:
    """The run of each entry, with the least seed."""
    for entry in options.get("errors", ()):
        for run in runs.least_seed(**entry):
            inputs = {
                "relations": runs.graph(run.dataset),
                "ranks": runs.file(run, "ranks.npz"),
            }
            subject = subject_of(run, "dataset", "system", "dim", "seed")
            yield Drawing(subject=subject, inputs=inputs)


def draw(inputs: Inputs, dataset: str, system: str, dim: int, seed: int) -> Picture:
    """Read the ranks and draw their errors."""
    return errors(
        Ranks.load(inputs["ranks"]),
        Relations.load(inputs["relations"]),
        f"Where the errors are, {dataset}, {system}, d = {dim}",
        f"{system} (d = {dim}, seed {seed})",
    )


FIGURE = Figure(
    name="errors",
    group=HIERARCHY,
    place=2,
    label="where the errors are, {dataset}, {system}, d = {dim}",
    caption="Reconstruction of {dataset} by {system} (d = {dim}, seed {seed}) under "
    f"{PROTOCOL.name}: mean rank and share of ranks above 1 of the pairs (u, v), by depth of u, "
    "by its number of direct parents, and by the number of descendants of v. Bottom: number of "
    "pairs.",
    options={
        "errors": entries(
            "Embeddings whose errors are shown by depth, number of parents and number of "
            "descendants.",
            "dataset",
            "system",
            "dim",
        )
    },
    drawings=drawings,
    draw=draw,
    mem_mb=1500,
)
