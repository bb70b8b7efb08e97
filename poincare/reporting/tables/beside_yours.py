"""Scores of given vectors next to the published numbers and our reference rows, as text."""

from typing import Any

import pandas as pd

from poincare.evaluation.labels import LABEL, labels
from poincare.evaluation.metrics import METRICS
from poincare.evaluation.scores import READINGS
from poincare.evaluation.tasks import TASKS
from poincare.reporting.published import Published
from poincare.reporting.tables import frames
from poincare.reporting.tables.protocol_table import readings_differ
from poincare.reporting.tables.views import Row, Table, plain, with_spread
from poincare.reporting.tables.worth import is_control, remarks
from poincare.reporting.words import MISSING, capitalised, count, number, plural

_LINE = ["who", "note", "dim", "comparable"]
_ORDER = {"yours": 0, "control": 1, "yes": 2, "limited": 3, "reference": 4}


def beside_all(rows: pd.DataFrame, published: Published, reference: pd.DataFrame) -> str:
    """A table for every task and protocol, with the reasons for what is comparable.

    Parameters
    ----------
    rows, reference : DataFrame
        Tidy rows, as `poincare.evaluation.results` has them.
    """
    parts = [
        _section(part, published, reference)
        for _, part in rows.groupby(["task", *LABEL], sort=False)
    ]
    return "\n\n".join(parts)


def lines_beside(rows: pd.DataFrame, published: Published, reference: pd.DataFrame) -> pd.DataFrame:
    """Rows of one task and protocol, and the published and reference rows, in long form.

    Published numbers that are not comparable are left out. Of the others, and of the reference,
    every system has the dim nearest to that of `rows`, if it has several.

    Returns
    -------
    Columns who, note (of the published number, or ""), dim (0 if there is none), comparable
    (``yours``, ``control``, ``yes``, ``limited`` or ``reference``), reason, metric, value and
    doubt; yours first, then controls, then the more comparable, then the nearer dim.
    """
    task = rows["task"].iloc[0]
    ours = frames.over_seeds_with_variants(rows, task)
    control = is_control(ours["system"])
    # Controls that are scored by something of their own have no rows of yours beside them.
    dim = ours.loc[~control, "dim"].iloc[0] if not control.all() else 0
    yours = ours.assign(
        who=ours["system"].where(~control, "control: " + ours["system"]),
        note="",
        comparable=control.map({True: "control", False: "yours"}),
        reason="",
    )
    theirs = frames.beside(ours, published, task)
    theirs = theirs[theirs["comparable"] != "no"]
    labels_of_sources = [published.sources[source].label for source in theirs["source"]]
    theirs = theirs.assign(
        who=[
            f"{label}: {system}"
            for label, system in zip(labels_of_sources, theirs["published_system"], strict=True)
        ],
        dim=theirs["dim"].fillna(0),
        doubt="",
    )
    means = frames.over_seeds_with_variants(reference, task)
    means = means[~is_control(means["system"])]
    known = means.merge(ours[frames.BLOCK].drop_duplicates())
    known = known.assign(
        who="this suite: " + known["system"], note="", comparable="reference", reason=""
    )
    theirs, known = (_nearest(part, dim) for part in (theirs, known))
    known["who"] += [f", {plural(n, 'seed')}" for n in known["seeds"]]
    columns = [*_LINE, "reason", "metric", "value", "doubt"]
    parts = [part[columns] for part in (yours, theirs, known)]
    frame = pd.concat([part for part in parts if len(part)], ignore_index=True)
    return frame.assign(
        first=frame["comparable"].map(_ORDER), second=(frame["dim"] - dim).abs()
    ).sort_values(["first", "second"], kind="stable", ignore_index=True)[columns]


def _nearest(frame: pd.DataFrame, dim: int) -> pd.DataFrame:
    """Of every `who` and note, the rows of the dim nearest to `dim`."""
    distance = (frame["dim"] - dim).abs()
    nearest = distance.groupby([frame["who"], frame["note"]]).transform("min")
    return frame[distance == nearest].copy()


def _section(rows: pd.DataFrame, published: Published, reference: pd.DataFrame) -> str:
    task = TASKS[rows["task"].iloc[0]]
    means = frames.over_seeds_with_variants(rows, task.name)
    frame = lines_beside(rows, published, reference)
    metrics = [metric for metric in task.metrics if (rows["metric"] == metric.name).any()]
    header = ("", "d", *(metric.title for metric in metrics), "comparable")
    notes = {note: f" [{k}]" for k, note in enumerate(_distinct(frame["note"]), 1)}
    lines = []
    for (who, note, dim, comparable), part in frame.groupby(_LINE, sort=False, dropna=False):
        found = part.drop_duplicates("metric").set_index("metric").to_dict("index")
        cells = [_cell(found.get(metric.name), metric.name) for metric in metrics]
        words = comparable if comparable in ("yes", "limited") else ""
        d = count(dim) if dim else MISSING
        lines.append(Row("plain", (who + notes.get(note, ""), d, *cells, words)))
    title = f"{capitalised(task.title)} of {rows['dataset'].iloc[0]}, {labels(rows).iloc[0]}"
    own = means[~is_control(means["system"])]
    counts = "; ".join(_counts(record) for record in own.to_dict("records"))
    reasons = frame.loc[frame["comparable"] == "limited", "reason"].unique()
    return "\n".join(
        [
            title,
            plain(Table(header, tuple(lines))),
            *([f"Scored: {counts}."] if counts else []),
            *_readings(own),
            *remarks(means),
            *(f"{mark.strip()} {note}." for note, mark in notes.items()),
            *(f"Limited: {reason}." for reason in reasons),
        ]
    )


def _cell(record: dict[str, Any] | None, metric: str) -> str:
    if record is None:
        return number(float("nan"), metric)
    return with_spread(record["value"], None, metric, record["doubt"])


def _distinct(notes: pd.Series) -> list[str]:
    return [note for note in notes.unique() if note]


def _counts(record: dict[str, Any]) -> str:
    metric = METRICS[record["metric"]]
    ties = "" if pd.isna(record["n_ties"]) else f", {plural(int(record['n_ties']), 'tie')}"
    return (
        f"{metric.title} of {plural(int(record['n_evaluated']), metric.counted)} "
        f"({int(record['n_skipped']):,} skipped{ties})"
    )


def _readings(means: pd.DataFrame) -> list[str]:
    """The readings of ties of each metric, where they differ in print."""
    sentences = []
    for record in means.to_dict("records"):
        metric = record["metric"]
        if readings_differ(record, metric):
            values = (f"{reading} {number(record[reading], metric)}" for reading in READINGS)
            sentences.append(
                f"{METRICS[metric].title} by reading of ties: {', '.join(values)}. The protocol "
                f"uses the {record['reading']} one."
            )
    return sentences
