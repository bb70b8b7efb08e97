"""A figure with its words and its data, and how the three are kept on disk."""

import io
import re
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator, NullLocator

from poincare.base.artefacts import read_artefact, read_record, write_artefact, write_record
from poincare.base.display import printable, without_formulas, xml_text
from poincare.base.errors import Damaged

#: Okabe and Ito's palette, which colour-blind readers can tell apart; yellow left out on white.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
INK = "#333333"
FAINT = "#8A8A8A"

#: Settings under which all figures are made and written; the same data give the same bytes.
STYLE = {
    "svg.hashsalt": "poincare",
    "svg.fonttype": "path",
    "font.family": ["DejaVu Sans"],
    "font.size": 10,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#E3E3E3",
    "grid.linewidth": 0.8,
    "axes.axisbelow": True,
    "legend.frameon": False,
    "figure.facecolor": "white",
    "lines.linewidth": 1.8,
    "lines.markersize": 6.5,
}

#: What is kept of a card next to its SVG.
WORDS = ("title", "alt", "caption", "moves")


@dataclass(frozen=True, eq=False)
class Picture:
    """A figure, the data behind it, and its title, alternative text and caption."""

    figure: Figure
    data: pd.DataFrame
    title: str
    alt: str
    caption: str


@dataclass(frozen=True, eq=False)
class Animation:
    """An SVG that moves by itself, with the data behind it and the same words as a `Picture`."""

    svg: str
    data: pd.DataFrame
    title: str
    alt: str
    caption: str


@dataclass(frozen=True)
class Card:
    """A drawn picture as the report shows it.

    Attributes
    ----------
    name : str
        That of its files, without suffix.
    title, alt, caption, svg : str
    moves : bool
        Whether it is an animation, which the report hides until it is opened.
    """

    name: str
    title: str
    alt: str
    caption: str
    svg: str
    moves: bool = False


def new_figure(width: float, height: float) -> Figure:
    """Return an empty figure of `width` × `height` inches that knows how to draw itself."""
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def settle(figure: Figure) -> None:
    """Lay the figure out, once and for all: further drawing moves nothing."""
    figure.draw_without_rendering()
    figure.set_layout_engine("none")


def card(picture: Picture | Animation, name: str) -> Card:
    """Draw `picture` as SVG."""
    moves = isinstance(picture, Animation)
    return Card(
        name=name,
        title=printable(picture.title),
        alt=printable(picture.alt),
        caption=printable(picture.caption),
        svg=xml_text(picture.svg if moves else _svg(picture.figure)),
        moves=moves,
    )


def _svg(figure: Figure) -> str:
    stream = io.StringIO()
    with mpl.rc_context(STYLE):
        settle(figure)
        figure.savefig(stream, format="svg", metadata={"Date": None})
    return _shorten(stream.getvalue())


def save_figure(picture: Picture | Animation, folder: str | Path, name: str) -> None:
    """Write ``name.svg``, ``name.csv`` (the data) and ``name.json`` (the words) atomically."""
    drawn, path = card(picture, name), Path(folder) / name
    data = without_formulas(picture.data).to_csv(index=False, float_format="%.8g")
    write_artefact(path.with_name(f"{name}.svg"), drawn.svg)
    write_artefact(path.with_name(f"{name}.csv"), data)
    write_record(path.with_name(f"{name}.json"), {key: getattr(drawn, key) for key in WORDS})


def read_card(folder: str | Path, name: str) -> Card:
    """Read back what `save_figure` wrote.

    Raises
    ------
    UserError
        If a file is missing or damaged.
    """
    path = Path(folder) / f"{name}.json"
    words = read_record(path)
    if not isinstance(words, dict) or set(words) != set(WORDS):
        raise Damaged("not the words of a figure", path)
    svg = read_artefact(Path(folder) / f"{name}.svg")
    return Card(name=name, svg=svg, **words)


def logarithmic(axes: Axes) -> None:
    """Logarithmic axis of y with round numbers, written out, as its marks."""
    axes.set_yscale("log")
    low, high = axes.get_ylim()
    ticks = _round_numbers(low, high, (1, 2, 5))
    if len(ticks) > 9:
        ticks = _round_numbers(low, high, (1,))
    elif len(ticks) < 3:
        even = MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
        ticks = [tick for tick in even if low <= tick <= high]
    axes.yaxis.set_major_locator(FixedLocator(ticks))
    axes.yaxis.set_major_formatter(FixedFormatter([f"{tick:g}" for tick in ticks]))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.set_ylim(low, high)


def _round_numbers(low: float, high: float, digits: tuple[int, ...]) -> list[float]:
    """Powers of ten times `digits`, from `low` to `high`."""
    numbers = [digit * 10.0**power for power in range(-6, 7) for digit in digits]
    return [number for number in numbers if low <= number <= high]


def literal(legend: Legend) -> None:
    """Take names as they are: a dollar sign in one is no formula."""
    for text in legend.get_texts():
        text.set_parse_math(False)


def _shorten(svg: str) -> str:
    """Cut coordinates to two decimals: a hundredth of a point is not seen."""

    def cut(attribute: re.Match[str]) -> str:
        return re.sub(r"(\.\d\d)\d+", r"\1", attribute.group())

    return re.sub(r'\b(?:d|x|y)="[^"]*"', cut, svg)
