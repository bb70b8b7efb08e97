"""What gensim's L2 penalty does: two embeddings of one graph, without and with it."""

from collections.abc import Iterator, Mapping
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.lines import Line2D

from poincare.embeddings.alignment import aligned
from poincare.embeddings.embedding import Embedding
from poincare.embeddings.points import radii
from poincare.graphs.hierarchy import depths, descendants, direct_edges
from poincare.graphs.relations import Relations
from poincare.reporting.figures.drawing.boxes import BOXES, draw_boxes, quantiles
from poincare.reporting.figures.drawing.coordinates import ball_coordinates
from poincare.reporting.figures.drawing.discs import depth_bar, draw_edges, draw_nodes, empty_disc
from poincare.reporting.figures.options import graphs
from poincare.reporting.figures.picture import PALETTE, STYLE, Picture, new_figure
from poincare.reporting.figures.registry import IN_TWO_DIMENSIONS, Drawing, Figure, Inputs
from poincare.reporting.figures.runs import Runs
from poincare.reporting.words import plural, short_hash

#: The recipes that are compared: without the penalty, and with it.
PAIR = ("gensim-batch-10-burn-in-200", "gensim-batch-10-burn-in-reg")
SIDES = ("without L2", "with L2")
COLORS = (PALETTE[0], PALETTE[1])
#: The boxes of the two are side by side, so that they differ without colour too.
SHIFT = 0.19


def l2_effect(
    without: Embedding, penalised: Embedding, relations: Relations, title: str, settings: str
) -> Picture:
    """Two discs side by side and, below, distances from the origin by depth.

    Parameters
    ----------
    without, penalised : Embedding
        Two-dimensional, of the same graph; the second was trained with a weight on ‖v‖² of the
        positive v.
    settings : str
        The two systems, for the caption.

    Raises
    ------
    UserError
        If an embedding is not two-dimensional and hyperbolic, or lacks nodes of `relations`.
    """
    edges = direct_edges(relations)
    depth = depths(edges, relations.n_nodes)
    both = (without, penalised)
    frames = [quantiles(radii(aligned(one, relations.names)), depth) for one in both]
    with mpl.rc_context(STYLE):
        figure = new_figure(9.0, 8.8)
        grid = figure.add_gridspec(2, 2, height_ratios=[1.6, 1.0])
        discs = [figure.add_subplot(grid[0, column]) for column in (0, 1)]
        for axes, one, side in zip(discs, both, SIDES, strict=True):
            points = ball_coordinates(one, relations.names)
            empty_disc(axes, room=0.03)
            axes.set_title(side, loc="center")
            draw_edges(axes, points, edges)
            marks = draw_nodes(axes, points, depth, descendants(relations))
        depth_bar(marks, discs, depth, shrink=0.45, aspect=36)
        axes = figure.add_subplot(grid[1, :])
        for frame, color, shift in zip(frames, COLORS, (-SHIFT, SHIFT), strict=True):
            draw_boxes(axes, frame, color, shift, width=1.7 * SHIFT)
        axes.set_xticks(frames[0]["group"])
        axes.set_ylim(bottom=0.0)
        axes.set_xlabel("depth (edges below the root)")
        axes.set_ylabel("distance from the origin")
        handles = [Line2D([], [], color=color, lw=8, alpha=0.55) for color in COLORS]
        axes.legend(handles, [f"{SIDES[0]} (left)", f"{SIDES[1]} (right)"], loc="lower right")
    data = pd.concat(
        [
            frame.rename(columns={"group": "depth"}).assign(side=side)
            for frame, side in zip(frames, SIDES, strict=True)
        ],
        ignore_index=True,
    )
    alt, caption = _words(both, relations, settings)
    return Picture(figure=figure, data=data, title=title, alt=alt, caption=caption)


def _words(
    both: tuple[Embedding, Embedding], relations: Relations, settings: str
) -> tuple[str, str]:
    leaves = relations.in_degree == 0
    parts = []
    for one, side in zip(both, SIDES, strict=True):
        radius = radii(aligned(one, relations.names))
        parts.append(
            f"{side} the median distance from the origin is {np.median(radius[~leaves]):.2f} for "
            f"inner nodes and {np.median(radius[leaves]):.2f} for leaves"
        )
    alt = f"Two discs, and box plots of both by depth: {' and '.join(parts)}."
    hashes = " and ".join(short_hash(one.content_hash) for one in both)
    caption = (
        f"{relations.name}, {plural(relations.n_nodes, 'node')}, d = 2: {settings}. The penalty is "
        f"on the positive v of a pair (u, v), so it affects nodes with descendants and no leaves: "
        f"{' and '.join(parts)}. {BOXES} Distance is hyperbolic, 2 artanh ‖x‖. Embeddings "
        f"{hashes}; data {short_hash(relations.content_hash)}."
    )
    return alt, caption


def drawings(runs: Runs, options: Mapping[str, Any]) -> Iterator[Drawing]:
    """Each graph on which both systems of `PAIR` have a run of one seed; the least such seed."""
    for dataset in options.get("l2_effect", ()):
        without, penalised = (
            {run.seed: run for run in runs.where(dataset=dataset, system=system, dim=2)}
            for system in PAIR
        )
        for seed in sorted(set(without) & set(penalised))[:1]:
            inputs = {
                "relations": runs.graph(dataset),
                "without": runs.file(without[seed], "embedding.npz"),
                "penalised": runs.file(penalised[seed], "embedding.npz"),
            }
            yield Drawing(subject={"dataset": dataset, "seed": seed}, inputs=inputs)


def draw(inputs: Inputs, dataset: str, seed: int) -> Picture:
    """Read the two embeddings and draw them."""
    return l2_effect(
        Embedding.load(inputs["without"]),
        Embedding.load(inputs["penalised"]),
        Relations.load(inputs["relations"]),
        f"gensim’s L2 penalty, {dataset} in two dimensions",
        f"{PAIR[0]} and {PAIR[1]}, seed {seed}",
    )


FIGURE = Figure(
    name="l2_effect",
    group=IN_TWO_DIMENSIONS,
    place=3,
    label="gensim’s L2 penalty, {dataset} in two dimensions",
    caption=f"{{dataset}} in two dimensions (seed {{seed}}) by {PAIR[0]} and by {PAIR[1]}, which "
    "adds gensim’s L2 penalty on the positive v of every pair (u, v). Top: the Poincaré disc. "
    "Bottom: distances from the origin by depth. No published row used the recipe without the "
    "penalty.",
    options={
        "l2_effect": graphs(
            f"Small graphs whose 2-D embeddings by {PAIR[0]} and {PAIR[1]} are compared: the same "
            "recipe without and with gensim's L2 penalty."
        )
    },
    drawings=drawings,
    draw=draw,
)
