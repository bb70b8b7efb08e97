"""The figures of the report, each a `Picture`, drawn by a module of its own."""

from poincare.reporting.figures.animation import animation
from poincare.reporting.figures.cost_over_dims import cost_over_dims
from poincare.reporting.figures.disc import disc
from poincare.reporting.figures.distance_map import distance_map
from poincare.reporting.figures.drawing.frames import Film
from poincare.reporting.figures.errors import errors
from poincare.reporting.figures.film import film_strip
from poincare.reporting.figures.l2_effect import l2_effect
from poincare.reporting.figures.loss_curves import loss_curves
from poincare.reporting.figures.norm_depth import norm_depth
from poincare.reporting.figures.over_dims import over_dims
from poincare.reporting.figures.picture import (
    Card,
    Picture,
    card,
    read_card,
    save_card,
    save_figure,
)
from poincare.reporting.figures.quality_over_time import quality_over_time

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
