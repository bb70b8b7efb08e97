"""Rows of given vectors beside the published numbers and our reference rows, for the terminal."""

import pandas as pd

from poincare.evaluation.labels import LABEL, labels
from poincare.reporting.published import Published
from poincare.reporting.tables import frames as tables
from poincare.reporting.tables.views import Row, Table, plain
from poincare.reporting.words import METRIC_NAMES, TASK_NAMES, count, number, plural

_LINE = ["who", "note", "dim", "comparable"]
_ORDER = {"yours": 0, "yes": 1, "limited": 2, "reference": 3}


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
    """Rows of one task and protocol and what stands beside them, in long form.

    Published numbers that may not be compared are left out. Of the others, and of the reference,
    every system has the dim nearest to that of `rows`, if it has several.

    Returns
    -------
    Columns who, note (of the published number, or ""), dim, comparable (``yours``, ``yes``,
    ``limited`` or ``reference``), reason, metric and value; yours first, then the more comparable,
    then the nearer dim.
    """
    task, dim = rows["task"].iloc[0], rows["dim"].iloc[0]
    ours = tables.over_seeds_with_variants(rows, task)
    yours = ours.assign(who=ours["system"], note="", comparable="yours", reason="")
    theirs = tables.beside(ours, published, task)
    theirs = theirs[theirs["comparable"] != "no"]
    labels = [published.sources[source].label for source in theirs["source"]]
    theirs = theirs.assign(
        who=[
            f"{label}: {system}"
            for label, system in zip(labels, theirs["published_system"], strict=True)
        ]
    )
    means = tables.over_seeds_with_variants(reference, task)
    known = means.merge(ours[["dataset", "protocol", "metric"]].drop_duplicates())
    known = known.assign(
        who="this suite: " + known["system"], note="", comparable="reference", reason=""
    )
    theirs, known = (_nearest(part, dim) for part in (theirs, known))
    known["who"] += [f", {plural(n, 'seed')}" for n in known["seeds"]]
    columns = [*_LINE, "reason", "metric", "value"]
    parts = [part[columns] for part in (yours, theirs, known)]
    frame = pd.concat([part for part in parts if len(part)], ignore_index=True)
    return frame.assign(
        first=frame["comparable"].map(_ORDER), second=(frame["dim"] - dim).abs()
    ).sort_values(["first", "second"], kind="stable", ignore_index=True)[columns]


def _nearest(frame: pd.DataFrame, dim: int) -> pd.DataFrame:
    """Of every `who` and note, the rows of the dim nearest to `dim`; all if there is no dim."""
    distance = (frame["dim"] - dim).abs().fillna(0)
    nearest = distance.groupby([frame["who"], frame["note"]]).transform("min")
    return frame[distance == nearest].copy()


def _section(rows: pd.DataFrame, published: Published, reference: pd.DataFrame) -> str:
    first = rows.iloc[0]
    frame = lines_beside(rows, published, reference)
    metrics = tables.METRICS[first["task"]]
    header = ("", "d", *(METRIC_NAMES[metric] for metric in metrics), "comparable")
    notes = {note: f" [{k}]" for k, note in enumerate(_distinct(frame["note"]), 1)}
    lines = []
    for (who, note, dim, comparable), part in frame.groupby(_LINE, sort=False, dropna=False):
        values = part.drop_duplicates("metric").set_index("metric")["value"]
        cells = [number(values.get(metric, float("nan")), metric) for metric in metrics]
        words = comparable if comparable in ("yes", "limited") else ""
        lines.append(Row("plain", (who + notes.get(note, ""), count(dim), *cells, words)))
    counts = "; ".join(_counts(row) for row in rows.itertuples())
    title = f"{TASK_NAMES[first['task']]} of {first['dataset']}, {labels(rows).iloc[0]}"
    reasons = frame.loc[frame["comparable"] == "limited", "reason"].unique()
    return "\n".join(
        [
            title[0].upper() + title[1:],
            plain(Table(header, tuple(lines), labels=1)),
            f"Scored: {counts}.",
            *(f"{mark.strip()} {note}." for note, mark in notes.items()),
            *(f"Limited: {reason}." for reason in reasons),
        ]
    )


def _distinct(notes: pd.Series) -> list[str]:
    return [note for note in notes.unique() if note]


def _counts(row: object) -> str:
    what = {"mean_rank": "pair", "MAP": "node", "spearman": "pair"}[row.metric]
    ties = "" if pd.isna(row.n_ties) else f", {plural(int(row.n_ties), 'tie')}"
    return (
        f"{METRIC_NAMES[row.metric]} of {plural(int(row.n_evaluated), what)} "
        f"({int(row.n_skipped):,} skipped{ties})"
    )
