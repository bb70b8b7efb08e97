"""The picture of a two-dimensional embedding in the Poincaré disc."""

import re
from collections.abc import Sequence

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import BoundaryNorm, LinearSegmentedColormap
from matplotlib.patches import Circle, PathPatch
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from poincare.embeddings.embedding import Embedding
from poincare.geometry import ball
from poincare.graphs.hierarchy import depths, descendants, direct_edges, prominence
from poincare.graphs.relations import Relations
from poincare.reporting.figures.drawing.coordinates import ball_coordinates
from poincare.reporting.figures.picture import FAINT, INK, STYLE, Picture, new_figure, settle
from poincare.reporting.words import joined, plural, short_hash

MOST_LABELS = 24
#: Light enough to be seen on white at the deep end.
DEPTHS = LinearSegmentedColormap.from_list(
    "depths", mpl.colormaps["viridis"](np.linspace(0.0, 0.92, 64))
)
#: Where a label may stand: unit directions, tried at each of these distances (points).
DIRECTIONS = [(1, 0), (-1, 0), (0, 1), (0, -1), (0.8, 0.8), (-0.8, 0.8), (0.8, -0.8), (-0.8, -0.8)]
DISTANCES = (5, 11, 18, 27, 38, 50)
#: Beyond this radius a label looks for room outside the disc first.
RIM = 0.95

_SENSE = re.compile(r"\.[a-z]\.\d+$")


def disc(embedding: Embedding, relations: Relations, title: str) -> Picture:
    """Draw a 2-d embedding: points, geodesics for direct edges, prominent names.

    Colour is depth below a root, size grows with the number of descendants, and the nodes with
    most descendants carry names as far as they find room.

    Raises
    ------
    UserError
        If the embedding is not two-dimensional or lacks nodes of `relations`.
    """
    points = ball_coordinates(embedding, relations.names)
    edges = direct_edges(relations)
    depth = depths(edges, relations.n_nodes)
    below = descendants(relations)
    order = prominence(below)
    with mpl.rc_context(STYLE):
        figure = new_figure(9.0, 8.9)
        axes = figure.add_subplot()
        empty_disc(axes)
        draw_edges(axes, points, edges)
        marks = draw_nodes(axes, points, depth, below)
        depth_bar(marks, axes, depth, shrink=0.45, aspect=36)
        labelled = label_nodes(axes, points, relations.names, order)
    frame = _data(relations, points, edges, depth, below, labelled)
    return Picture(figure, frame, title, *_words(embedding, relations, edges, frame))


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
    """Geodesic arcs, with as many pieces as their extent in the picture asks for.

    `scale` is the size of the disc, this module's being 1.
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


def plain_name(name: str) -> str:
    """A synset's name as a label has it: `wild_dog.n.01` is `wild dog`."""
    return _SENSE.sub("", name).replace("_", " ")


def label_nodes(
    axes: Axes, points: np.ndarray, names: Sequence[str], order: np.ndarray
) -> list[int]:
    """Name nodes in the order given, greedily; returns those that found room."""
    figure = axes.get_figure()
    settle(figure)
    renderer = figure.canvas.get_renderer()
    scale = figure.dpi / 72
    frame = axes.get_window_extent(renderer)
    pixels = axes.transData.transform(points)
    taken = [Bbox.from_bounds(x - 4, y - 4, 8, 8) for x, y in pixels[order[:MOST_LABELS]]]
    labelled: list[int] = []
    for node in order:
        if len(labelled) == MOST_LABELS:
            break
        text = axes.annotate(
            plain_name(names[node]), points[node], (0, 0), textcoords="offset points",
            fontsize=9, zorder=5, parse_math=False, annotation_clip=False,
            bbox={"boxstyle": "square,pad=0.08", "fc": "white", "ec": "none", "alpha": 0.7},
            arrowprops={"arrowstyle": "-", "lw": 0.7, "color": INK, "shrinkA": 0, "shrinkB": 2},
        )  # fmt: skip
        size = Text.get_window_extent(text, renderer).size
        at_rim = np.hypot(*points[node]) > RIM
        place = _free_place(pixels[node], size, scale, taken, frame, at_rim)
        if place is None:
            text.remove()
            continue
        box, offset, alignment = place
        text.set(position=offset, **alignment)
        if np.hypot(*offset) < DISTANCES[2]:
            text.arrow_patch.set_visible(False)
        taken.append(box)
        labelled.append(int(node))
    return labelled


def _free_place(
    anchor: np.ndarray,
    size: np.ndarray,
    scale: float,
    taken: list[Bbox],
    frame: Bbox,
    at_rim: bool,
) -> tuple[Bbox, tuple[float, float], dict[str, str]] | None:
    """First box of `size` (pixels) near `anchor` that overlaps none; offset in points.

    At the rim, places away from the centre come first.
    """
    outwards = np.array(DIRECTIONS) @ (anchor - (frame.min + frame.max) / 2)
    preferred = np.argsort(-outwards) if at_rim else range(len(DIRECTIONS))
    for distance in DISTANCES:
        for right, up in np.array(DIRECTIONS)[preferred]:
            offset = np.array([right, up]) * distance
            # 0, ½ or 1 of the size lies left of and below the place that the offset names.
            part = (1 - np.sign([right, up])) / 2
            low = anchor + offset * scale - part * size
            box = Bbox([low - 1.5, low + size + 1.5])
            inside = (frame.min <= box.min).all() and (box.max <= frame.max).all()
            if inside and not box.count_overlaps(taken):
                alignment = {
                    "horizontalalignment": ("left", "center", "right")[int(2 * part[0])],
                    "verticalalignment": ("bottom", "center", "top")[int(2 * part[1])],
                }
                return box, (offset[0], offset[1]), alignment
    return None


def _data(
    relations: Relations,
    points: np.ndarray,
    edges: np.ndarray,
    depth: np.ndarray,
    below: np.ndarray,
    labelled: list[int],
) -> pd.DataFrame:
    """One row per node: its place, depth, descendants and direct hypernyms."""
    names = np.array(relations.names, dtype=object)
    hypernyms = pd.Series(names[edges[:, 1]]).groupby(edges[:, 0]).agg(" ".join)
    return pd.DataFrame(
        {
            "name": names,
            "x": points[:, 0],
            "y": points[:, 1],
            "depth": depth,
            "n_descendants": below,
            "labelled": np.isin(np.arange(len(names)), labelled),
            "hypernyms": hypernyms.reindex(range(len(names)), fill_value=""),
        }
    )


def _words(
    embedding: Embedding, relations: Relations, edges: np.ndarray, frame: pd.DataFrame
) -> tuple[str, str]:
    shown = [plain_name(name) for name in frame.loc[frame.labelled, "name"]]
    radius = np.hypot(frame["x"], frame["y"])
    innermost = frame["name"][radius.argmin()]
    alt = (
        f"Unit disc with {plural(relations.n_nodes, 'point')} and arcs for their direct edges. "
        f"{innermost} lies nearest to the centre; half of the points lie beyond radius "
        f"{radius.median():.3f}. Names shown: {joined(shown)}."
    )
    caption = (
        f"{relations.name}: {plural(relations.n_nodes, 'node')}; of "
        f"{plural(relations.n_pairs, 'pair')} the {plural(len(edges), 'direct edge')} are drawn "
        "as geodesics. Colour is depth, size grows with the number of descendants; the nodes with "
        f"most descendants are named. Embedding {short_hash(embedding.content_hash)} (d = 2), data "
        f"{short_hash(relations.content_hash)}."
    )
    return alt, caption
