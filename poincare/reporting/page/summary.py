"""The summary: sentences computed from the results."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from poincare.evaluation.labels import labelled
from poincare.evaluation.metrics import METRICS
from poincare.evaluation.tasks import TASKS
from poincare.reporting.page.context import Context
from poincare.reporting.page.tables import Tables
from poincare.reporting.published import Published
from poincare.reporting.tables.by_task import CONTROL, OURS
from poincare.reporting.tables.frames import RUN, in_order, without_variants
from poincare.reporting.tables.headline import compared, headline_datasets, papers_datasets
from poincare.reporting.tables.worth import is_control, remarks
from poincare.reporting.words import at_dims, capitalised, joined, number, plural, seconds


@dataclass(frozen=True, kw_only=True)
class Summary:
    """Sentences: what was run, what agrees with the paper, what does not, doubts, what is missing.

    Values that cannot count as good are in `doubts` only.
    """

    run: tuple[str, ...]
    agrees: tuple[str, ...]
    differs: tuple[str, ...]
    doubts: tuple[str, ...]
    missing: tuple[str, ...]


def summarise(context: Context, tables: Tables) -> Summary:
    """Compare the results with the paper, in sentences."""
    verdicts = [
        verdict for task in TASKS for verdict in _verdicts(task, tables.results, tables.published)
    ]
    doubts = [
        sentence
        for frame in tables.tasks.values()
        for sentence in remarks(frame[frame["row"].isin([OURS, CONTROL])])
    ]
    return Summary(
        run=_run(context, tables.results, tables.published),
        agrees=tuple(sentence for good, sentence in verdicts if good),
        differs=tuple(sentence for good, sentence in verdicts if not good),
        doubts=tuple(dict.fromkeys(doubts)),
        missing=_missing(context, tables),
    )


def _run(context: Context, results: pd.DataFrame, published: Published) -> tuple[str, ...]:
    if results.empty:
        return ("Nothing: there are no results.",)
    runs = results[~is_control(results["system"])].drop_duplicates(RUN)
    given = {row["system"]: row["file"] for row in context.external}
    sentences = []
    for dataset in in_order(runs["dataset"], published, "dataset"):
        part = runs[runs["dataset"] == dataset]
        for system, trained in part.groupby("system"):
            dims = sorted(trained["dim"].unique())
            seeds = plural(trained["seed"].nunique(), "seed")
            how = f"vectors from {given[system]}" if system in given else seeds
            sentences.append(f"{system} on {dataset} at {at_dims(dims)}, {how}.")
    trained = runs[~runs["system"].isin(given)]
    trainings = trained.drop_duplicates("embedding_hash")  # a split that leaks has its graph's
    cpu = trainings["train_cpu_s"].sum(min_count=1)
    total = f"{plural(len(trainings), 'training run')}"
    sentences.append(total + ("." if pd.isna(cpu) else f", {seconds(cpu)} of CPU time in all."))
    scored = [
        f"{TASKS[task].title if task in TASKS else task} "
        f"({joined(in_order(part['protocol'], published, 'protocol'))})"
        for task, part in labelled(without_variants(results)).groupby("task", sort=False)
    ]
    sentences.append(f"Scored by {joined(scored)}.")
    controls = results.loc[is_control(results["system"]), "system"].unique()
    if len(controls):
        sentences.append(f"Controls: {joined(controls)}.")
    return tuple(sentences)


def _verdicts(task: str, results: pd.DataFrame, published: Published) -> Iterator[tuple[bool, str]]:
    """For each system and metric, whether ours are as good as the paper's, and at which dims."""
    frame = compared(results, published, task, headline_datasets(results, published, task))
    frame = frame[frame["difference"].notna() & (frame["doubt"] == "")]
    key = ["dataset", "protocol", "system", "metric"]
    for (dataset, protocol, system, name), part in frame.groupby(key, sort=False):
        subject = f"{capitalised(TASKS[task].title)} of {dataset} by {system} under {protocol}"
        limited = part["comparable"].iloc[0] != "yes"
        reservation = f" Reservation: {part['reason'].iloc[0]}." if limited else ""
        metric = METRICS[name]
        gains = part["difference"].map(metric.gain)
        for good in (True, False):
            chosen = part[(gains > -metric.resolution) == good]
            if len(chosen):
                sentence = _judged(subject, name, good, chosen, len(part))
                yield good, sentence + reservation


def _judged(subject: str, metric: str, good: bool, chosen: pd.DataFrame, n: int) -> str:
    side = "at least as good as the paper’s" if good else "not as good as the paper’s"
    where = [
        f"{at_dims([row.dim])} ({number(row.value, metric)} against {number(row.paper, metric)})"
        for row in chosen.itertuples()
    ]
    share = {1: ""}.get(n, f"{'all' if len(chosen) == n else f'{len(chosen)} of'} {n} dimensions: ")
    return f"{subject}: {METRICS[metric].in_text} is {side} at {share}{joined(where)}."


def _missing(context: Context, tables: Tables) -> tuple[str, ...]:
    results, scored = tables.results, set(tables.results["task"])
    sentences = [
        f"{capitalised(task.title)}: {context.missing[task.name]}"
        if task.name in context.missing
        else f"{capitalised(task.title)} was not scored in this configuration."
        for task in TASKS.values()
        if task.name in context.missing or task.name not in scored
    ]
    of_paper = papers_datasets(tables.published, next(iter(TASKS)))
    if of_paper and of_paper[0] not in set(results["dataset"]):
        sentences.append(f"{of_paper[0]}, the paper’s main graph, was not trained.")
    sentences += _dims_of_one_side(tables.headline)
    undefined = int(results["value"].isna().sum())
    if undefined:
        sentences.append(f"{plural(undefined, 'value')} could not be computed.")
    return tuple(sentences)


def _dims_of_one_side(headline: pd.DataFrame) -> Iterator[str]:
    first = headline[headline["metric"].isin(headline["metric"].head(1))]
    for (dataset, system), part in first.groupby(["dataset", "system"], sort=False):
        absent = part.loc[part["value"].isna() & part["paper"].notna(), "dim"]
        if len(absent):
            yield (
                f"The paper also reports {dataset} at {at_dims(sorted(set(absent)))}; {system} was "
                "not run there."
            )
        alone = part.loc[part["value"].notna() & part["paper"].isna(), "dim"]
        if len(alone):
            yield f"The paper has no number for {dataset} at {at_dims(sorted(set(alone)))}."
