"""Draw two embeddings of one graph, without and with gensim's L2 penalty."""

from pathlib import Path

from poincare.base.console import logged
from poincare.embeddings.embedding import Embedding
from poincare.graphs.relations import Relations
from poincare.reporting.figures.l2_effect import l2_effect
from poincare.reporting.figures.picture import save_figure
from poincare.suite.figure_selection import L2_PAIR

with logged(snakemake.log[0]):
    relations = Relations.load(snakemake.input.relations)
    without = Embedding.load(snakemake.input.without)
    penalised = Embedding.load(snakemake.input.penalised)
    target = Path(snakemake.output[0])
    title = "gensim’s L2 penalty, {dataset} in two dimensions"
    settings = "{} beside {}, seed {}".format(*L2_PAIR, snakemake.wildcards.seed)
    picture = l2_effect(
        without, penalised, relations, title.format_map(snakemake.wildcards), settings
    )
    save_figure(picture, target.parent, target.stem)
