"""How probable an inner node is at a distance from the origin."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from scipy.stats import rankdata

from poincare.embeddings.alignment import aligned
from poincare.embeddings.embedding import Embedding
from poincare.embeddings.points import radii
from poincare.evaluation.generality.measures import inner_node_auc, measures
from poincare.graphs.hierarchy import depths, descendants, reduction
from poincare.graphs.relations import Relations
from poincare.reporting.figures.drawing.by_dim import drawings_by_dim, read_by_dim
from poincare.reporting.figures.options import entries
from poincare.reporting.figures.picture import FAINT, PALETTE, STYLE, Picture, new_figure
from poincare.reporting.figures.registry import HIERARCHY, Drawing, Figure, Inputs
from poincare.reporting.figures.runs import Runs
from poincare.reporting.words import count, joined, number, plural, short_hash

#: Groups of equally many nodes; fewer where distances are equal.
BINS = 20
#: Name of the metric.
AUC = inner_node_auc.__name__
#: Standard deviations of a normal distribution in a 95 % interval.
WIDTH = 1.96


def calibration(embeddings: Sequence[Embedding], relations: Relations, title: str) -> Picture:
    """Share of inner nodes by distance from the origin, a panel per embedding.

    Parameters
    ----------
    embeddings : sequence of Embedding
        Of one system and of different dims.

    Raises
    ------
    UserError
        If an embedding lacks nodes of `relations`.
    """
    direct = reduction(relations)
    inner = descendants(relations) > 0
    depth = depths(np.column_stack((direct.sources, direct.indices)), direct.n_nodes)
    radius = [radii(aligned(embedding, relations.names)) for embedding in embeddings]
    frames = [binned(one, inner, depth) for one in radius]
    auc = [measures(one, relations, direct)[AUC].value for one in radius]
    flat = not embeddings[0].space.hyperbolic
    with mpl.rc_context(STYLE):
        figure = new_figure(1.2 + 2.9 * len(embeddings), 3.4)
        row = figure.subplots(1, len(embeddings), sharey=True, squeeze=False)[0]
        for axes, embedding, frame, one in zip(row, embeddings, frames, auc, strict=True):
            _draw(axes, frame, float(inner.mean()))
            axes.set_title(f"d = {embedding.dim} (AUC {number(one, AUC)})")
            axes.set_xlabel("‖x‖" if flat else "distance from the origin")
        row[0].set_ylabel("share of inner nodes")
    data = pd.concat(
        [
            frame.assign(dim=embedding.dim, auc=one)
            for embedding, frame, one in zip(embeddings, frames, auc, strict=True)
        ],
        ignore_index=True,
    )
    alt, caption = _words(embeddings, relations, data, float(inner.mean()))
    return Picture(figure=figure, data=data, title=title, alt=alt, caption=caption)


def binned(radius: np.ndarray, inner: np.ndarray, depth: np.ndarray) -> pd.DataFrame:
    """Groups of equally many nodes by distance `(n,)`, nearest first; equal ones stay together.

    Returns
    -------
    Columns from, to and median (of the distance), n, inner (share of `inner` `(n,)`), low and high
    (its 95 % interval by Wilson), and mean_depth.
    """
    group = (rankdata(radius, "max").astype(np.int64) - 1) * BINS // len(radius)
    nodes = pd.DataFrame({"radius": radius, "inner": inner, "depth": depth})
    by = nodes.groupby(group)
    frame = pd.DataFrame(
        {
            "from": by["radius"].min(),
            "to": by["radius"].max(),
            "median": by["radius"].median(),
            "n": by.size(),
            "inner": by["inner"].mean(),
        }
    )
    low, high = wilson(frame["inner"].to_numpy(), frame["n"].to_numpy())
    return frame.assign(low=low, high=high, mean_depth=by["depth"].mean()).reset_index(drop=True)


def wilson(share: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The 95 % interval of a share among n. Source: Wilson (1927)."""
    z = WIDTH**2 / n
    middle = (share + z / 2.0) / (1.0 + z)
    half = np.sqrt(share * (1.0 - share) * z + z**2 / 4.0) / (1.0 + z)
    return np.maximum(middle - half, 0.0), np.minimum(middle + half, 1.0)


def _draw(axes: Axes, frame: pd.DataFrame, base: float) -> None:
    axes.axhline(base, color=FAINT, lw=1.0, linestyle="--", zorder=1)
    axes.vlines(frame["median"], frame["low"], frame["high"], color=PALETTE[0], lw=1.2, zorder=2)
    axes.plot(frame["median"], frame["inner"], "o-", color=PALETTE[0], lw=1.4, zorder=3)
    # A little beyond both ends, so that marks at 0 and 1 are whole.
    axes.set_ylim(-0.04, 1.04)
    axes.yaxis.set_major_formatter("{x:.0%}")


def _words(
    embeddings: Sequence[Embedding], relations: Relations, data: pd.DataFrame, base: float
) -> tuple[str, str]:
    parts = [
        f"d = {dim}: {part['inner'].iloc[0]:.0%} of the nearest group and "
        f"{part['inner'].iloc[-1]:.0%} of the farthest are inner nodes"
        for dim, part in data.groupby("dim", sort=False)
    ]
    alt = f"Share of inner nodes by distance, one panel per dimension. {'; '.join(parts)}."
    auc = joined(
        f"{number(row.auc, AUC)} (d = {row.dim})"
        for row in data.drop_duplicates("dim").itertuples()
    )
    hashes = joined(short_hash(embedding.content_hash) for embedding in embeddings)
    caption = (
        f"{relations.name}, {plural(relations.n_nodes, 'node')}. Each point is a group of about "
        f"{count(data['n'].median())} nodes at similar distances: their median distance from the "
        f"origin and their share of inner nodes, with its 95 % interval. Dashed: the share among "
        f"all nodes, {base:.0%}. A curve that falls from 100 % to 0 % tells inner nodes from "
        f"leaves; a flat one does not. Area under the ROC curve: {auc}. The mean depth of each "
        f"group is in the figure’s data. Embedding {hashes}; data "
        f"{short_hash(relations.content_hash)}."
    )
    return alt, caption


def drawings(runs: Runs, options: Mapping[str, Any]) -> Iterator[Drawing]:
    """The runs of each entry with the least seed, at up to three dims."""
    return drawings_by_dim(runs, options.get("generality_calibration", ()))


def draw(inputs: Inputs, dataset: str, system: str, seed: int) -> Picture:
    """Read the embeddings and draw their calibration."""
    embeddings, relations = read_by_dim(inputs)
    return calibration(
        embeddings, relations, f"Inner nodes by distance from the origin, {dataset}, {system}"
    )


FIGURE = Figure(
    name="generality_calibration",
    group=HIERARCHY,
    place=3,
    label="inner nodes by distance from the origin, {dataset}, {system}",
    caption="Share of inner nodes by distance from the origin in {dataset}, embedded by {system} "
    "(seed {seed}), in groups of equally many nodes, one panel per dimension. In flat space the "
    "distance is the norm. Dashed: the share among all nodes.",
    options={
        "generality_calibration": entries(
            "Embeddings whose share of inner nodes is shown by distance from the origin, at up to "
            "three of the dims trained.",
            "dataset",
            "system",
        )
    },
    drawings=drawings,
    draw=draw,
    mem_mb=2000,
)
