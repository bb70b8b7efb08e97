"""Names of nodes next to their points, without overlaps."""

import re
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from poincare.base.display import printable
from poincare.reporting.figures.picture import INK, settle

MOST_LABELS = 24
#: Where a label may be: unit directions, tried at each of these distances (points).
DIRECTIONS = [(1, 0), (-1, 0), (0, 1), (0, -1), (0.8, 0.8), (-0.8, 0.8), (0.8, -0.8), (-0.8, -0.8)]
DISTANCES = (5, 11, 18, 27, 38, 50)
#: Beyond this radius the places outside the disc are tried first.
RIM = 0.95

_SENSE = re.compile(r"\.[a-z]\.\d+$")


def plain_name(name: str) -> str:
    """The label of a synset: `wild_dog.n.01` is `wild dog`. Control characters are escaped."""
    return printable(_SENSE.sub("", name).replace("_", " "))


def label_nodes(
    axes: Axes, points: np.ndarray, names: Sequence[str], order: np.ndarray
) -> list[int]:
    """Name nodes in the order given where there is room; returns those that are named."""
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
            # 0, ½ or 1 of the label lies left of and below the point at the offset.
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
