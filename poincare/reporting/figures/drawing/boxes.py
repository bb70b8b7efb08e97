"""Box plots by group: quantiles, and how they are drawn."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator, NullLocator

from poincare.reporting.figures.picture import FAINT, INK

#: What the captions of box plots by depth say.
BOXES = (
    "Boxes: middle half of the nodes of a depth; line: median; whiskers: 5th to 95th percentile. "
    "Depth is the shortest chain of direct edges from a root."
)
QUANTILES = {"q05": 0.05, "q25": 0.25, "median": 0.5, "q75": 0.75, "q95": 0.95}


def quantiles(values: np.ndarray, group: np.ndarray) -> pd.DataFrame:
    """Number and quantiles of `values` `(n,)` for each `group` `(n,)`, groups ascending.

    Returns
    -------
    Columns group, n, q05, q25, median, q75 and q95; between two values, quantiles are linear.
    """
    grouped = pd.Series(values).groupby(group)
    frame = pd.DataFrame({name: grouped.quantile(part) for name, part in QUANTILES.items()})
    frame.insert(0, "n", grouped.size())
    return frame.rename_axis("group").reset_index()


def draw_boxes(
    axes: Axes, frame: pd.DataFrame, color: str, shift: float = 0.0, width: float = 0.62
) -> None:
    """Boxes of `quantiles`: quartiles and median, whiskers from the 5th to the 95th percentile."""
    stats = [
        {"med": row.median, "q1": row.q25, "q3": row.q75, "whislo": row.q05, "whishi": row.q95}
        for row in frame.itertuples()
    ]
    axes.bxp(
        stats, positions=frame["group"] + shift, widths=width, showfliers=False, showcaps=False,
        patch_artist=True, manage_ticks=False,
        boxprops={"facecolor": color, "alpha": 0.55, "edgecolor": color, "lw": 0.8},
        medianprops={"color": INK, "lw": 1.8, "solid_capstyle": "butt"},
        whiskerprops={"color": color, "lw": 1.2},
    )  # fmt: skip


def draw_counts(axes: Axes, groups: pd.Series, counts: pd.Series) -> None:
    """A strip of bars on a logarithmic axis: the size of each group."""
    axes.bar(groups, counts, width=0.7, color=FAINT, linewidth=0)
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(LogLocator(numticks=4))
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.yaxis.set_minor_locator(NullLocator())
    # From below one, so that a group of one is visible.
    axes.set_ylim(0.6, max(2.0 * counts.max(), axes.get_ylim()[1]))
    axes.grid(False, axis="x")
