"""The results as LaTeX tables: the headline, a table per protocol of each task, the cost."""

from collections.abc import Iterable, Mapping

import pandas as pd

from poincare.evaluation.metrics import METRICS
from poincare.evaluation.tasks import TASKS
from poincare.reporting.published import Published
from poincare.reporting.tables import latex
from poincare.reporting.tables.by_task import CONTROL, OURS, PUBLISHED
from poincare.reporting.tables.headline import PAPER
from poincare.reporting.tables.latex import Line, Quantity
from poincare.reporting.tables.protocol_table import (
    ProtocolTable,
    columns_of,
    lines_of,
    notes_of_systems,
    row_label,
)
from poincare.reporting.tables.views import headline_caption
from poincare.reporting.tables.worth import DEGENERATE
from poincare.reporting.words import capitalised, headed, joined, plural, settings

_COSTS = {
    "train_cpu_s": "Training, CPU time (s)",
    "evaluation_cpu_s": "Evaluation, CPU time (s)",
    "peak_memory_mib": "Peak memory (MiB)",
}


def headline_latex(frame: pd.DataFrame, results: pd.DataFrame, published: Published) -> str:
    """Ours and the paper's own model, as in its Table 1: a section per metric, dims across."""
    if frame.empty:
        return latex.EMPTY
    paper = published.sources[PAPER[0]].label
    keys = [key for key in ("protocol", "system") if frame[key].nunique() > 1] or ["system"]
    quantities = []
    for metric, rows in frame.groupby("metric", sort=False):
        theirs = rows.dropna(subset=["paper"]).drop_duplicates("dim")
        lines = [Line(name=paper, values=_by_dim(theirs, "paper"))]
        for names, part in rows.groupby(keys, sort=False):
            lines.append(
                Line(
                    name=f"ours: {', '.join(names)}",
                    values=_by_dim(part, "value"),
                    spreads=_by_dim(part, "sd"),
                    doubtful=frozenset(part.loc[part["doubt"] != "", "dim"]),
                )
            )
        quantities.append(_quantity(metric, lines))
    behind = settings(results[results["dataset"].isin(frame["dataset"])])
    caption = f"{headline_caption(frame, published)} {_doubt(frame)}{behind}"
    label = latex.label_of("headline", *frame["dataset"].unique(), *frame["protocol"].unique())
    return latex.table(sorted(frame["dim"].unique()), quantities, caption, label)


def task_latex(
    task: str,
    frame: pd.DataFrame,
    tables: Iterable[ProtocolTable],
    results: pd.DataFrame,
    published: Published,
) -> str:
    """One table per dataset and protocol: ours, controls and the comparable published rows.

    Kept results are left out, and so are the tables of ours that have no others. `frame` is
    `by_task.task_table`, `tables` are its tables of text, whose notes are repeated.
    """
    scored = results[results["task"] == task]
    made = []
    for one in tables:
        of_table = (frame["dataset"] == one.dataset) & (frame["protocol"] == one.protocol)
        part = frame[of_table & frame["row"].isin([OURS, CONTROL, PUBLISHED])]
        part = part[part["comparable"] != "no"]
        if not (part["row"] == OURS).any():
            continue
        behind = scored[scored["dataset"] == one.dataset]
        seeds = behind["seed"].nunique()
        caption = (
            f"{capitalised(TASKS[task].title)} of {one.dataset} under {one.protocol}, "
            f"{plural(seeds, 'seed')}{' (mean ± standard deviation)' if seeds > 1 else ''}. "
            f"{_reservation(part)}{_doubt(part)}{settings(behind)}"
        )
        quantities = [
            _quantity(metric, _lines(lines, published))
            for metric, lines in part.groupby("metric", sort=False)
        ]
        label = latex.label_of(task, one.dataset, one.protocol)
        made.append(latex.table(columns_of(part), quantities, caption, label, one.notes))
    return "\n".join(made) or latex.EMPTY


def cost_latex(results: pd.DataFrame, cost: pd.DataFrame) -> str:
    """Medians over seeds per dataset: systems over dims, a section per quantity."""
    made = [
        _cost(dataset, results[results["dataset"] == dataset], part)
        for dataset, part in cost.groupby("dataset")
    ]
    return "\n".join(made) or latex.EMPTY


def _by_dim(frame: pd.DataFrame, column: str) -> dict[int, float]:
    return dict(zip(frame["dim"], frame[column], strict=True))


def _reservation(part: pd.DataFrame) -> str:
    limited = (part["comparable"] == "limited").any()
    return "Rows with an asterisk are comparable with a reservation. " if limited else ""


def _doubt(part: pd.DataFrame) -> str:
    """What the mark of values in doubt means; blank if there are none."""
    if (part["doubt"] == "").all():
        return ""
    kinds = ["the embedding is degenerate"] if (part["doubt"] == DEGENERATE).any() else []
    if (~part["doubt"].isin(["", DEGENERATE])).any():
        kinds.append("too many comparisons are ties")
    return f"‡ does not count as good, because {joined(kinds)}. "


def _lines(part: pd.DataFrame, published: Published) -> list[Line]:
    notes = notes_of_systems(part)
    lines = []
    for records in lines_of(part):
        first = next(iter(records.values()))
        name = row_label(first, published.sources, True, notes)
        if first["row"] == PUBLISHED and first["comparable"] == "limited":
            name += " *"
        lines.append(
            Line(
                name=name,
                values=_column(records, "value"),
                spreads=_column(records, "sd"),
                doubtful=frozenset(dim for dim, one in records.items() if one["doubt"]),
            )
        )
    return lines


def _column(records: Mapping[int, Mapping[str, float]], name: str) -> dict[int, float]:
    return {dim: record[name] for dim, record in records.items()}


def _quantity(metric: str, lines: Iterable[Line]) -> Quantity:
    known = METRICS[metric]
    return Quantity(
        name=metric, title=headed(known), increasing=known.increasing, lines=tuple(lines)
    )


def _cost(dataset: str, results: pd.DataFrame, cost: pd.DataFrame) -> str:
    medians = cost.groupby(["system", "dim"])[list(_COSTS)].median().reset_index()
    quantities = [
        Quantity(
            name=quantity,
            title=title,
            increasing=False,
            lines=tuple(
                Line(name=system, values=_by_dim(part, quantity))
                for system, part in medians.groupby("system", sort=False)
            ),
        )
        for quantity, title in _COSTS.items()
    ]
    caption = (
        f"Cost of training on {dataset} and of evaluation: medians over "
        f"{plural(cost['seed'].nunique(), 'seed')}. Evaluation is the sum over the tasks. "
        f"{settings(results)} Processor: {joined(cost['cpu'].unique())}."
    )
    dims = sorted(medians["dim"].unique())
    return latex.table(dims, quantities, caption, latex.label_of("cost", dataset))
