"""The Poincaré distance from one node to every point of the disc."""

from collections.abc import Iterator, Mapping
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import BoundaryNorm, LinearSegmentedColormap
from matplotlib.patches import Circle

from poincare.base.errors import UserError
from poincare.embeddings.alignment import rows_of
from poincare.embeddings.embedding import Embedding
from poincare.geometry import ball, hyperboloid
from poincare.graphs.hierarchy import descendants, middling, prominence
from poincare.graphs.relations import Relations
from poincare.reporting.figures.drawing.coordinates import ball_coordinates
from poincare.reporting.figures.drawing.discs import empty_disc
from poincare.reporting.figures.drawing.labels import label_nodes, plain_name
from poincare.reporting.figures.options import entries
from poincare.reporting.figures.picture import INK, PALETTE, STYLE, Picture, new_figure
from poincare.reporting.figures.registry import (
    IN_TWO_DIMENSIONS,
    Drawing,
    Figure,
    Inputs,
    subject_of,
)
from poincare.reporting.figures.runs import Runs
from poincare.reporting.words import joined, plural, short_hash

NEAREST = 14
#: Number of the nearest nodes, and of those with most descendants, that are named in the disc.
NAMED, LANDMARKS = 6, 8
#: Nodes with most descendants that are drawn, so that the file stays small.
MOST_NODES = 2000
#: A circle whose radius exceeds the node's distance from the origin by more looks like the rim.
BEYOND = 6.0
#: One hue, dark near the node, so that order is seen without colour.
SHADES = LinearSegmentedColormap.from_list(
    "shades", mpl.colormaps["Blues_r"](np.linspace(0.12, 0.97, 64))
)
#: How the nearest nodes are marked, by their place in the hierarchy.
KINDS = {
    "ancestor": {"marker": "^", "color": PALETTE[4]},
    "descendant": {"marker": "v", "color": PALETTE[2]},
    "other": {"marker": "o", "color": PALETTE[3]},
}


def distance_map(
    embedding: Embedding, relations: Relations, title: str, node: str | None = None
) -> Picture:
    """Distance from a node to every point of the disc, and the nearest nodes by distance.

    The points at distance r form a hyperbolic circle, which is a circle in the disc too
    (`ball.circle`), so the contours are exact.

    Parameters
    ----------
    node : str, optional
        Name of the node. By default `middling` chooses one.

    Raises
    ------
    UserError
        If the embedding is not two-dimensional and hyperbolic, or there is no such node.
    """
    points = ball_coordinates(embedding, relations.names)
    chosen = middling(relations) if node is None else _index_of(node, relations)
    frame = distances_from(chosen, embedding, relations)
    frame = frame.assign(x=points[:, 0], y=points[:, 1])
    order = np.argsort(frame["distance"].to_numpy(), kind="stable")
    nearest = order[order != chosen][:NEAREST]
    prominent = prominence(descendants(relations))
    shown = np.union1d(prominent[:MOST_NODES], [chosen, *nearest])
    frame["nearest"] = frame.index.isin(nearest)
    frame["drawn"] = frame.index.isin(shown)
    reach = ball.distance(points[chosen], np.zeros(2)) + BEYOND
    levels = np.arange(max(2.0, np.ceil(min(reach, frame["distance"].max()))) + 1)
    with mpl.rc_context(STYLE):
        figure = new_figure(9.6, 6.2)
        left, right = figure.subplots(1, 2, width_ratios=[3.4, 1.0])
        empty_disc(left, room=0.12)
        _draw_distance(left, points[chosen], levels)
        _draw_nodes(left, frame)
        _draw_nearest(right, frame.loc[nearest])
        landmarks = prominent[:LANDMARKS]
        named = dict.fromkeys([chosen, *nearest[:NAMED], *landmarks])
        label_nodes(left, points, relations.names, np.array(list(named)))
    name = relations.names[chosen]
    alt, caption = _words(name, embedding, relations, frame.loc[nearest], frame)
    return Picture(figure=figure, data=frame, title=title, alt=alt, caption=caption)


def distances_from(node: int, embedding: Embedding, relations: Relations) -> pd.DataFrame:
    """Every node's name, distance from `node`, and kind: ancestor, descendant or other."""
    # On the hyperboloid, where no digits are lost near the rim.
    x = embedding.on_hyperboloid()[rows_of(embedding, relations.names)]
    kind = np.full(relations.n_nodes, "other", dtype=object)
    kind[relations.sources[relations.indices == node]] = "descendant"
    kind[relations.positives(node)] = "ancestor"
    kind[node] = "itself"
    return pd.DataFrame(
        {"name": relations.names, "distance": hyperboloid.distance(x[node], x), "kind": kind}
    )


def _index_of(node: str, relations: Relations) -> int:
    if node not in relations.index:
        raise UserError(f"no node {node!r} in {relations.name}", mend="name one of its nodes")
    return relations.index[node]


