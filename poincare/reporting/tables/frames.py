"""Our results beside the published numbers, as wide frames that become CSV files and views."""

import pandas as pd

from poincare.evaluation.labels import LABEL, labelled
from poincare.evaluation.results import PROVENANCE
from poincare.reporting.published import Published

#: Metrics of each task, in the order of the tables.
METRICS = {
    "reconstruction": ("mean_rank", "MAP"),
    "link_prediction": ("mean_rank", "MAP"),
    "lexical_entailment": ("spearman",),
}
LOWER_IS_BETTER = frozenset({"mean_rank"})

#: The rows that the headline sets ours beside: source and system of the paper's own model.
PAPER = ("NickelKiela2017", "Poincare")

RUN = ["dataset", "system", "dim", "seed"]
COUNTS = ("n_evaluated", "n_skipped", "n_ties")
COST = ["train_cpu_s", "train_wall_s", "evaluation_cpu_s", "evaluation_wall_s", "peak_memory_mib"]
_BLOCK = ["dataset", "protocol", "metric"]
_LABELS = [
    *_BLOCK,
    "row",
    "system",
    "source",
    "published_system",
    "published_dataset",
    "evidence",
    "comparable",
    "reason",
    "note",
]


def over_seeds(results: pd.DataFrame, task: str) -> pd.DataFrame:
    """`over_seeds_with_variants` without the variants of protocols, which have their own table."""
    return over_seeds_with_variants(without_variants(results), task)


def without_variants(results: pd.DataFrame) -> pd.DataFrame:
    """The rows that are scored by protocols as published."""
    return results[results["variant"] == ""]


def over_seeds_with_variants(results: pd.DataFrame, task: str) -> pd.DataFrame:
    """Mean, standard deviation, number of seeds and counts per dataset … system and dim.

    The column ``protocol`` has the label of protocol, variant, split and part.
    """
    chosen = labelled(results[(results["task"] == task) & results["metric"].isin(METRICS[task])])
    chosen = chosen.astype(dict.fromkeys(("value", *COUNTS), float))
    return (
        chosen.groupby([*_BLOCK, "base_protocol", *LABEL[1:], "system", "dim"], sort=False)
        .agg(
            value=("value", "mean"),
            sd=("value", "std"),
            seeds=("seed", "nunique"),
            **{count: (count, "max") for count in COUNTS},
        )
        .reset_index()
        .assign(task=task)
    )


def beside(ours: pd.DataFrame, published: Published, task: str) -> pd.DataFrame:
    """Published numbers of every (dataset, protocol, metric) in `ours`, in published order."""
    numbers = published.numbers[published.numbers["task"] == task]
    numbers = numbers.rename(
        columns={"dataset": "published_dataset", "system": "published_system"}
    ).assign(position=range(len(numbers)))
    stated = numbers.merge(published.comparability, on=["source", "task", "published_dataset"])
    chosen = stated.merge(ours[_BLOCK].drop_duplicates(), on=_BLOCK)
    return chosen.sort_values(["position", "protocol"], ignore_index=True)


def headline_task(results: pd.DataFrame) -> str:
    """Reconstruction, unless there are results for link prediction only."""
    present = set(results["task"])
    links_only = "link_prediction" in present and "reconstruction" not in present
    return "link_prediction" if links_only else "reconstruction"


def headline_datasets(results: pd.DataFrame, published: Published) -> list[str]:
    """The datasets of the headline, in the paper's order.

    For reconstruction it is one: the first of the paper that has results, else the first that has
    any. For link prediction it is every split that the paper may be held against, else the first.
    """
    task = headline_task(results)
    present = list(results.loc[results["task"] == task, "dataset"].unique())
    of_paper = [name for name in papers_datasets(published, task) if name in present]
    chosen = of_paper or present
    return chosen if task == "link_prediction" and of_paper else chosen[:1]


def papers_datasets(published: Published, task: str = "reconstruction") -> list[str]:
    """Our datasets that the paper's numbers for a task may be held against, in its order."""
    rules = published.comparability
    of_paper = rules[
        (rules["source"] == PAPER[0]) & (rules["task"] == task) & (rules["comparable"] != "no")
    ]
    return list(of_paper["dataset"].unique())


def headline(results: pd.DataFrame, published: Published) -> pd.DataFrame:
    """Ours beside the paper's own model, one row per dataset, protocol, system and dim.

    The task is `headline_task`, the datasets are `headline_datasets`, the protocols are those that
    the paper may be held against. A dim that only one side has is a row with gaps.

    Returns
    -------
    Columns dataset, protocol, system, comparable, reason, dim, seeds and, for each metric m: m
    (mean over seeds), m_sd (sample standard deviation; NaN for one seed), m_paper and
    m_difference (ours − the paper's).
    """
    return compared(
        results, published, headline_task(results), headline_datasets(results, published)
    )


