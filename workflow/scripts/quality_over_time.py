"""Draw mean rank and MAP of filmed trainings over time."""

from pathlib import Path

from poincare.base.console import logged
from poincare.evaluation.results import collect_histories
from poincare.reporting.figures.facade import quality_over_time, save_figure

with logged(snakemake.log[0]):
    quality = collect_histories(snakemake.input.quality, snakemake.input.records)
    picture = quality_over_time(quality, snakemake.params.protocol)
    target = Path(snakemake.output[0])
    save_figure(picture, target.parent, target.stem)