def _draw_distance(axes: Axes, centre: np.ndarray, levels: np.ndarray) -> None:
    """Discs of all whole numbers, the widest first, each in the colour of its outermost ring."""
    norm = BoundaryNorm(levels, SHADES.N, extend="max")
    axes.add_patch(Circle((0, 0), 1, facecolor=SHADES(1.0), edgecolor=INK, lw=0.8, zorder=0.1))
    for level in levels[:0:-1]:
        middle, radius = ball.circle(centre, level)
        shade = SHADES(norm(level - 0.5))
        axes.add_patch(Circle(middle, radius, fc=shade, ec="white", lw=0.5, zorder=0.2))
    bar = axes.get_figure().colorbar(
        ScalarMappable(norm, SHADES), ax=axes, location="bottom", shrink=0.8, aspect=36, pad=0.01,
        ticks=levels[:: 1 + len(levels) // 12],
    )  # fmt: skip
    bar.set_label("hyperbolic distance from the node")


def _draw_nodes(axes: Axes, frame: pd.DataFrame) -> None:
    """The node itself as a star, the nearest ones by kind, all others as dots."""
    others = frame[frame["drawn"] & ~frame["nearest"] & (frame["kind"] != "itself")]
    axes.plot(others["x"], others["y"], "o", color=INK, ms=3, mec="white", mew=0.3, zorder=2)
    for kind, look in KINDS.items():
        some = frame[frame["nearest"] & (frame["kind"] == kind)]
        axes.plot(some["x"], some["y"], ls="none", ms=7, mec="white", mew=0.7, zorder=3, **look)
    itself = frame[frame["kind"] == "itself"]
    axes.plot(itself["x"], itself["y"], "*", color=PALETTE[1], ms=16, mec="white", zorder=4)


def _draw_nearest(axes: Axes, nearest: pd.DataFrame) -> None:
    """The nearest nodes from the top, by distance."""
    place = np.arange(len(nearest))
    axes.hlines(place, 0.0, nearest["distance"], color="#C8C8C8", lw=1.0, zorder=1)
    for kind, look in KINDS.items():
        some = (nearest["kind"] == kind).to_numpy()
        axes.plot(nearest["distance"][some], place[some], ls="none", ms=7, label=kind, **look)
    axes.set_yticks(place, [plain_name(name) for name in nearest["name"]], parse_math=False)
    # Room for the legend above the first.
    axes.set_ylim(len(nearest) - 0.4, -3.6)
    axes.set_xlim(left=0.0)
    axes.set_xlabel("distance")
    axes.set_title("Nearest nodes")
    axes.grid(False, axis="y")
    axes.legend(loc="upper left", handletextpad=0.2, borderaxespad=0.0)


def _words(
    name: str,
    embedding: Embedding,
    relations: Relations,
    nearest: pd.DataFrame,
    frame: pd.DataFrame,
) -> tuple[str, str]:
    row = frame[frame["name"] == name].iloc[0]
    near = joined(
        f"{one.name} ({one.distance:.2f}, {one.kind})" for one in nearest.itertuples(index=False)
    )
    alt = (
        f"Unit disc shaded by the distance from {name}, which lies at radius "
        f"{np.hypot(row.x, row.y):.4f}, in rings one unit wide. A chart of the nearest nodes: "
        f"{near}."
    )
    drawn = int(frame["drawn"].sum())
    fewer = (
        f" Of {plural(relations.n_nodes, 'node')} the {drawn:,} with most descendants are drawn."
        if drawn < relations.n_nodes
        else ""
    )
    below = int(descendants(relations)[relations.index[name]])
    caption = (
        f"{relations.name}: distance from {name} (star), which has {plural(below, 'descendant')}. "
        "The shade changes at whole numbers, on hyperbolic circles; the palest shade is any larger "
        f"distance. Marks show whether one of the {len(nearest)} nearest nodes is an ancestor, a "
        f"descendant or neither. Median distance {frame['distance'].median():.1f}, maximum "
        f"{frame['distance'].max():.1f}.{fewer} Embedding {short_hash(embedding.content_hash)} "
        f"(d = 2), data {short_hash(relations.content_hash)}."
    )
    return alt, caption


def drawings(runs: Runs, options: Mapping[str, Any]) -> Iterator[Drawing]:
    """The run in two dimensions of each entry, with the least seed.

    Raises
    ------
    UserError
        If the system of an entry is not one of hyperbolic space.
    """
    for entry in options.get("distance_map", ()):
        for run in runs.least_seed(dataset=entry["dataset"], system=entry["system"], dim=2):
            if run.system not in runs.hyperbolic:
                raise UserError(
                    f"figures.distance_map: {run.system!r} is flat, and has no disc",
                    "configuration",
                    "name a system of hyperbolic space",
                )
            inputs = {
                "relations": runs.graph(run.dataset),
                "embedding": runs.file(run, "embedding.npz"),
            }
            subject = subject_of(run, "dataset", "system", "seed")
            yield Drawing(subject=subject, inputs=inputs, settings={"node": entry.get("node")})


def draw(inputs: Inputs, dataset: str, system: str, seed: int, node: str | None) -> Picture:
    """Read the embedding and draw the distances."""
    return distance_map(
        Embedding.load(inputs["embedding"]),
        Relations.load(inputs["relations"]),
        f"Distance from a node, {dataset} in two dimensions, {system}",
        node,
    )


FIGURE = Figure(
    name="distance_map",
    group=IN_TWO_DIMENSIONS,
    place=2,
    label="distance from a node, {dataset} in two dimensions, {system}",
    caption="The embedding of {dataset} by {system} (d = 2, seed {seed}): Poincaré distance from "
    "one node to every point of the disc. The shade changes at whole numbers, on hyperbolic "
    "circles. Marks show whether a near node is an ancestor, a descendant or neither. The data "
    "have the distances to all nodes.",
    options={
        "distance_map": entries(
            "2-D embeddings in which the distance from a node is shown at every point of the disc. "
            "An entry that the grids do not train is skipped. Of several seeds the least is drawn; "
            "both hold for the other lists of entries as well.",
            "dataset",
            "system",
            optional={
                "node": {
                    "description": "Name of the node, such as dog.n.01. By default, a node with "
                    "about √n of the n nodes below it.",
                    "type": "string",
                    "minLength": 1,
                }
            },
        )
    },
    drawings=drawings,
    draw=draw,
)
