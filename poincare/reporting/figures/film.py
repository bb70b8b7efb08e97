"""The film strip of a two-dimensional training: a row of small discs."""

from collections.abc import Iterator, Mapping
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.patches import Circle, PathPatch
from matplotlib.path import Path

from poincare.reporting.figures.drawing.discs import DEPTHS, depth_norm, draw_edges
from poincare.reporting.figures.drawing.frames import Film, film_drawings, read_film
from poincare.reporting.figures.options import graphs
from poincare.reporting.figures.picture import FAINT, STYLE, Picture, new_figure
from poincare.reporting.figures.registry import TRAINING, Drawing, Figure, Inputs
from poincare.reporting.figures.runs import Runs
from poincare.reporting.words import plural, short_hash

COLUMNS = 4
#: Size of one of these discs relative to that of the figure `disc`.
SCALE = 0.27


def film_strip(film: Film, title: str) -> Picture:
    """Draw the start and the frames after every tenth of the epochs.

    Points are coloured by depth, and direct edges are geodesics. Epoch and loss are above each.
    """
    frames = film.tenths()
    cells = len(frames) + 1
    rows = -(-cells // COLUMNS)
    norm = depth_norm(film.depth)
    with mpl.rc_context(STYLE):
        figure = new_figure(9.4, 0.2 + 2.6 * rows)
        places = figure.subplots(rows, COLUMNS, squeeze=False).ravel()
        for axes in places:
            axes.set_axis_off()
        for axes, frame in zip(places, frames, strict=False):
            _draw_frame(axes, film, frame, norm)
        bar = figure.colorbar(
            ScalarMappable(norm, DEPTHS), cax=places[len(frames)].inset_axes((0.1, 0.5, 0.8, 0.06)),
            location="bottom", ticks=range(film.depth.max() + 1),
        )  # fmt: skip
        bar.set_label("depth (edges below the root)")
        bar.outline.set_visible(False)
    alt, caption = _words(film, frames)
    return Picture(figure=figure, data=film.table(frames), title=title, alt=alt, caption=caption)


def _draw_frame(axes: Axes, film: Film, frame: int, norm: mpl.colors.Normalize) -> None:
    points = film.points[frame]
    axes.set_aspect("equal")
    axes.set_xlim(-1.03, 1.03)
    axes.set_ylim(-1.03, 1.03)
    axes.set_title(film.label(frame), fontsize=9, fontweight="normal", loc="center", pad=3)
    axes.add_patch(Circle((0, 0), 1, facecolor="#FAFAFA", edgecolor=FAINT, lw=0.7, zorder=0))
    present = ~np.isnan(points[:, 0])
    if not present.any():
        axes.text(0, 0, "no node takes part", ha="center", va="center", color=FAINT, fontsize=8)
    draw_edges(axes, points, film.edges[present[film.edges].all(axis=1)], SCALE)
    for depth, step, nodes in film.looks():
        color = DEPTHS(norm(depth))
        _draw_points(axes, points[nodes[present[nodes]]], color, 1.1 + 0.35 * step)


def _draw_points(axes: Axes, points: np.ndarray, color: tuple, width: float) -> None:
    """Dots as one path of lines without length and with round ends: a short SVG."""
    if len(points) == 0:
        return
    path = Path(np.repeat(points, 2, axis=0), np.tile([Path.MOVETO, Path.LINETO], len(points)))
    # Simplifying would drop lines without length.
    path.should_simplify = False
    axes.add_patch(
        PathPatch(path, fill=False, edgecolor=color, lw=width, capstyle="round", zorder=3)
    )


def _words(film: Film, frames: list[int]) -> tuple[str, str]:
    radius = np.linalg.norm(film.points, axis=2)
    steps = [
        f"{film.label(frame)}: {_spread(radius[frame])}"
        for frame in (frames[0], frames[len(frames) // 2], frames[-1])
    ]
    alt = (
        f"{plural(len(frames), 'unit disc')} with the points of {film.dataset} during "
        f"training. {'; '.join(steps)}."
    )
    caption = (
        f"{film.dataset}: the start, and the embedding after every tenth of "
        f"{plural(int(film.epochs[-1]), 'epoch')}. The {plural(len(film.edges), 'direct edge')} "
        "are drawn as geodesics. Colour is depth (edges below the root), and size grows with the "
        "number of descendants. The loss is the mean per pair of the last epoch. Losses are "
        "comparable only while the numbers of nodes and of negatives stay the same. "
        f"{_absent(film)}Embedding {short_hash(film.embedding_hash)} (d = 2), data "
        f"{short_hash(film.data_hash)}."
    )
    return alt, caption


def _spread(radius: np.ndarray) -> str:
    present = radius[~np.isnan(radius)]
    if len(present) == 0:
        return "no node takes part"
    return f"half of {plural(len(present), 'point')} beyond radius {np.median(present):.5g}"


def _absent(film: Film) -> str:
    absent = np.isnan(film.points).any()
    return "Nodes that do not take part yet are not drawn. " if absent else ""


def drawings(runs: Runs, options: Mapping[str, Any]) -> Iterator[Drawing]:
    """Every filmed training in two hyperbolic dimensions."""
    return film_drawings(runs, options)


def draw(inputs: Inputs, dataset: str, system: str, seed: int) -> Picture:
    """Read the frames and draw the strip."""
    return film_strip(read_film(inputs), f"{dataset} in training, {system}")


FIGURE = Figure(
    name="film",
    group=TRAINING,
    place=3,
    label="{dataset} in training, {system}",
    caption="The training of {dataset} by {system} (d = 2, seed {seed}): the start, and the "
    "embedding after every tenth of the epochs. Direct edges are drawn as geodesics, and colour is "
    "depth below the root. Epoch and loss are above each disc. Nodes that do not take part yet are "
    "not drawn.",
    options={
        "film": graphs(
            "Graphs whose trainings are filmed: vectors are kept during training, mean rank and "
            "MAP are scored over time, and 2-D trainings are drawn as a strip and as an animation. "
            "Small ones (at most 20,000 nodes of WordNet), or your own."
        ),
        "frames": {
            "description": "Number of equal parts of the epochs of a filmed training after which "
            "its vectors are kept, besides the start; every epoch if it has fewer. A multiple of "
            "10.",
            "type": "integer",
            "minimum": 10,
            "maximum": 10_000,
            "multipleOf": 10,
        },
    },
    drawings=drawings,
    draw=draw,
)
