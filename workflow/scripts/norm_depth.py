"""Draw distances from the origin by depth."""

from pathlib import Path

from poincare.base.console import logged
from poincare.embeddings.embedding import Embedding
from poincare.graphs.relations import Relations
from poincare.reporting.figures.norm_depth import norm_depth
from poincare.reporting.figures.picture import save_figure

with logged(snakemake.log[0]):
    relations = Relations.load(snakemake.input.relations)
    embeddings = [Embedding.load(path) for path in snakemake.input.embeddings]
    target = Path(snakemake.output[0])
    title = "Distance from the origin by depth, {dataset}, {system}"
    picture = norm_depth(embeddings, relations, title.format_map(snakemake.wildcards))
    save_figure(picture, target.parent, target.stem)
