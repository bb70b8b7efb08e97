"""Draw where the errors are."""

from pathlib import Path

from poincare.base.console import logged
from poincare.evaluation.ranks.ranking import Ranks
from poincare.graphs.relations import Relations
from poincare.reporting.figures.errors import errors
from poincare.reporting.figures.picture import save_figure

with logged(snakemake.log[0]):
    relations = Relations.load(snakemake.input.relations)
    ranks = Ranks.load(snakemake.input.ranks)
    target = Path(snakemake.output[0])
    title = "Where the errors are, {dataset}, {system}, d = {dim}"
    settings = "{system} (d = {dim}, seed {seed})"
    picture = errors(
        ranks,
        relations,
        title.format_map(snakemake.wildcards),
        settings.format_map(snakemake.wildcards),
    )
    save_figure(picture, target.parent, target.stem)
