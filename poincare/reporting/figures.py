"""The figures of the report, each a `Picture`: the disc, metrics over dims, loss curves."""

from poincare.reporting.dims_figure import over_dims
from poincare.reporting.disc_figure import disc
from poincare.reporting.loss_figure import loss_curves
from poincare.reporting.picture import Card, Picture, card, read_card, save_figure

__all__ = [
    "Card",
    "Picture",
    "card",
    "disc",
    "loss_curves",
    "over_dims",
    "read_card",
    "save_figure",
]
