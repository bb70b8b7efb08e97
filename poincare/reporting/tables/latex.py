"""Tables for a paper, in LaTeX: systems over dimensions, the best of each column in bold.

They need the package booktabs only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from poincare.reporting.words import MISSING, number

NEEDS = r"% \usepackage{booktabs}"
EMPTY = "% No results.\n"

#: Longer names are broken, in a column of this width.
LONGEST_NAME = 30
NAMES_WIDTH = "4.4cm"

BOLD = "The best value of each column is bold."

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
    "—": r"\textemdash{}",
    "’": r"\textquoteright{}",
    "“": r"\textquotedblleft{}",
    "”": r"\textquotedblright{}",
}


@dataclass(frozen=True)
class Line:
    """A system's values by column, with their spreads; NaN or nothing where there is none."""

    name: str
    values: Mapping[str, float]
    spreads: Mapping[str, float]


@dataclass(frozen=True)
class Section:
    """The lines of one quantity, and how it is written and compared."""

    title: str
    metric: str
    lower_is_better: bool
    lines: tuple[Line, ...]


def escape(text: str) -> str:
    r"""Text as LaTeX sets it literally, on one line; ``a_b`` becomes ``a\_b``."""
    return " ".join("".join(_ESCAPES.get(one, one) for one in text).split())


def label_of(*names: str) -> str:
    """A label of letters, digits and hyphens: ``tab:reconstruction-nouns-nickel2017``."""
    joined = "-".join(names)
    return "tab:" + "".join(one if one.isascii() and one.isalnum() else "-" for one in joined)


def table(
    columns: Iterable[str],
    sections: Iterable[Section],
    caption: str,
    label: str,
    remarks: Iterable[str] = (),
) -> str:
    """A floating table whose first column holds names and the others values.

    Parameters
    ----------
    columns : iterable of str
        Headings of the values, keys of the lines' values.
    sections : iterable of Section
        In each, the best value of a column is bold if there are two or more to choose from.
    caption, label : str
        The caption is text, to be escaped, and says at its end what is bold; the label comes from
        `label_of`.
    remarks : iterable of str
        Sentences for the author, who finds them as comments above the table.
    """
    columns, sections = list(columns), list(sections)
    if any(len(section.lines) > 1 for section in sections):
        caption = f"{caption} {BOLD}"
    longest = max(len(line.name) for section in sections for line in section.lines)
    broken = longest > LONGEST_NAME
    names = f"p{{{NAMES_WIDTH}}}" if broken else "l"
    rows = []
    for section in sections:
        best = {name: _best(section, name) for name in columns}
        title = rf"\multicolumn{{{len(columns) + 1}}}{{l}}{{\emph{{{escape(section.title)}}}}} \\"
        rows += [r"\midrule", title]
        for line in section.lines:
            name = rf"\raggedright {escape(line.name)}" if broken else escape(line.name)
            rows += _rows(name, line, columns, section.metric, best)
    parts = [
        NEEDS,
        *(f"% {' '.join(remark.split())}" for remark in remarks),
        r"\begin{table*}",
        r"\centering\footnotesize\setlength{\tabcolsep}{4pt}",
        rf"\caption{{{escape(caption)}}}",
        rf"\label{{{label}}}\smallskip",
        rf"\begin{{tabular}}{{{names}{'r' * len(columns)}}}",
        r"\toprule",
        _row(["", *map(_heading, columns)]),
        *rows,
        r"\bottomrule",
        r"\end{tabular}",
        r"\end{table*}",
    ]
    return "\n".join(parts) + "\n"


def _heading(name: str) -> str:
    """``d=5`` as a formula, other headings as text."""
    letter, _, value = name.partition("=")
    return f"${letter}={value}$" if letter == "d" and value.isdigit() else escape(name)


def _best(section: Section, column: str) -> str:
    """The best value as it is printed; blank if there are not two."""
    values = [line.values.get(column, float("nan")) for line in section.lines]
    values = [value for value in values if not pd.isna(value)]
    if len(values) < 2:
        return ""
    return number(min(values) if section.lower_is_better else max(values), section.metric)


def _rows(
    name: str, line: Line, columns: list[str], metric: str, best: Mapping[str, str]
) -> list[str]:
    """A line of values, and one of spreads under it if it has any: so wide tables stay narrow."""
    texts = {column: number(line.values.get(column, float("nan")), metric) for column in columns}
    rows = [_row([name, *(_value(text, text == best[column]) for column, text in texts.items())])]
    spreads = [line.spreads.get(column, float("nan")) for column in columns]
    if not all(map(pd.isna, spreads)):
        rows.append(_row(["", *(_spread(spread, metric) for spread in spreads)]))
    return rows


def _row(cells: Iterable[str]) -> str:
    return " & ".join(cells) + r" \\"


def _value(text: str, best: bool) -> str:
    if text == MISSING:
        return "--"
    return rf"\textbf{{{escape(text)}}}" if best else escape(text)


def _spread(spread: float, metric: str) -> str:
    return "" if pd.isna(spread) else rf"{{\scriptsize\ensuremath{{\pm}}{number(spread, metric)}}}"
