"""The figures of the report, each a `Picture`, drawn by a module of its own."""

from poincare.reporting.animation import animation
from poincare.reporting.cost_figure import cost_over_dims
from poincare.reporting.depth_figure import norm_depth
from poincare.reporting.dims_figure import over_dims
from poincare.reporting.disc_figure import disc
from poincare.reporting.distance_figure import distance_map
from poincare.reporting.errors_figure import errors
from poincare.reporting.film import Film
from poincare.reporting.film_figure import film_strip
from poincare.reporting.l2_figure import l2_effect
from poincare.reporting.loss_figure import loss_curves
from poincare.reporting.picture import Card, Picture, card, read_card, save_card, save_figure
from poincare.reporting.quality_figure import quality_over_time

__all__ = [
    "Card",
    "Film",
    "Picture",
    "animation",
    "card",
    "cost_over_dims",
    "disc",
    "distance_map",
    "errors",
    "film_strip",
    "l2_effect",
    "loss_curves",
    "norm_depth",
    "over_dims",
    "quality_over_time",
    "read_card",
    "save_card",
    "save_figure",
]
