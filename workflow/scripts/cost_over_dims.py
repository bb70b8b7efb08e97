"""Draw CPU time and memory over dims."""

from pathlib import Path

from poincare.console import logged
from poincare.evaluation.results import read_results
from poincare.reporting.cost_figure import cost_over_dims
from poincare.reporting.picture import save_figure

with logged(snakemake.log[0]):
    results = read_results(snakemake.input.results)
    target = Path(snakemake.output[0])
    save_figure(cost_over_dims(results), target.parent, target.stem)
