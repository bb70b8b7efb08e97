"""The picture of a two-dimensional embedding in the Poincaré disc."""

from collections.abc import Iterator, Mapping
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd

from poincare.embeddings.embedding import Embedding
from poincare.graphs.hierarchy import depths, descendants, direct_edges, prominence
from poincare.graphs.relations import Relations
from poincare.reporting.figures.drawing.coordinates import ball_coordinates
from poincare.reporting.figures.drawing.discs import depth_bar, draw_edges, draw_nodes, empty_disc
from poincare.reporting.figures.drawing.labels import label_nodes, plain_name
from poincare.reporting.figures.options import graphs
from poincare.reporting.figures.picture import STYLE, Picture, new_figure
from poincare.reporting.figures.registry import (
    IN_TWO_DIMENSIONS,
    Drawing,
    Figure,
    Inputs,
    subject_of,
)
from poincare.reporting.figures.runs import Runs
from poincare.reporting.words import joined, plural, short_hash


def disc(embedding: Embedding, relations: Relations, title: str) -> Picture:
    """Draw a 2-d embedding: points, geodesics for direct edges, prominent names.

    Colour is depth below a root, and size grows with the number of descendants. The nodes with
    most descendants are named where there is room.

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
    alt, caption = _words(embedding, relations, edges, frame)
    return Picture(figure=figure, data=frame, title=title, alt=alt, caption=caption)


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
        f"{relations.name}: {plural(relations.n_nodes, 'node')}. Of its "
        f"{plural(relations.n_pairs, 'pair')} the {plural(len(edges), 'direct edge')} are drawn "
        "as geodesics. Colour is depth, and size grows with the number of descendants. The nodes "
        "with most descendants are named. "
        f"Embedding {short_hash(embedding.content_hash)} (d = 2), data "
        f"{short_hash(relations.content_hash)}."
    )
    return alt, caption


def drawings(runs: Runs, options: Mapping[str, Any]) -> Iterator[Drawing]:
    """Every run in two hyperbolic dimensions on the graphs of the option."""
    for run in runs.where(dim=2):
        if run.dataset in options.get("disc", ()) and run.system in runs.hyperbolic:
            inputs = {
                "relations": runs.graph(run.dataset),
                "embedding": runs.file(run, "embedding.npz"),
            }
            yield Drawing(subject=subject_of(run, "dataset", "system", "seed"), inputs=inputs)


def draw(inputs: Inputs, dataset: str, system: str, seed: int) -> Picture:
    """Read the embedding and draw it."""
    return disc(
        Embedding.load(inputs["embedding"]),
        Relations.load(inputs["relations"]),
        f"{dataset} in two dimensions, {system}",
    )


FIGURE = Figure(
    name="disc",
    group=IN_TWO_DIMENSIONS,
    place=1,
    label="{dataset} in two dimensions, {system}, seed {seed}",
    caption="The embedding of {dataset} by {system} (d = 2, seed {seed}) in the Poincaré disc. "
    "Direct edges are drawn as geodesics. Colour is depth below the root, and size grows with the "
    "number of descendants. The nodes with most descendants are named.",
    options={
        "disc": graphs(
            "Graphs whose 2-D embeddings are drawn in the Poincaré disc. Small ones (at most "
            "20,000 nodes of WordNet), or your own."
        )
    },
    drawings=drawings,
    draw=draw,
)