def compared(
    results: pd.DataFrame, published: Published, task: str, datasets: list[str]
) -> pd.DataFrame:
    """The table of `headline` for any task that has ranks, and any datasets."""
    ours = over_seeds(results, task)
    theirs = beside(ours, published, task)
    source, system = PAPER
    paper = theirs[
        (theirs["source"] == source)
        & (theirs["published_system"] == system)
        & (theirs["comparable"] != "no")
        & theirs["dataset"].isin(datasets)
    ]
    key = ["dataset", "protocol", "system"]
    statements = paper[["dataset", "protocol", "comparable", "reason"]].drop_duplicates()
    ours = ours.merge(statements[["dataset", "protocol"]])
    each_system = ours[key].drop_duplicates()
    paper = each_system.merge(paper[[*_BLOCK, "dim", "value"]].rename(columns={"value": "paper"}))
    both = ours.merge(paper, on=[*key, "metric", "dim"], how="outer")
    both["difference"] = both["value"] - both["paper"]
    frame = both.groupby([*key, "dim"])["seeds"].max().fillna(0).astype(int).reset_index()
    frame = frame.merge(statements, on=["dataset", "protocol"])
    frame = frame[[*key, "comparable", "reason", "dim", "seeds"]].astype({"dim": int})
    for metric in METRICS[task]:
        names = {name: f"{metric}_{name}" for name in ("sd", "paper", "difference")}
        part = both[both["metric"] == metric].rename(columns={"value": metric, **names})
        frame = frame.merge(
            part[[*key, "dim", metric, *names.values()]], on=[*key, "dim"], how="left"
        )
    return frame


def reconstruction(results: pd.DataFrame, published: Published) -> pd.DataFrame:
    """Reconstruction over dims, every dataset and protocol beside all published numbers.

    Returns
    -------
    Rows by dataset, protocol and metric. Column `row` says what a row holds: ``ours`` (mean over
    seeds), ``sd``, ``n_evaluated``, ``n_skipped``, ``n_ties`` (the greatest over seeds),
    ``published``, or ``difference`` (ours − published, formed where `comparable` is not ``no``).
    The columns ``d=5``, … hold the values, ``no d`` those of systems without dimension.
    """
    return _wide(results, published, "reconstruction")


def link_prediction(results: pd.DataFrame, published: Published) -> pd.DataFrame:
    """Link prediction over dims beside published numbers, test and validation; as above."""
    return _wide(results, published, "link_prediction")


def entailment(results: pd.DataFrame, published: Published) -> pd.DataFrame:
    """HyperLex over dims, by both look-ups, beside published numbers; as `reconstruction`."""
    return _wide(results, published, "lexical_entailment")


def cost(results: pd.DataFrame) -> pd.DataFrame:
    """What each run cost: seconds, memory (MiB) and threads; evaluation is summed over tasks."""
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


def _wide(results: pd.DataFrame, published: Published, task: str) -> pd.DataFrame:
    ours = over_seeds(results, task)
    theirs = beside(ours, published, task)
    differences = theirs[theirs["comparable"] != "no"].merge(
        ours[[*_BLOCK, "system", "dim", "value"]], on=[*_BLOCK, "dim"], suffixes=("_theirs", "")
    )
    differences["value"] -= differences["value_theirs"]
    own = [
        ours.assign(row=row, value=ours[column])
        for row, column in (("ours", "value"), ("sd", "sd"), *((name, name) for name in COUNTS))
    ]
    long = pd.concat(
        [
            *own,
            theirs.assign(row="published", system=""),
            differences.assign(row="difference"),
        ],
        ignore_index=True,
    )
    long = long[long["value"].notna() | (long["row"] == "ours")]
    return _pivot(long, published, METRICS[task])


def in_order(names: pd.Series, published: Published, kind: str) -> list[str]:
    """Distinct datasets or protocols (`kind`), those of the statements first and in their order."""
    known = list(published.comparability[kind].unique())
    present = set(names)
    return [name for name in known if name in present] + sorted(present - set(known))


def _pivot(long: pd.DataFrame, published: Published, metrics: tuple[str, ...]) -> pd.DataFrame:
    """Dims to columns; rows by block, then ours, then published by comparability."""
    rows = ("ours", "sd", *COUNTS, "published", "difference")
    long = long.assign(
        _dataset=_rank(long["dataset"], in_order(long["dataset"], published, "dataset")),
        _protocol=_rank(long["protocol"], in_order(long["protocol"], published, "protocol")),
        _metric=_rank(long["metric"], metrics),
        _comparable=_rank(long["comparable"], ("yes", "limited", "no")),
        _system=_rank(long["system"], sorted(set(long["system"]) - {""})),
        _row=_rank(long["row"], rows),
    )
    named = ["source", "published_system", "published_dataset", "note"]
    long["_position"] = (
        long.groupby([*_BLOCK, *named], dropna=False)["position"].transform("min").fillna(-1)
    )
    order = ["_dataset", "_protocol", "_metric", "_comparable", "_position", "_system", "_row"]
    long[_LABELS] = long[_LABELS].fillna("")
    table = long.set_index([*order, *_LABELS, "dim"])["value"].unstack("dim").sort_index()
    table = table[sorted(table.columns, key=lambda dim: (pd.isna(dim), dim))]
    table.columns = ["no d" if pd.isna(dim) else f"d={int(dim)}" for dim in table.columns]
    return table.reset_index().drop(columns=order)


def _rank(values: pd.Series, order: object) -> pd.Series:
    """Place of each value in `order`; −1 for what is not there."""
    return values.map({name: place for place, name in enumerate(order)}).fillna(-1).astype(int)
