"""Draw what needs all results: metrics over dims, loss over epochs."""

from pathlib import Path

import pandas as pd

from poincare.base.console import logged
from poincare.evaluation.results import read_results
from poincare.reporting.figures.facade import loss_curves, over_dims, save_figure
from poincare.reporting.published import read_published

with logged(snakemake.log[0]):
    results = read_results(snakemake.input.results)
    published = read_published(Path(snakemake.input.published[0]).parent)
    folder = Path(snakemake.output.over_dims).parent
    save_figure(over_dims(results, published), folder, "over_dims")
    save_figure(loss_curves(pd.read_csv(snakemake.input.history)), folder, "loss_curves")
