"""Mean rank and MAP over dims."""

import matplotlib as mpl
import pandas as pd

from poincare.base.errors import UserError
from poincare.evaluation.metrics import METRICS
from poincare.evaluation.tasks import TASKS
from poincare.reporting.figures.lines import LOOKS, axis_of_dims, left_out, most_readable
from poincare.reporting.figures.picture import (
    STYLE,
    Picture,
    literal,
    logarithmic,
    new_figure,
)
from poincare.reporting.published import Published
from poincare.reporting.tables import frames as tables
from poincare.reporting.tables.headline import headline_datasets, headline_task
from poincare.reporting.tables.worth import is_control
from poincare.reporting.words import capitalised, headed, joined, number, plural, settings

#: Published rows drawn beside ours.
REFERENCES = {
    ("NickelKiela2017", "Poincare"): {"color": "#000000", "marker": "D", "linestyle": ":"},
    ("NickelKiela2018", "Lorentz"): {"color": "#009E73", "marker": "^", "linestyle": "-."},
}


def over_dims(results: pd.DataFrame, published: Published) -> Picture:
    """Mean rank (logarithmic) and MAP over dims: ours by system and protocol, and published.

    Task and datasets are those of the headline. Validation is left out. Error bars are standard
    deviations over seeds. Where there are more lines than can be told apart, systems go before
    protocols, and the data have the others too.

    Raises
    ------
    UserError
        If there are no results for reconstruction or link prediction.
    """
    task = headline_task(results)
    datasets = headline_datasets(results, published, task)
    if not datasets:
        raise UserError("no results for reconstruction or link prediction to draw")
    chosen = results[(results["task"] == task) & results["dataset"].isin(datasets)]
    chosen = chosen[(chosen["part"] != "validation") & ~is_control(chosen["system"])]
    frame = _series(chosen, published, task)
    readable = _readable(frame, published)
    frame["drawn"] = (frame["source"] != "") | frame["series"].isin(readable)
    drawn, own = frame[frame["drawn"]], iter(LOOKS)
    styles = {
        name: REFERENCES.get((source, system)) or next(own)
        for name, source, system in drawn[["series", "source", "system"]]
        .drop_duplicates()
        .itertuples(index=False)
    }
    with mpl.rc_context(STYLE):
        metrics = [metric for metric in TASKS[task].metrics if metric.name in set(drawn["metric"])]
        figure = new_figure(4.5 * len(metrics), 4.4)
        panels = figure.subplots(1, len(metrics), squeeze=False)[0]
        for axes, metric in zip(panels, metrics, strict=True):
            part = drawn[drawn["metric"] == metric.name]
            for name, style in styles.items():
                line = part[part["series"] == name]
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
            axes.set_title(headed(metric))
            axis_of_dims(axes, part["dim"])
            if metric.logarithmic:
                logarithmic(axes)
        handles = axes.get_legend_handles_labels()
        literal(figure.legend(*handles, loc="outside lower center", ncols=2, handlelength=3.5))
    return Picture(figure, frame, *_words(frame, chosen))


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
    # The same number may stand beside several of our protocols.
    theirs = theirs.drop_duplicates(["source", "published_system", "metric", "dim", "note"])
    labels = [published.sources[source].label for source in theirs["source"]]
    theirs = theirs.assign(
        series=[
            f"{label}, {system}{'' if comparable == 'yes' else ' (limited)'}"
            for label, system, comparable in zip(
                labels, theirs["published_system"], theirs["comparable"], strict=True
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


def _words(frame: pd.DataFrame, results: pd.DataFrame) -> tuple[str, str, str]:
    task = capitalised(TASKS[results["task"].iloc[0]].title)
    datasets = joined(results["dataset"].unique())
    title = f"Mean rank and MAP over dimensions, {datasets}"
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
    dims = sorted(own["dim"].unique())
    seeds = int(own["seeds"].max())
    alt = f"Two line charts over the dimensions {joined(dims)}. {'; '.join(ends)}."
    caption = (
        f"{task} of {datasets} by {joined(own['system'].unique())}, "
        f"{plural(seeds, 'seed')}"
        + (" (mean and standard deviation). " if seeds > 1 else ". ")
        + f"Protocols: {joined(own['protocol'].unique())}. Mean rank is on a logarithmic axis."
    )
    caption += left_out(own.loc[~own["drawn"], "series"].str.removeprefix("ours: ").unique())
    if (frame["comparable"] == "limited").any():
        caption += " “Limited” rows are comparable with the reservation stated in the table."
    return title, alt, f"{caption} {settings(results)}"
