"""Draw one figure."""

from pathlib import Path

from poincare.base.console import logged
from poincare.reporting.figures.picture import save_figure
from poincare.reporting.figures.registry import figure_named

with logged(snakemake.log[0]):
    figure, target = figure_named(snakemake.wildcards.figure), Path(snakemake.output[0])
    inputs, params = dict(snakemake.input.items()), snakemake.params
    picture = figure.draw(inputs, **params.subject, **params.settings)
    save_figure(picture, target.parent, target.stem)
