"""Draw a 2-D training as a film strip and as an animation."""

from pathlib import Path

import pandas as pd

from poincare.base.console import logged
from poincare.embeddings.embedding import Embedding
from poincare.embeddings.snapshots import Snapshots
from poincare.graphs.relations import Relations
from poincare.reporting.figures.facade import (
    Film,
    animation,
    film_strip,
    save_card,
    save_figure,
)

with logged(snakemake.log[0]):
    film = Film.of(
        Snapshots.load(snakemake.input.snapshots),
        Embedding.load(snakemake.input.embedding),
        Relations.load(snakemake.input.relations),
        pd.read_csv(snakemake.input.history),
    )
    title = "{dataset} in training, {system}".format_map(snakemake.wildcards)
    strip, moving = Path(snakemake.output.strip), Path(snakemake.output.animation)
    save_figure(film_strip(film, title), strip.parent, strip.stem)
    save_card(*animation(film, moving.stem, f"{title}, animated"), moving.parent)
