"""The metrics of a task over dims."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes

from poincare.base.errors import UserError
from poincare.evaluation.controls import CONTROLS
from poincare.evaluation.labels import labels
from poincare.evaluation.metrics import METRICS, Metric
from poincare.evaluation.results import read_results
from poincare.evaluation.tasks import TASKS
from poincare.reporting.figures.drawing.lines import LOOKS, axis_of_dims, left_out, most_readable
from poincare.reporting.figures.picture import (
    FAINT,
    STYLE,
    Picture,
    literal,
    logarithmic,
    new_figure,
)
from poincare.reporting.figures.registry import OVER_DIMS, Drawing, Figure, Inputs
from poincare.reporting.figures.runs import Runs
from poincare.reporting.published import Published, read_published
from poincare.reporting.tables import frames as tables
from poincare.reporting.tables.headline import headline_datasets, headline_task
from poincare.reporting.tables.worth import is_control
from poincare.reporting.words import joined, number, plural, settings

#: Published rows that are drawn with ours.
REFERENCES = {
    ("NickelKiela2017", "Poincare"): {"color": "#000000", "marker": "D", "linestyle": ":"},
    ("NickelKiela2018", "Lorentz"): {"color": "#009E73", "marker": "^", "linestyle": "-."},
}
#: How the grey lines of controls are dashed, in the order of `CONTROLS`.
DASHES = (":", (0, (1, 3)), "--", "-.")


def over_dims(results: pd.DataFrame, published: Published) -> Picture:
    """Every metric of a task over dims: ours by system and protocol, published, and controls.

    Task and datasets are those of the headline. Validation is left out. Error bars are standard
    deviations over seeds. Where there are more lines than can be told apart, systems come before
    protocols, and only the data have the others. Controls are thin grey lines; where one is far
    from the others, the caption has its value.

    Raises
    ------
    UserError
        If there are no results.
    """
    task = headline_task(results)
    datasets = headline_datasets(results, published, task)
    if not datasets:
        raise UserError("no results to draw")
    chosen = results[(results["task"] == task) & results["dataset"].isin(datasets)]
    chosen = chosen[chosen["part"] != "validation"]
    controls = is_control(chosen["system"])
    frame = _series(chosen[~controls], published, task)
    readable = _readable(frame, published)
    frame["drawn"] = (frame["source"] != "") | frame["series"].isin(readable)
    drawn, own = frame[frame["drawn"]], iter(LOOKS)
    styles = {
        name: REFERENCES.get((source, system)) or next(own)
        for name, source, system in drawn[["series", "source", "system"]]
        .drop_duplicates()
        .itertuples(index=False)
    }
    scored = set(drawn.loc[drawn["source"] == "", "metric"])
    metrics = [one for one in TASKS[task].metrics if one.name in scored]
    outside = []
    with mpl.rc_context(STYLE):
        figure = new_figure(4.5 * max(2, len(metrics)), 4.4)
        panels = figure.subplots(1, len(metrics), squeeze=False)[0]
        for axes, metric in zip(panels, metrics, strict=True):
            part = drawn[drawn["metric"] == metric.name]
            _draw(axes, part, styles)
            axes.set_title(f"{metric.title} ({metric.direction} is better)")
            axis_of_dims(axes, part["dim"])
            if metric.logarithmic:
                logarithmic(axes)
            first = part.loc[part["source"] == "", "protocol"].iloc[0]
            outside += _draw_controls(axes, chosen[controls], metric, first)
        handles = {
            label: handle
            for axes in panels
            for handle, label in zip(*axes.get_legend_handles_labels(), strict=True)
        }
        legend = figure.legend(
            handles.values(), handles, loc="outside lower center", ncols=2, handlelength=3.5
        )
        literal(legend)
    title, alt, caption = _words(frame, chosen[~controls], metrics, outside)
    return Picture(figure=figure, data=frame, title=title, alt=alt, caption=caption)


def _draw(axes: Axes, part: pd.DataFrame, styles: Mapping[str, Mapping[str, Any]]) -> None:
    """A line per series that has values, with its spread over seeds."""
    for name, style in styles.items():
        line = part[part["series"] == name]
        if line.empty:
            continue
        axes.plot(line["dim"], line["value"], label=name, **style)
        spread = line.dropna(subset=["sd"])
        axes.errorbar(
            spread["dim"],
            spread["value"],
            spread["sd"],
            fmt="none",
            ecolor=style["color"],
            capsize=4,
        )


def _draw_controls(axes: Axes, controls: pd.DataFrame, metric: Metric, protocol: str) -> list[str]:
    """A grey line per control, at its mean value over dims and seeds under one protocol.

    The axis stays as it is. Returns the values of controls that lie outside it, in words.
    """
    dashes = dict(zip(CONTROLS, DASHES, strict=False))
    low, high = axes.get_ylim()
    outside = []
    scored = controls[(controls["metric"] == metric.name) & (labels(controls) == protocol)]
    for name, value in scored.groupby("system")["value"].mean().items():
        label = f"control: {name}"
        if low <= value <= high:
            axes.axhline(value, color=FAINT, lw=0.9, ls=dashes[name], label=label, zorder=1)
        else:
            outside.append(f"{metric.in_text} {number(value, metric.name)} of {name}")
    axes.set_ylim(low, high)
    return outside


def _series(results: pd.DataFrame, published: Published, task: str) -> pd.DataFrame:
    ours = tables.over_seeds(results, task)
    order = tables.in_order(ours["protocol"], published, "protocol")
    ours = ours.sort_values(
        ["system", "protocol", "dim"],
        key=lambda values: values.map(order.index) if values.name == "protocol" else values,
    )
    theirs = tables.beside(ours, published, task)
    drawn = pd.MultiIndex.from_frame(theirs[["source", "published_system"]]).isin(list(REFERENCES))
    in_range = theirs["dim"].between(ours["dim"].min(), ours["dim"].max())
    theirs = theirs[drawn & in_range & (theirs["comparable"] != "no")]
    # The same number may be comparable with several of our protocols.
    theirs = theirs.drop_duplicates(["source", "published_system", "metric", "dim", "note"])
    sources = [published.sources[source].label for source in theirs["source"]]
    theirs = theirs.assign(
        series=[
            f"{label}, {system}{'' if comparable == 'yes' else ' (limited)'}"
            for label, system, comparable in zip(
                sources, theirs["published_system"], theirs["comparable"], strict=True
            )
        ],
        system=theirs["published_system"],
    )
    ours = ours.assign(
        series="ours: " + ours["system"] + ", " + ours["protocol"], source="", comparable=""
    )
    columns = ["series", "source", "system", "protocol", "comparable", "metric", "dim"]
    frame = pd.concat([ours, theirs], ignore_index=True)[[*columns, "value", "sd", "seeds"]]
    return frame.astype({"dim": int})


def _readable(frame: pd.DataFrame, published: Published) -> list[str]:
    """Our lines that are drawn: all systems under the first protocol come first."""
    own = frame[frame["source"] == ""]
    order = tables.in_order(own["protocol"], published, "protocol")
    lines = own.assign(line=own["series"], place=own["protocol"].map(order.index))
    return most_readable(lines, ["place"])


def _words(
    frame: pd.DataFrame, results: pd.DataFrame, metrics: Sequence[Metric], outside: Sequence[str]
) -> tuple[str, str, str]:
    task = TASKS[results["task"].iloc[0]].title
    datasets = joined(results["dataset"].unique())
    shown = joined(metric.in_text for metric in metrics)
    ends = [
        f"{series}: {METRICS[metric].in_text} "
        + joined(
            f"{number(row.value, metric)} at d = {row.dim}"
            for row in part.iloc[[0, -1]].drop_duplicates("dim").itertuples()
        )
        for (series, metric), part in frame[frame["drawn"]].groupby(
            ["series", "metric"], sort=False
        )
    ]
    own = frame[frame["source"] == ""]
    seeds = int(own["seeds"].max())
    alt = (
        f"{plural(len(metrics), 'line chart')} over the dimensions "
        f"{joined(sorted(own['dim'].unique()))}. {'; '.join(ends)}."
    )
    spread = " (mean and standard deviation)" if seeds > 1 else ""
    logarithmic_ones = [metric.in_text for metric in metrics if metric.logarithmic]
    caption = (
        f"{_capital(task)} of {datasets} by {joined(own['system'].unique())}, "
        f"{plural(seeds, 'seed')}{spread}. Protocols: {joined(own['protocol'].unique())}."
    )
    if logarithmic_ones:
        caption += f" Logarithmic axis: {joined(logarithmic_ones)}."
    if outside:
        caption += f" Controls outside the axes: {joined(outside)}."
    caption += left_out(own.loc[~own["drawn"], "series"].str.removeprefix("ours: ").unique())
    if (frame["comparable"] == "limited").any():
        caption += " The tables state the reservation of rows marked “limited”."
    return f"{_capital(shown)} over dimensions, {datasets}", alt, f"{caption} {settings(results)}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def drawings(runs: Runs, _: Mapping[str, Any]) -> Iterator[Drawing]:
    """One, of all results."""
    inputs = {"results": runs.table("results.csv"), "published": list(runs.published)}
    yield Drawing(inputs=inputs)


def draw(inputs: Inputs) -> Picture:
    """Read the results and the published numbers, and draw them."""
    published = read_published(Path(inputs["published"][0]).parent)
    return over_dims(read_results(inputs["results"]), published)


FIGURE = Figure(
    name="over_dims",
    group=OVER_DIMS,
    place=1,
    label="quality over dims",
    caption="Quality over the dimension: our systems and protocols, and the published values that "
    "are comparable. Error bars are standard deviations over seeds. Lines that do not fit are in "
    "the data.",
    drawings=drawings,
    draw=draw,
)
