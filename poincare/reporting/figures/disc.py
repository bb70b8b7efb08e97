"""The picture of a two-dimensional embedding in the Poincaré disc."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd

from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding
from poincare.graphs.hierarchy import depths, descendants, direct_edges, prominence
from poincare.graphs.relations import Relations
from poincare.reporting.figures.drawing.coordinates import ball_coordinates
from poincare.reporting.figures.drawing.discs import depth_bar, draw_edges, draw_nodes, empty_disc
from poincare.reporting.figures.drawing.labels import MOST_LABELS, label_nodes, plain_name
from poincare.reporting.figures.options import GRAPH
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


def disc(
    embedding: Embedding, relations: Relations, title: str, nodes: Sequence[str] = ()
) -> Picture:
    """Draw a 2-d embedding: points, geodesics for direct edges, some names.

    Colour is depth below a root, and size grows with the number of descendants.

    Parameters
    ----------
    nodes : sequence of str, optional
        Nodes to name, in the order in which they get their place; a name without room is left
        out. By default those with most descendants.

    Raises
    ------
    UserError
        If the embedding is not two-dimensional or lacks nodes of `relations`; if a node to name is
        none of the graph.
    """
    unknown = [name for name in nodes if name not in relations.index]
    if unknown:
        raise UserError(
            f"{unknown[0]!r} is no node of {relations.name!r}", "figures.disc", "name its nodes"
        )
    points = ball_coordinates(embedding, relations.names)
    edges = direct_edges(relations)
    depth = depths(edges, relations.n_nodes)
    below = descendants(relations)
    chosen = [relations.index[name] for name in nodes]
    order = np.array(chosen) if chosen else prominence(below)
    with mpl.rc_context(STYLE):
        figure = new_figure(9.0, 8.9)
        axes = figure.add_subplot()
        empty_disc(axes)
        draw_edges(axes, points, edges)
        marks = draw_nodes(axes, points, depth, below)
        depth_bar(marks, axes, depth, shrink=0.45, aspect=36)
        labelled = label_nodes(axes, points, relations.names, order)
    frame = _data(relations, points, edges, depth, below, labelled)
    alt, caption = _words(embedding, relations, edges, frame, bool(chosen))
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
    embedding: Embedding,
    relations: Relations,
    edges: np.ndarray,
    frame: pd.DataFrame,
    chosen: bool,
) -> tuple[str, str]:
    named = "Nodes that the configuration chooses" if chosen else "The nodes with most descendants"
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
        f"as geodesics. Colour is depth, and size grows with the number of descendants. {named} "
        "are named. "
        f"Embedding {short_hash(embedding.content_hash)} (d = 2), data "
        f"{short_hash(relations.content_hash)}."
    )
    return alt, caption


def drawings(runs: Runs, options: Mapping[str, Any]) -> Iterator[Drawing]:
    """Every run in two hyperbolic dimensions on the graphs of the option."""
    wanted = dict(_graph_and_nodes(entry) for entry in options.get("disc", ()))
    for run in runs.where(dim=2):
        if run.dataset in wanted and run.system in runs.hyperbolic:
            inputs = {
                "relations": runs.graph(run.dataset),
                "embedding": runs.file(run, "embedding.npz"),
            }
            yield Drawing(
                subject=subject_of(run, "dataset", "system", "seed"),
                inputs=inputs,
                settings={"nodes": wanted[run.dataset]},
            )


def _graph_and_nodes(entry: str | Mapping[str, Any]) -> tuple[str, list[str]]:
    """The graph of an entry of the option, and the nodes to name."""
    return (entry, []) if isinstance(entry, str) else (entry["dataset"], entry["nodes"])


def draw(inputs: Inputs, dataset: str, system: str, seed: int, nodes: Sequence[str]) -> Picture:
    """Read the embedding and draw it."""
    return disc(
        Embedding.load(inputs["embedding"]),
        Relations.load(inputs["relations"]),
        f"{dataset} in two dimensions, {system}",
        nodes,
    )


FIGURE = Figure(
    name="disc",
    group=IN_TWO_DIMENSIONS,
    place=1,
    label="{dataset} in two dimensions, {system}, seed {seed}",
    caption="The embedding of {dataset} by {system} (d = 2, seed {seed}) in the Poincaré disc. "
    "Direct edges are drawn as geodesics. Colour is depth below the root, and size grows with the "
    "number of descendants. The nodes with most descendants, or chosen ones, are named.",
    options={
        "disc": {
            "description": "Graphs whose 2-D embeddings are drawn in the Poincaré disc. Small ones "
            "(at most 20,000 nodes of WordNet), or your own. An entry is a name, or a mapping with "
            "the keys below.",
            "type": "array",
            "uniqueItems": True,
            "items": {
                **GRAPH,
                "type": ["string", "object"],
                "additionalProperties": False,
                "required": ["dataset", "nodes"],
                "properties": {
                    "dataset": {"description": "Graph.", **GRAPH},
                    "nodes": {
                        "description": "Nodes to name, the most important first. A name without "
                        "room is left out. By default, those with most descendants.",
                        "type": "array",
                        "minItems": 1,
                        "maxItems": MOST_LABELS,
                        "uniqueItems": True,
                        "items": {"type": "string", "minLength": 1},
                    },
                },
            },
            "default": [],
        }
    },
    drawings=drawings,
    draw=draw,
)
