"""Draw a 2-D embedding in the Poincaré disc."""

from pathlib import Path

from poincare.base.console import logged
from poincare.embeddings.embedding import Embedding
from poincare.graphs.relations import Relations
from poincare.reporting.figures.facade import disc, save_figure

with logged(snakemake.log[0]):
    relations = Relations.load(snakemake.input.relations)
    embedding = Embedding.load(snakemake.input.embedding)
    target = Path(snakemake.output[0])
    title = "{dataset} in two dimensions, {system}".format_map(snakemake.wildcards)
    save_figure(disc(embedding, relations, title), target.parent, target.stem)
