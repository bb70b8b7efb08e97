"""Draw CPU time and memory over dims."""

from pathlib import Path

from poincare.base.console import logged
from poincare.evaluation.results import read_results
from poincare.reporting.figures.cost_over_dims import cost_over_dims
from poincare.reporting.figures.picture import save_figure

with logged(snakemake.log[0]):
    results = read_results(snakemake.input.results)
    target = Path(snakemake.output[0])
    save_figure(cost_over_dims(results), target.parent, target.stem)
