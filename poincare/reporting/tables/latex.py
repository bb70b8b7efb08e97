"""Tables for a paper, in LaTeX: systems over dimensions, the best of each column in bold.

They need the package booktabs only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from poincare.reporting.words import MISSING, number

NEEDS = r"% \usepackage{booktabs}"
EMPTY = "% No results.\n"

#: Longer names are broken, in a column of this width.
LONGEST_NAME = 30
NAMES_WIDTH = "4.4cm"

BOLD = "The best value of each column is bold."
#: Follows a value that does not count as good.
DOUBT = r"\ddag{}"

_ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "−": r"\ensuremath{-}",
    "±": r"\ensuremath{\pm}",
    "ρ": r"\ensuremath{\rho}",
    "†": r"\dag{}",
    "‡": r"\ddag{}",
    "—": r"\textemdash{}",
    "’": r"\textquoteright{}",
    "“": r"\textquotedblleft{}",
    "”": r"\textquotedblright{}",
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """A system's values by dim, with their spreads; NaN or nothing where there is none.

    Values of the dims in `doubtful` do not count as best.
    """

    name: str
    values: Mapping[int, float]
    spreads: Mapping[int, float] = field(default_factory=dict)
    doubtful: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """The lines of one metric or cost: `name` decides the decimals, `title` is printed."""

    name: str
    title: str
    increasing: bool
    lines: tuple[Line, ...]


def escape(text: str) -> str:
    r"""Text as LaTeX sets it literally, on one line; ``a_b`` becomes ``a\_b``."""
    return " ".join("".join(_ESCAPES.get(one, one) for one in text).split())


def label_of(*names: str) -> str:
    """A label of letters, digits and hyphens: ``tab:reconstruction-nouns-nickel2017``."""
    joined = "-".join(names)
    return "tab:" + "".join(one if one.isascii() and one.isalnum() else "-" for one in joined)


def table(
    dims: Iterable[int],
    quantities: Iterable[Quantity],
    caption: str,
    label: str,
    remarks: Iterable[str] = (),
) -> str:
    """A floating table whose first column holds names and the others values.

    Parameters
    ----------
    dims : iterable of int
        The columns; 0 for what has no dimension.
    quantities : iterable of Quantity
        In each, the best value of a column is bold if there are two or more to choose from.
    caption, label : str
        The caption is text, to be escaped; the label is from `label_of`.
    remarks : iterable of str
        Sentences for the author, as comments above the table.
    """
    dims, quantities = list(dims), list(quantities)
    if any(len(quantity.lines) > 1 for quantity in quantities):
        caption = f"{caption} {BOLD}"
    longest = max(len(line.name) for quantity in quantities for line in quantity.lines)
    broken = longest > LONGEST_NAME
    names = f"p{{{NAMES_WIDTH}}}" if broken else "l"
    rows = []
    for quantity in quantities:
        title = rf"\multicolumn{{{len(dims) + 1}}}{{l}}{{\emph{{{escape(quantity.title)}}}}} \\"
        rows += [r"\midrule", title]
        best = {dim: _best(quantity, dim) for dim in dims}
        for line in quantity.lines:
            name = rf"\raggedright {escape(line.name)}" if broken else escape(line.name)
            rows += _rows(name, line, dims, quantity.name, best)
    parts = [
        NEEDS,
        *(f"% {' '.join(remark.split())}" for remark in remarks),
        r"\begin{table*}",
        r"\centering\footnotesize\setlength{\tabcolsep}{4pt}",
        rf"\caption{{{escape(caption)}}}",
        rf"\label{{{label}}}\smallskip",
        rf"\begin{{tabular}}{{{names}{'r' * len(dims)}}}",
        r"\toprule",
        _row(["", *(f"$d={dim}$" if dim else "no $d$" for dim in dims)]),
        *rows,
        r"\bottomrule",
        r"\end{tabular}",
        r"\end{table*}",
    ]
    return "\n".join(parts) + "\n"


def _best(quantity: Quantity, dim: int) -> str:
    """The best value as printed; blank if there are not two."""
    there = [line for line in quantity.lines if not pd.isna(line.values.get(dim, float("nan")))]
    values = [line.values[dim] for line in there if dim not in line.doubtful]
    if len(there) < 2 or not values:
        return ""
    return number(max(values) if quantity.increasing else min(values), quantity.name)


def _rows(
    name: str, line: Line, dims: list[int], quantity: str, best: Mapping[int, str]
) -> list[str]:
    """A line of values, and one of spreads under it if it has any: so wide tables stay narrow."""
    texts = {dim: number(line.values.get(dim, float("nan")), quantity) for dim in dims}
    cells = [
        _value(text, text == best[dim] and dim not in line.doubtful)
        + (DOUBT if dim in line.doubtful else "")
        for dim, text in texts.items()
    ]
    rows = [_row([name, *cells])]
    spreads = [line.spreads.get(dim, float("nan")) for dim in dims]
    if not all(map(pd.isna, spreads)):
        rows.append(_row(["", *(_spread(spread, quantity) for spread in spreads)]))
    return rows


def _row(cells: Iterable[str]) -> str:
    return " & ".join(cells) + r" \\"


def _value(text: str, best: bool) -> str:
    if text == MISSING:
        return "--"
    return rf"\textbf{{{escape(text)}}}" if best else escape(text)


def _spread(spread: float, quantity: str) -> str:
    text = number(spread, quantity)
    return "" if pd.isna(spread) else rf"{{\scriptsize\ensuremath{{\pm}}{text}}}"
