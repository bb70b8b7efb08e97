"""Lines over dims: looks that differ without colour, and the choice of lines to draw."""

from collections.abc import Iterable

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

#: Each has its own mark, so that a colour may occur twice.
LOOKS = tuple(
    {"color": color, "marker": marker, "linestyle": line}
    for color, marker, line in [
        ("#0072B2", "o", "-"),
        ("#D55E00", "s", "--"),
        ("#CC79A7", "v", "-"),
        ("#E69F00", "P", "--"),
        ("#56B4E9", "X", "-"),
        ("#0072B2", "<", "-."),
        ("#D55E00", "*", ":"),
        ("#CC79A7", "h", "--"),
    ]
)
#: Line styles of curves without marks, in addition to colours.
DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (8, 2)))
#: Number of lines left out that are named.
MOST_NAMES = 8


def most_readable(lines: pd.DataFrame, first: Iterable[str]) -> list[str]:
    """Names of at most as many lines as there are looks.

    Parameters
    ----------
    lines : DataFrame
        Columns line (its name), dim, and those in `first`; a row per point.
    first : iterable of str
        Columns by which lines are preferred, smallest first, before the number of their dims.
    """
    first = list(first)
    each = lines.groupby("line", sort=True).agg(
        **{name: (name, "first") for name in first}, dims=("dim", "nunique")
    )
    order = each.sort_values(
        [*first, "dims"], ascending=[*[True] * len(first), False], kind="stable"
    )
    return list(order.index[: len(LOOKS)])


def left_out(names: Iterable[str]) -> str:
    """A sentence on the lines that are not drawn; empty if there are none."""
    names = list(names)
    if not names:
        return ""
    named = names[:MOST_NAMES]
    if len(names) > len(named):
        named.append(f"{len(names) - len(named)} more")
    return f" Too many lines to tell apart: only in the figure’s data: {'; '.join(named)}."


def axis_of_dims(axes: Axes, dims: Iterable[int]) -> None:
    """Logarithmic axis of x with the dims themselves as its marks."""
    axes.set_xscale("log")
    ticks = sorted(set(dims))
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_major_formatter(FixedFormatter([str(tick) for tick in ticks]))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xlabel("dimension d")
