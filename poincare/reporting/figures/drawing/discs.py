"""The unit disc with points and geodesics, as the pictures in two dimensions share it."""

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import BoundaryNorm, LinearSegmentedColormap
from matplotlib.patches import Circle, PathPatch
from matplotlib.path import Path

from poincare.geometry import ball
from poincare.reporting.figures.picture import FAINT

#: Light enough to be seen on white at the deep end.
DEPTHS = LinearSegmentedColormap.from_list(
    "depths", mpl.colormaps["viridis"](np.linspace(0.0, 0.92, 64))
)


def empty_disc(axes: Axes, room: float = 0.16) -> None:
    """The unit disc, with `room` for names at its sides."""
    axes.set_axis_off()
    axes.set_aspect("equal")
    axes.set_xlim(-1.0 - room, 1.0 + room)
    axes.set_ylim(-1.0 - min(room, 0.06), 1.0 + min(room, 0.06))
    axes.add_patch(Circle((0, 0), 1, facecolor="#FAFAFA", edgecolor=FAINT, lw=1.0, zorder=0))


def depth_bar(
    marks: PathCollection, axes: Axes | list[Axes], depth: np.ndarray, shrink: float, aspect: float
) -> None:
    """The scale of the colours of `draw_nodes`, below `axes`."""
    some = axes if isinstance(axes, Axes) else axes[0]
    bar = some.get_figure().colorbar(
        marks, ax=axes, location="bottom", shrink=shrink, aspect=aspect, pad=0.01,
        ticks=range(depth.max() + 1),
    )  # fmt: skip
    bar.set_label("depth (edges below the root)")
    bar.outline.set_visible(False)


def depth_norm(depth: np.ndarray) -> BoundaryNorm:
    """A step of `DEPTHS` for each of the depths `(n,)`."""
    return BoundaryNorm(np.arange(-0.5, depth.max() + 1.5), DEPTHS.N)


def draw_edges(axes: Axes, points: np.ndarray, edges: np.ndarray, scale: float = 1.0) -> None:
    """Geodesic arcs, with more pieces the longer they are in the picture.

    `scale` is the size of the disc relative to that of the figure `disc`.
    """
    if len(edges) == 0:
        return
    start, end = points[edges[:, 0]], points[edges[:, 1]]
    extent = scale * np.linalg.norm(start - end, axis=1)
    arcs = []
    for low, high, steps in ((0.0, 0.03, 4), (0.03, 0.1, 7), (0.1, 0.4, 12), (0.4, 2.1, 25)):
        chosen = (extent >= low) & (extent < high)
        arcs += [Path(arc) for arc in ball.geodesic(start[chosen], end[chosen], steps)]
    # One path for all: a fraction of the size in the file.
    together = Path.make_compound_path(*arcs)
    width = 0.5 * scale**0.5
    axes.add_patch(PathPatch(together, fill=False, color="#5B6770", lw=width, alpha=0.4, zorder=2))


def draw_nodes(
    axes: Axes, points: np.ndarray, depth: np.ndarray, descendants: np.ndarray
) -> PathCollection:
    """Points coloured by depth, in classes of size; those with most descendants on top."""
    norm = depth_norm(depth)
    # Points of one size share one outline in the file.
    size_class = np.round(np.log2(1 + descendants)).astype(int)
    for step in np.unique(size_class):
        nodes = np.flatnonzero(size_class == step)
        marks = axes.scatter(
            *points[nodes].T, c=depth[nodes], s=6 + 7 * step, cmap=DEPTHS, norm=norm, lw=0.4,
            edgecolor="white", zorder=3,
        )  # fmt: skip
    return marks
