"""Draw the distance from a node to every point of the disc."""

from pathlib import Path

from poincare.base.console import logged
from poincare.embeddings.embedding import Embedding
from poincare.graphs.relations import Relations
from poincare.reporting.figures.distance_map import distance_map
from poincare.reporting.figures.picture import save_figure

with logged(snakemake.log[0]):
    relations = Relations.load(snakemake.input.relations)
    embedding = Embedding.load(snakemake.input.embedding)
    target = Path(snakemake.output[0])
    title = "Distance from a node, {dataset} in two dimensions, {system}"
    picture = distance_map(
        embedding, relations, title.format_map(snakemake.wildcards), snakemake.params.node
    )
    save_figure(picture, target.parent, target.stem)
