"""Our results next to those of the paper's own model."""

from collections.abc import Sequence

import pandas as pd

from poincare.evaluation.tasks import TASKS
from poincare.graphs.splits import split_named
from poincare.reporting.published import Published
from poincare.reporting.tables.frames import BLOCK, beside, over_seeds
from poincare.reporting.tables.worth import is_control

#: Source and system of the paper's own model.
PAPER = ("NickelKiela2017", "Poincare")

COLUMNS = [
    "task", "dataset", "protocol", "system", "comparable", "reason", "dim", "metric", "value",
    "sd", "seeds", "doubt", "paper", "difference",
]  # fmt: skip


def headline(results: pd.DataFrame, published: Published) -> pd.DataFrame:
    """`compared` for the task and the datasets of the headline."""
    task = headline_task(results)
    return compared(results, published, task, headline_datasets(results, published, task))


def headline_task(results: pd.DataFrame) -> str:
    """The first task that has results; the first one if none has."""
    present = set(results["task"])
    return next((name for name in TASKS if name in present), next(iter(TASKS)))


def headline_datasets(results: pd.DataFrame, published: Published, task: str) -> list[str]:
    """The datasets of a task that are compared with the paper, in the paper's order.

    Of graphs it is one: the first of the paper that has results, else the first that has any.
    Of splits it is every one that is comparable with the paper, since the paper does not publish
    its own.
    """
    present = list(results.loc[results["task"] == task, "dataset"].unique())
    of_paper = [name for name in papers_datasets(published, task) if name in present]
    chosen = of_paper or present
    splits = [name for name in of_paper if split_named(name)]
    return splits if splits and chosen[0] in splits else chosen[:1]


def papers_datasets(published: Published, task: str) -> list[str]:
    """Our datasets that are comparable with the paper's numbers for a task, in its order."""
    rules = published.comparability
    of_paper = rules[
        (rules["source"] == PAPER[0]) & (rules["task"] == task) & (rules["comparable"] != "no")
    ]
    return list(of_paper["dataset"].unique())


def compared(
    results: pd.DataFrame, published: Published, task: str, datasets: Sequence[str]
) -> pd.DataFrame:
    """Ours and the paper's value, one row per dataset, protocol, system, dim and metric.

    Protocols are those that are comparable with the paper. Controls are left out. A dim that only
    one side has is a row with gaps.

    Returns
    -------
    The columns of `COLUMNS`: value (mean over seeds), sd (sample standard deviation; NaN for one
    seed), doubt (why ours does not count as good, or blank), paper, difference (value − paper).
    """
    ours = over_seeds(results, task)
    ours = ours[~is_control(ours["system"])]
    theirs = beside(ours, published, task)
    source, system = PAPER
    paper = theirs[
        (theirs["source"] == source)
        & (theirs["published_system"] == system)
        & (theirs["comparable"] != "no")
        & theirs["dataset"].isin(datasets)
    ]
    statements = paper[["dataset", "protocol", "comparable", "reason"]].drop_duplicates()
    ours = ours.merge(statements[["dataset", "protocol"]])
    each_system = ours[["dataset", "protocol", "system"]].drop_duplicates()
    numbers = paper[[*BLOCK, "dim", "value"]].rename(columns={"value": "paper"})
    key = [*BLOCK, "system", "dim"]
    both = ours.merge(each_system.merge(numbers), on=key, how="outer")
    both = both.merge(statements, on=["dataset", "protocol"]).assign(task=task)
    both["difference"] = both["value"] - both["paper"]
    both = both.fillna({"seeds": 0, "doubt": ""}).astype({"seeds": int, "dim": int})
    metrics = [metric.name for metric in TASKS[task].metrics]
    both["place"] = both["metric"].map(metrics.index)
    by = ["dataset", "protocol", "system", "dim", "place"]
    return both.sort_values(by, ignore_index=True)[COLUMNS]
