"""The figures of the report: the disc, metrics over dims, loss curves, films, quality over time."""

from poincare.reporting.animation import animation
from poincare.reporting.dims_figure import over_dims
from poincare.reporting.disc_figure import disc
from poincare.reporting.film import Film
from poincare.reporting.film_figure import film_strip
from poincare.reporting.loss_figure import loss_curves
from poincare.reporting.picture import Card, Picture, card, read_card, save_card, save_figure
from poincare.reporting.quality_figure import quality_over_time

__all__ = [
    "Card",
    "Film",
    "Picture",
    "animation",
    "card",
    "disc",
    "film_strip",
    "loss_curves",
    "over_dims",
    "quality_over_time",
    "read_card",
    "save_card",
    "save_figure",
]
