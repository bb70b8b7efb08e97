"""Means over seeds of our results, and the published numbers that belong to them.

These frames are tidy: one value a row. In all of them, ``protocol`` is the label that tables show,
and ``base_protocol``, ``variant``, ``split`` and ``part`` are what it is composed of
(`poincare.evaluation.labels`).
"""

import pandas as pd

from poincare.evaluation.labels import LABEL, labelled
from poincare.evaluation.results import COUNTS, INTERVAL, PROVENANCE
from poincare.evaluation.scores import READINGS
from poincare.evaluation.tasks import TASKS
from poincare.reporting.published import Published
from poincare.reporting.tables.worth import doubts, is_control

RUN = ["dataset", "system", "dim", "seed"]
COST = ["train_cpu_s", "train_wall_s", "evaluation_cpu_s", "evaluation_wall_s", "peak_memory_mib"]
#: Where a kept result is from, as tables say it; a column of kept results, blank for the run's.
KEPT = "kept"
#: What a published number and ours have in common, besides the dimension.
BLOCK = ["dataset", "protocol", "metric"]


def over_seeds(results: pd.DataFrame, task: str) -> pd.DataFrame:
    """`over_seeds_with_variants` without the variants of protocols, which have their own table."""
    return over_seeds_with_variants(without_variants(results), task)


def without_variants(results: pd.DataFrame) -> pd.DataFrame:
    """The rows scored by protocols as published."""
    return results[results["variant"] == ""]


def over_seeds_with_variants(results: pd.DataFrame, task: str) -> pd.DataFrame:
    """Mean over seeds per dataset, protocol, metric, system and dim.

    Returns
    -------
    The key with `LABEL` (protocol as `base_protocol`), value and the three readings of ties
    (means), sd (sample standard deviation of the value; NaN for one seed), low and high (the
    value's interval; NaN for several seeds, which have their spread), seeds, reading, counts
    (the greatest over seeds; n_distinct the least), kept (where kept results are from, blank for
    those of the run), doubt (`poincare.reporting.tables.worth`; blank for controls) and task.
    """
    metrics = [metric.name for metric in TASKS[task].metrics]
    chosen = labelled(results[(results["task"] == task) & results["metric"].isin(metrics)])
    if KEPT not in chosen:
        chosen = chosen.assign(**{KEPT: ""})
    chosen = chosen.astype(dict.fromkeys(("value", *INTERVAL, *READINGS, *COUNTS), float))
    grouped = chosen.groupby([*BLOCK, "base_protocol", *LABEL[1:], "system", "dim"], sort=False)
    means = grouped[["value", *READINGS]].mean()
    means["sd"] = grouped["value"].std()
    means["seeds"] = grouped["seed"].nunique()
    means[INTERVAL] = grouped[INTERVAL].mean()
    means.loc[means["seeds"] > 1, INTERVAL] = float("nan")
    means["reading"] = grouped["reading"].first()
    means[KEPT] = grouped[KEPT].agg(lambda marks: "; ".join(sorted(set(marks)))).astype(object)
    means[COUNTS] = grouped[COUNTS].max()
    means["n_distinct"] = grouped["n_distinct"].min()
    means = means.reset_index()
    doubt = doubts(means).where(~is_control(means["system"]), "")
    return means.assign(doubt=doubt, task=task)


def beside(ours: pd.DataFrame, published: Published, task: str) -> pd.DataFrame:
    """Published numbers of every (dataset, protocol, metric) in `ours`, in published order."""
    theirs = TASKS[task].published_as or task
    numbers = published.numbers[published.numbers["task"] == theirs]
    numbers = numbers.rename(
        columns={"dataset": "published_dataset", "system": "published_system"}
    ).assign(position=range(len(numbers)))
    stated = numbers.merge(published.comparability, on=["source", "task", "published_dataset"])
    chosen = stated.merge(ours[BLOCK].drop_duplicates(), on=BLOCK)
    return chosen.sort_values(["position", "protocol"], ignore_index=True)


def in_order(names: pd.Series, published: Published, kind: str) -> list[str]:
    """Distinct datasets or protocols (`kind`), those of the statements first and in their order."""
    known = list(published.comparability[kind].unique())
    present = set(names)
    return [name for name in known if name in present] + sorted(present - set(known))


def cost(results: pd.DataFrame) -> pd.DataFrame:
    """Cost of each run: seconds, memory (MiB) and threads; evaluation is summed over tasks.

    Controls are left out: nothing is trained for them.
    """
    results = results[~is_control(results["system"])]
    evaluation = ["evaluation_cpu_s", "evaluation_wall_s"]
    per_task = results.groupby([*RUN, "task"], sort=False)[evaluation].max()
    summed = per_task.groupby(RUN, sort=False).sum(min_count=1)
    others = [column for column in COST if column not in evaluation]
    runs = results.groupby(RUN, sort=False)[[*others, "threads", "cpu"]].max()
    frame = runs.join(summed).reset_index().sort_values(RUN, ignore_index=True)
    return frame[[*RUN, "threads", *COST, "cpu"]]


def runs(results: pd.DataFrame) -> pd.DataFrame:
    """Hashes and versions of each run, one row per dataset, system, dim and seed."""
    frame = results.sort_values("date").drop_duplicates(RUN, keep="last")
    others = [column for column in PROVENANCE if column not in COST]
    return frame.sort_values(RUN, ignore_index=True)[[*RUN, *others]]
