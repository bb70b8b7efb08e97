"""The animation of a two-dimensional training: one SVG that moves by itself, without script."""

from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape

import matplotlib as mpl
import numpy as np

from poincare.geometry import ball
from poincare.reporting.figures.drawing.discs import DEPTHS, depth_norm
from poincare.reporting.figures.drawing.frames import Film, film_drawings, read_film
from poincare.reporting.figures.picture import FAINT, INK, Animation
from poincare.reporting.figures.registry import TRAINING, Drawing, Figure, Inputs
from poincare.reporting.figures.runs import Runs
from poincare.reporting.words import plural, short_hash

#: Most points of all frames together: a file of about 1.3 MB.
MOST_POINTS = 40_000
SECONDS = 20.0
#: Part of the time that shows the last frame.
REST = 0.15
#: Radius of the disc in the picture's units, so that coordinates are whole numbers.
UNIT = 1000


def animation(film: Film, title: str) -> Animation:
    """Points and direct edges during training, with epoch and loss.

    Positions are interpolated linearly between frames. An edge is the parabola through the ends
    and the middle of the geodesic. A node that does not take part yet lies on its hypernym. Where
    nothing moves, on paper for instance, the last frame is shown.
    """
    frames = chosen_frames(film)
    points = [_whole(parked(film, frame)) for frame in frames]
    times = [*np.linspace(0.0, 1.0 - REST, len(frames)), 1.0]
    color = {depth: _color(film, depth) for depth in range(film.depth.max() + 1)}
    parts = [f'<circle r="{UNIT}" fill="#fafafa" stroke="{FAINT}" stroke-width="4"/>']
    edges = [_edges(at, film.edges) for at in points]
    style = 'stroke="#5b6770" stroke-width="2.5" stroke-opacity=".4"'
    parts.append(f"<path {style} {_moving(edges, times)}")
    for depth, size, nodes in film.looks():
        dots = [_dots(at[nodes]) for at in points]
        style = f'stroke="{color[depth]}" stroke-width="{9 + 3 * size}" stroke-linecap="round"'
        parts.append(f"<path {style} {_moving(dots, times)}")
    parts += [
        _heading(film.label(frame), start, stop)
        for frame, start, stop in zip(frames, times, [*times[1:-1], 1.0], strict=False)
    ]
    parts.append(_legend(color))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1030 -1150 2060 2290" width="620" '
        f'height="689" fill="none" font-family="DejaVu Sans, Verdana, sans-serif">'
        f"<title>{escape(title)}</title>"
        f'<rect x="-1030" y="-1150" width="2060" height="2290" fill="#ffffff"/>'
        f"{''.join(parts)}</svg>\n"
    )
    alt, caption = _words(film, frames)
    return Animation(svg=svg, data=film.table(frames), title=title, alt=alt, caption=caption)


