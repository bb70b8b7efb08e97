"""Distance from the origin by depth in the hierarchy."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import matplotlib as mpl
import pandas as pd
from scipy.stats import spearmanr

from poincare.embeddings.alignment import aligned
from poincare.embeddings.embedding import Embedding
from poincare.embeddings.points import radii
from poincare.graphs.hierarchy import depths, direct_edges
from poincare.graphs.relations import Relations
from poincare.reporting.figures.drawing.boxes import BOXES, draw_boxes, draw_counts, quantiles
from poincare.reporting.figures.drawing.by_dim import drawings_by_dim, read_by_dim
from poincare.reporting.figures.options import entries
from poincare.reporting.figures.picture import PALETTE, STYLE, Picture, new_figure
from poincare.reporting.figures.registry import HIERARCHY, Drawing, Figure, Inputs
from poincare.reporting.figures.runs import Runs
from poincare.reporting.words import count, joined, plural, short_hash


def norm_depth(embeddings: Sequence[Embedding], relations: Relations, title: str) -> Picture:
    """Distance from the origin by depth, a panel per embedding, with the number of nodes below.

    Parameters
    ----------
    embeddings : sequence of Embedding
        Of one system and of different dims.

    Raises
    ------
    UserError
        If an embedding lacks nodes of `relations`.
    """
    depth = depths(direct_edges(relations), relations.n_nodes)
    radius = [radii(aligned(embedding, relations.names)) for embedding in embeddings]
    rho = [float(spearmanr(depth, one).statistic) for one in radius]
    frames = [quantiles(one, depth) for one in radius]
    flat = not embeddings[0].space.hyperbolic
    rows = len(embeddings) + 1
    with mpl.rc_context(STYLE):
        figure = new_figure(9.0, 1.7 + 2.1 * len(embeddings))
        panels = figure.subplots(
            rows, 1, sharex=True, height_ratios=[*[2.1] * len(embeddings), 1.0]
        )
        for axes, embedding, frame, one in zip(panels, embeddings, frames, rho, strict=False):
            draw_boxes(axes, frame, PALETTE[0])
            axes.set_ylim(bottom=0.0)
            axes.set_title(f"d = {embedding.dim} (Spearman’s ρ {_signed(one)})")
            axes.set_ylabel("‖x‖" if flat else "distance from\nthe origin")
        draw_counts(panels[-1], frames[0]["group"], frames[0]["n"])
        panels[-1].set_ylabel("nodes")
        panels[-1].set_xticks(frames[0]["group"])
        panels[-1].set_xlabel("depth (edges below a root)")
    data = pd.concat(
        [
            frame.rename(columns={"group": "depth"}).assign(dim=embedding.dim, spearman=one)
            for embedding, frame, one in zip(embeddings, frames, rho, strict=True)
        ],
        ignore_index=True,
    )
    alt, caption = _words(embeddings, relations, data, flat)
    return Picture(figure=figure, data=data, title=title, alt=alt, caption=caption)


def _signed(value: float) -> str:
    return f"{value:.3f}".replace("-", "−")


def _words(
    embeddings: Sequence[Embedding], relations: Relations, data: pd.DataFrame, flat: bool
) -> tuple[str, str]:
    what = "norm" if flat else "distance from the origin"
    parts = []
    for dim, part in data.groupby("dim", sort=False):
        top, deepest = part.iloc[0], part.iloc[-1]
        parts.append(
            f"d = {dim}: the median {what} is {top['median']:.2f} at depth 0 and "
            f"{deepest['median']:.2f} at depth {deepest['depth']:.0f}"
        )
    alt = f"Box plots by depth, one panel per dimension. {'; '.join(parts)}."
    rho = joined(
        f"{_signed(value)} (d = {dim})"
        for dim, value in data.drop_duplicates("dim")[["dim", "spearman"]].itertuples(index=False)
    )
    scale = (
        "Distance is the Euclidean norm ‖x‖."
        if flat
        else "Distance is hyperbolic, 2 artanh ‖x‖ in the Poincaré ball."
    )
    hashes = joined(short_hash(embedding.content_hash) for embedding in embeddings)
    caption = (
        f"{relations.name}, {plural(relations.n_nodes, 'node')}. Spearman’s ρ of depth and {what} "
        f"over all nodes: {rho}. {BOXES} {scale} Bottom: number of nodes of each depth, "
        f"from {count(data['n'].min())} to {count(data['n'].max())}. "
        f"Embedding {hashes}; data {short_hash(relations.content_hash)}."
    )
    return alt, caption


def drawings(runs: Runs, options: Mapping[str, Any]) -> Iterator[Drawing]:
    """The runs of each entry with the least seed, at up to three dims."""
    return drawings_by_dim(runs, options.get("norm_depth", ()))


def draw(inputs: Inputs, dataset: str, system: str, seed: int) -> Picture:
    """Read the embeddings and draw their norms."""
    embeddings, relations = read_by_dim(inputs)
    return norm_depth(
        embeddings, relations, f"Distance from the origin by depth, {dataset}, {system}"
    )


FIGURE = Figure(
    name="norm_depth",
    group=HIERARCHY,
    place=1,
    label="distance from the origin by depth, {dataset}, {system}",
    caption="Distance from the origin by depth in {dataset}, embedded by {system} (seed {seed}), "
    "one panel per dimension. Hyperbolic distances are 2 artanh ‖x‖; in flat space the norm is "
    "shown. Bottom: number of nodes. The data have the quantiles and Spearman’s ρ.",
    options={
        "norm_depth": entries(
            "Embeddings whose distances from the origin are shown by depth, at up to three of the "
            "dims trained.",
            "dataset",
            "system",
        )
    },
    drawings=drawings,
    draw=draw,
    mem_mb=2000,
)
