"""The paper's Euclidean and translational rows, and the same models trained by us."""

import pandas as pd

from poincare.evaluation.metrics import METRICS
from poincare.evaluation.tasks import TASKS
from poincare.reporting.audit.rules import Baselines
from poincare.reporting.published import Published
from poincare.reporting.tables.frames import over_seeds
from poincare.reporting.tables.views import Row, Table, section_row
from poincare.reporting.words import headed, number

COLUMNS = ["metric", "row", "system", "kept", "dim", "value", "sd", "seeds"]


def baselines(results: pd.DataFrame, published: Published, rules: Baselines) -> pd.DataFrame:
    """Published and our values of the systems of `rules`, one a row.

    Returns
    -------
    The columns of `COLUMNS`; `row` is published or ours, and `kept` where ours is from, blank for
    this run. Systems of ours without results have one row without dim and value per metric.
    """
    numbers = published.numbers
    theirs = numbers[
        (numbers["source"] == rules.source)
        & (numbers["task"] == rules.task)
        & (numbers["dataset"] == rules.published_dataset)
        & numbers["system"].isin(rules.published)
    ].assign(row="published", kept="", seeds=0)
    metrics = [m.name for m in TASKS[rules.task].metrics if m.name in set(theirs["metric"])]
    means = over_seeds(results, rules.task)
    ours = means[(means["dataset"] == rules.dataset) & (means["protocol"] == rules.protocol)]
    ours = ours[ours["system"].isin(rules.systems)].assign(row="ours")
    ours = ours[ours["metric"].isin(metrics)]
    absent = pd.DataFrame(
        {"metric": metric, "row": "ours", "system": system, "kept": "", "seeds": 0}
        for metric in metrics
        for system in rules.systems
        if system not in set(ours["system"])
    )
    parts = [part.reindex(columns=COLUMNS).astype({"dim": float, "value": float, "sd": float})
             for part in (theirs, ours, absent) if len(part)]  # fmt: skip
    frame = pd.concat(parts, ignore_index=True)
    order = [("published", name) for name in rules.published]
    order += [("ours", name) for name in rules.systems]
    place = {key: number for number, key in enumerate(order)}
    frame = frame.assign(
        first=[metrics.index(name) for name in frame["metric"]],
        second=[place[key] for key in zip(frame["row"], frame["system"], strict=True)],
    )
    return frame.sort_values(["first", "second", "kept", "dim"], ignore_index=True)[COLUMNS]


def baselines_view(frame: pd.DataFrame) -> Table:
    """`baselines` over dims, a section per metric; systems without results are not run."""
    dims = sorted(frame["dim"].dropna().unique())
    header = ("", "System", *(f"d = {int(dim)}" for dim in dims))
    rows = []
    for metric, part in frame.groupby("metric", sort=False):
        rows.append(section_row(headed(METRICS[metric]), len(header)))
        for (row, system, kept), lines in part.groupby(["row", "system", "kept"], sort=False):
            value = lines.set_index("dim")["value"]
            cells = [number(value.get(dim, float("nan")), metric) for dim in dims]
            if value.notna().any():
                rows.append(Row(row, (f"{row}, {kept}" if kept else row, system, *cells)))
            else:
                rows.append(Row("absent", (f"{row}, not run", system, *cells)))
    return Table(header, tuple(rows), labels=2)