def chosen_frames(film: Film) -> list[int]:
    """Frames at even distances, the last among them, as many as the size of the file allows."""
    last, step = len(film.epochs) - 1, -(-film.points.shape[1] * len(film.epochs) // MOST_POINTS)
    return sorted({*range(last, -1, -step), 0})


def parked(film: Film, frame: int) -> np.ndarray:
    """Points of a frame `(n, 2)`; nodes without a place have that of a hypernym above them."""
    points = film.points[frame].copy()
    points[(film.depth == 0) & np.isnan(points[:, 0])] = 0.0
    child, parent = film.edges.T
    for depth in range(1, film.depth.max() + 1):
        down = (film.depth[child] == depth) & (film.depth[parent] == depth - 1)
        down &= np.isnan(points[child, 0])
        points[child[down]] = points[parent[down]]
    return points


def _whole(points: np.ndarray) -> np.ndarray:
    """Whole numbers of the picture, whose y goes downwards."""
    return np.rint(points * (UNIT, -UNIT)).astype(int)


def _dots(points: np.ndarray) -> str:
    """Lines without length."""
    return "".join(f"M{x} {y}h0" for x, y in points.tolist()).replace(" -", "-")


def _edges(points: np.ndarray, edges: np.ndarray) -> str:
    """A quadratic Bézier curve per edge."""
    start, end = points[edges[:, 0]], points[edges[:, 1]]
    # A rounded point may lie on the rim, where there are no geodesics.
    inside = 0.9995 / UNIT
    middle = ball.geodesic(start * inside, end * inside, 3)[:, 1] / inside
    control = np.rint(2.0 * middle - (start + end) / 2.0).astype(int)
    rows = np.concatenate([start, control - start, end - start], axis=1).tolist()
    text = "".join(f"M{a} {b}q{c} {d} {e} {f}" for a, b, c, d, e, f in rows)
    return text.replace(" -", "-")


def _moving(shapes: list[str], times: list[float]) -> str:
    """The rest of a path that has these shapes at these times, and stays at the last."""
    values = ";".join([*shapes, shapes[-1]])
    keys = ";".join(f"{time:.4g}" for time in times)
    return (
        f'd="{shapes[-1]}"><animate attributeName="d" dur="{SECONDS:g}s" keyTimes="{keys}" '
        f'values="{values}" repeatCount="indefinite"/></path>'
    )


def _heading(words: str, start: float, stop: float) -> str:
    """Text that is shown from `start` to `stop`, both parts of the time."""
    last, keys = stop == 1.0, [(0.0, 0), (start, 1), (stop, 0)]
    if start == 0.0:
        keys = keys[1:]
    if last:
        keys = keys[:-1]
    times, seen = (";".join(f"{value:.4g}" for value in row) for row in zip(*keys, strict=True))
    return (
        f'<text y="-1060" text-anchor="middle" font-size="56" fill="{INK}" opacity="{int(last)}">'
        f'{escape(words)}<animate attributeName="opacity" calcMode="discrete" dur="{SECONDS:g}s" '
        f'keyTimes="{times}" values="{seen}" repeatCount="indefinite"/></text>'
    )


def _color(film: Film, depth: int) -> str:
    return mpl.colors.to_hex(DEPTHS(depth_norm(film.depth)(depth)))


def _legend(color: dict[int, str]) -> str:
    """A dot for each depth."""
    width = 90
    left = -width * len(color) / 2 + 60
    parts = [f'<text x="{left - 60:g}" y="1100" text-anchor="end">depth</text>']
    for depth, hexadecimal in color.items():
        x = left + width * depth
        parts.append(
            f'<circle cx="{x - 30:g}" cy="1085" r="16" fill="{hexadecimal}"/>'
            f'<text x="{x:g}" y="1100">{depth}</text>'
        )
    return f'<g font-size="44" fill="{INK}">{"".join(parts)}</g>'


def _words(film: Film, frames: list[int]) -> tuple[str, str]:
    alt = (
        f"Animation of the points of {film.dataset} in the unit disc, from the start to epoch "
        f"{film.epochs[-1]:,}, where the loss is {film.loss[-1]:.3g}."
    )
    absent = (
        "Nodes that do not take part yet lie on their hypernym. "
        if np.isnan(film.points).any()
        else ""
    )
    caption = (
        f"{film.dataset}: {plural(len(frames), 'frame')} of {plural(int(film.epochs[-1]), 'epoch')}"
        f", with positions interpolated linearly between frames; {SECONDS:g} seconds, repeated. "
        f"The {plural(len(film.edges), 'direct edge')} follow the geodesics, as parabolas through "
        "their ends and middles. Colour is depth (edges below the root), and size grows with the "
        f"number of descendants. Coordinates are rounded to thousandths. {absent}Embedding "
        f"{short_hash(film.embedding_hash)} (d = 2), data {short_hash(film.data_hash)}."
    )
    return alt, caption


def drawings(runs: Runs, options: Mapping[str, Any]) -> Iterator[Drawing]:
    """Every filmed training in two hyperbolic dimensions."""
    return film_drawings(runs, options)


def draw(inputs: Inputs, dataset: str, system: str, seed: int) -> Animation:
    """Read the frames and animate them."""
    return animation(read_film(inputs), f"{dataset} in training, {system}, animated")


FIGURE = Figure(
    name="animation",
    group=TRAINING,
    place=4,
    label="{dataset} in training, {system}, animated",
    caption="The training of {dataset} by {system} (d = 2, seed {seed}) as an animation. Positions "
    "are interpolated linearly between frames. Direct edges follow the geodesics, and colour is "
    "depth below the root. A node that does not take part yet is drawn at its hypernym.",
    drawings=drawings,
    draw=draw,
)
