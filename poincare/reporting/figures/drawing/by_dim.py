"""What figures with one panel per dimension share: their runs, and what they read."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from poincare.embeddings.embedding import Embedding
from poincare.graphs.relations import Relations
from poincare.reporting.figures.registry import Drawing, Inputs, subject_of
from poincare.reporting.figures.runs import Runs, panels


def drawings_by_dim(runs: Runs, wanted: Iterable[Mapping[str, Any]]) -> Iterator[Drawing]:
    """The runs of each entry (dataset and system) with the least seed, at up to three dims."""
    for entry in wanted:
        found = runs.least_seed(dataset=entry["dataset"], system=entry["system"])
        by_dim = {run.dim: run for run in found}
        if by_dim:
            shown = [by_dim[dim] for dim in panels(by_dim)]
            inputs = {
                "relations": runs.graph(entry["dataset"]),
                "embeddings": [runs.file(run, "embedding.npz") for run in shown],
            }
            subject = subject_of(shown[0], "dataset", "system", "seed")
            yield Drawing(subject=subject, inputs=inputs)


def read_by_dim(inputs: Inputs) -> tuple[list[Embedding], Relations]:
    """The embeddings and the graph of the inputs of `drawings_by_dim`."""
    embeddings = [Embedding.load(path) for path in inputs["embeddings"]]
    return embeddings, Relations.load(inputs["relations"])
