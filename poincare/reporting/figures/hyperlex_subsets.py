"""Spearman's ρ on the subsets of HyperLex, with intervals, controls and published values."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes

from poincare.base.errors import UserError
from poincare.evaluation.controls import controls_of
from poincare.evaluation.hyperlex.subsets import EVERY, SUBSETS
from poincare.evaluation.results import read_results
from poincare.evaluation.tasks import TASKS
from poincare.reporting.figures.drawing.lines import LOOKS
from poincare.reporting.figures.options import entries
from poincare.reporting.figures.picture import FAINT, INK, STYLE, Picture, new_figure
from poincare.reporting.figures.registry import HIERARCHY, Drawing, Figure, Inputs, subject_of
from poincare.reporting.figures.runs import Runs
from poincare.reporting.published import Published, read_published
from poincare.reporting.words import count, joined, number

#: The task whose metrics the subsets are.
TASK = next(
    task
    for task in TASKS.values()
    if {subset.metric for subset in SUBSETS} <= {metric.name for metric in task.metrics}
)
METRIC = EVERY.metric
NAME = Path(__file__).stem
#: Agreement of people, drawn over all subsets, and published programs, drawn at all pairs.
PEOPLE = ("Vulic2017", "people")
PROGRAMS = {
    ("Moreira2026_subembed", "subembed 128x128"): ":",
    ("Renner2023", "Renner2023 WordNet-IC"): "-.",
}
#: Marks of controls.
MARKS = ("d", "x", "+", "1")
#: Height that the series of a subset share.
SPREAD = 0.6


def by_subset(
    results: pd.DataFrame, published: Published, dataset: str, system: str, dim: int, seed: int
) -> Picture:
    """ρ of every score of one embedding, and of the controls, on every subset.

    Raises
    ------
    UserError
        If there are no such results.
    """
    frame = _series(results, dataset, system, dim, seed)
    if frame[~frame["control"]].empty:
        raise UserError(f"no results of {system} on HyperLex in depth to draw")
    theirs = _theirs(published, dataset)
    drawn = [subset for subset in SUBSETS if subset.metric in set(frame["metric"])]
    place = {subset.metric: row for row, subset in enumerate(drawn)}
    with mpl.rc_context(STYLE):
        figure = new_figure(8.4, 1.8 + 0.52 * len(drawn))
        axes = figure.subplots()
        _draw(axes, frame, place)
        _draw_published(axes, theirs, published)
        sizes = frame.drop_duplicates("metric").set_index("metric")["n_evaluated"]
        axes.set_yticks(
            range(len(drawn)),
            [f"{subset.title} ({count(sizes[subset.metric])})" for subset in drawn],
        )
        axes.set_ylim(len(drawn) - 0.5, -0.5)
        axes.set_xlabel("Spearman’s ρ with people’s ratings")
        figure.legend(loc="outside lower center", ncols=2)
    title = f"HyperLex in depth, {dataset}, {system}, d = {dim}"
    alt, caption = _words(frame, theirs, published, dataset, f"{system} (d = {dim}, seed {seed})")
    return Picture(figure=figure, data=frame, title=title, alt=alt, caption=caption)


def _series(results: pd.DataFrame, dataset: str, system: str, dim: int, seed: int) -> pd.DataFrame:
    """One row per score and subset: ours first, then controls that score by the graph."""
    rows = results[(results["task"] == TASK.name) & (results["dataset"] == dataset)]
    run = (rows["system"] == system) & (rows["dim"] == dim) & (rows["seed"] == seed)
    control = rows["system"].isin([one.name for one in controls_of(TASK.name, network=False)])
    columns = ["protocol", "metric", "value", "low", "high", "n_evaluated", "n_skipped"]
    ours, theirs = rows.loc[run, columns], rows.loc[control, columns]
    frame = pd.concat([ours.assign(control=False), theirs.assign(control=True)], ignore_index=True)
    order = {subset.metric: row for row, subset in enumerate(SUBSETS)}
    names = [*TASK.default, *(one.name for one in controls_of(TASK.name, network=False))]
    places = frame.assign(
        subset=frame["metric"].map(order), score=frame["protocol"].map(names.index)
    )
    return frame.loc[places.sort_values(["control", "score", "subset"], kind="stable").index]


def _theirs(published: Published, dataset: str) -> pd.DataFrame:
    """The published values that are drawn, people first; programs with a statement on a dataset."""
    numbers = published.numbers[
        (published.numbers["task"] == TASK.published_as) & (published.numbers["metric"] == METRIC)
    ].set_index(["source", "system"])
    stated = published.comparability
    stated = stated[(stated["task"] == TASK.published_as) & (stated["dataset"] == dataset)]
    programs = [name for name in PROGRAMS if name[0] in set(stated["source"])]
    return numbers.loc[[PEOPLE, *programs], "value"].reset_index()


def _draw(axes: Axes, frame: pd.DataFrame, place: Mapping[str, int]) -> None:
    series = list(frame.groupby(["control", "protocol"], sort=False))
    looks, marks = iter(LOOKS), iter(MARKS)
    for number_of, ((control, name), part) in enumerate(series):
        shift = SPREAD * ((number_of + 0.5) / len(series) - 0.5)
        y = part["metric"].map(place) + shift
        color = FAINT if control else None
        look = {"marker": next(marks)} if control else next(looks)
        color = color or look["color"]
        axes.hlines(y, part["low"], part["high"], color=color, lw=1.2, zorder=2)
        axes.plot(
            part["value"],
            y,
            color=color,
            marker=look["marker"],
            linestyle="none",
            label=f"control: {name}" if control else name,
            zorder=3,
        )


def _draw_published(axes: Axes, theirs: pd.DataFrame, published: Published) -> None:
    for row in theirs.itertuples():
        label = f"{published.sources[row.source].label}: {number(row.value, METRIC)}"
        if (row.source, row.system) == PEOPLE:
            axes.axvline(row.value, color=INK, lw=1.2, ls="--", zorder=1, label=f"people, {label}")
        else:
            dashes = PROGRAMS[row.source, row.system]
            axes.vlines(row.value, -0.5, 0.5, color=INK, lw=1.6, ls=dashes, zorder=1, label=label)


def _words(
    frame: pd.DataFrame, theirs: pd.DataFrame, published: Published, dataset: str, run: str
) -> tuple[str, str]:
    whole = frame[frame["metric"] == METRIC]
    values = joined(
        f"{row.protocol} {number(row.value, METRIC)} ({number(row.low, METRIC)} to "
        f"{number(row.high, METRIC)})"
        for row in whole.itertuples()
    )
    people = theirs.iloc[0]
    alt = f"Spearman’s ρ on the subsets of HyperLex, with 95 % intervals. All pairs: {values}."
    stated = joined(
        f"{published.sources[row.source].label} {number(row.value, METRIC)}"
        for row in theirs.iloc[1:].itertuples()
    )
    caption = (
        f"HyperLex scored by {run} on {dataset}, and by controls that read the graph. Bars: 95 % "
        f"bootstrap intervals over the pairs. Settings of the scores are chosen on the development "
        f"part of the random split. Dashed: agreement of people on the whole of HyperLex, "
        f"{number(people['value'], METRIC)} ({published.sources[people['source']].label})."
    )
    if stated:
        caption += f" Short lines at all pairs: {stated}."
    return alt, caption


def drawings(runs: Runs, options: Mapping[str, Any]) -> Iterator[Drawing]:
    """The run of each entry, with the least seed."""
    for entry in options.get(NAME, ()):
        for run in runs.least_seed(**entry):
            inputs = {"results": runs.table("results.csv"), "published": list(runs.published)}
            yield Drawing(
                subject=subject_of(run, "dataset", "system", "dim", "seed"), inputs=inputs
            )


def draw(inputs: Inputs, dataset: str, system: str, dim: int, seed: int) -> Picture:
    """Read the results and the published numbers, and draw them."""
    published = read_published(Path(inputs["published"][0]).parent)
    return by_subset(read_results(inputs["results"]), published, dataset, system, dim, seed)


FIGURE = Figure(
    name=NAME,
    group=HIERARCHY,
    place=4,
    label="HyperLex in depth, {dataset}, {system}, d = {dim}",
    caption="Spearman’s ρ on the parts and relations of HyperLex, {dataset}, scored by {system} "
    "(d = {dim}, seed {seed}) and by controls that read the graph, with 95 % intervals over the "
    "pairs. Dashed: agreement of people.",
    options={
        NAME: entries(
            "Embeddings whose agreement with HyperLex is shown by part and by relation.",
            "dataset",
            "system",
            "dim",
        )
    },
    drawings=drawings,
    draw=draw,
)
