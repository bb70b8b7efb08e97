"""The frames of a two-dimensional training, as the film strip and the animation draw them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from poincare.base.artefacts import read_table
from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding
from poincare.embeddings.snapshots import Snapshots, epochs_to_keep
from poincare.graphs.hierarchy import depths, descendants, direct_edges
from poincare.graphs.relations import Relations
from poincare.reporting.figures.drawing.coordinates import ball_coordinates
from poincare.reporting.figures.registry import Drawing, Inputs, subject_of
from poincare.reporting.figures.runs import Runs


@dataclass(frozen=True, eq=False)
class Film:
    """The frames of a training, with what all of them share.

    Attributes
    ----------
    dataset : str
    names : tuple of str, length n
    epochs : (frames,) int64
        Epochs done.
    loss : (frames,) float64
        Mean loss per pair of the epoch that ended there; NaN at the start.
    points : (frames, n, 2) float64
        Points of the disc; NaN for nodes that do not take part yet.
    edges : (edges, 2) int64
        Direct edges, (node, direct hypernym).
    depth, below : (n,) int64
        Edges below a root, and number of descendants.
    data_hash, embedding_hash : str
        Content hashes of the graph and of the final embedding.
    """

    dataset: str
    names: tuple[str, ...]
    epochs: np.ndarray
    loss: np.ndarray
    points: np.ndarray
    edges: np.ndarray
    depth: np.ndarray
    below: np.ndarray
    data_hash: str
    embedding_hash: str

    @classmethod
    def of(
        cls, snapshots: Snapshots, final: Embedding, relations: Relations, history: pd.DataFrame
    ) -> "Film":
        """The film of a training that ended with `final`.

        Raises
        ------
        UserError
            If there are no frames, or if the embedding is not two-dimensional and hyperbolic or
            not of that graph.
        """
        if len(snapshots) == 0:
            raise UserError(f"the training of {relations.name!r} was not filmed")
        if final.names != relations.names:
            raise UserError(f"the embedding is not of the graph {relations.name!r}")
        points = np.full(snapshots.vectors.shape, np.nan)
        for frame in range(len(snapshots)):
            part = snapshots.embedding(frame, final)
            points[frame, snapshots.in_play(frame)] = ball_coordinates(part, part.names)
        edges = direct_edges(relations)
        return cls(
            dataset=relations.name,
            names=relations.names,
            epochs=snapshots.epochs,
            loss=history.set_index("epoch")["loss"].reindex(snapshots.epochs).to_numpy(),
            points=points,
            edges=edges,
            depth=depths(edges, relations.n_nodes),
            below=descendants(relations),
            data_hash=relations.content_hash,
            embedding_hash=final.content_hash,
        )

    def tenths(self) -> list[int]:
        """Frames of the start and after every tenth of the epochs; all if there are fewer."""
        wanted = epochs_to_keep(10, int(self.epochs[-1]))
        return np.flatnonzero(np.isin(self.epochs, wanted)).tolist()

    def label(self, frame: int) -> str:
        """Epoch and loss of a frame in words, and the number of nodes unless all take part."""
        if self.epochs[frame] == 0:
            return "start"
        present = int(np.count_nonzero(~np.isnan(self.points[frame, :, 0])))
        nodes = f", {present:,} nodes" if present < len(self.names) else ""
        return f"epoch {self.epochs[frame]:,}, loss {self.loss[frame]:.3g}{nodes}"

    def looks(self) -> list[tuple[int, int, np.ndarray]]:
        """Depth, size class and nodes of the points that look alike; the topmost come last.

        The size class is log₂(1 + descendants), rounded.
        """
        size = np.round(np.log2(1 + self.below)).astype(int)
        kinds = np.unique(np.column_stack((size, -self.depth)), axis=0)
        return [
            (-depth, step, np.flatnonzero((size == step) & (self.depth == -depth)))
            for step, depth in kinds.tolist()
        ]

    def table(self, frames: list[int]) -> pd.DataFrame:
        """A row per node: name, depth, descendants, and x and y of each of `frames`."""
        columns = {"name": self.names, "depth": self.depth, "n_descendants": self.below}
        for frame in frames:
            for axis, name in enumerate("xy"):
                columns[f"{name}_{self.epochs[frame]}"] = self.points[frame, :, axis].round(4)
        return pd.DataFrame(columns)


def film_drawings(runs: Runs, options: Mapping[str, Any]) -> Iterator[Drawing]:
    """A drawing of every filmed training in two hyperbolic dimensions."""
    for run in runs.trained_on(options.get("film", ())):
        if run.dim == 2 and run.system in runs.hyperbolic:
            inputs = {
                "relations": runs.graph(run.dataset),
                "embedding": runs.file(run, "embedding.npz"),
                "snapshots": runs.file(run, "snapshots.npz"),
                "history": runs.file(run, "history.csv"),
            }
            yield Drawing(subject=subject_of(run, "dataset", "system", "seed"), inputs=inputs)


def read_film(inputs: Inputs) -> Film:
    """The film of the inputs of `film_drawings`."""
    embedding = Embedding.load(inputs["embedding"])
    return Film.of(
        Snapshots.load_of(inputs["snapshots"], embedding),
        embedding,
        Relations.load(inputs["relations"]),
        read_table(inputs["history"]),
    )
