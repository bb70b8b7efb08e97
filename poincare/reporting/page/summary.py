"""The summary: sentences computed from the results, none of them written beforehand."""

from dataclasses import dataclass

import pandas as pd

from poincare.evaluation.labels import labelled
from poincare.reporting.page.context import Context
from poincare.reporting.published import Published
from poincare.reporting.tables import frames as tables
from poincare.reporting.words import IN_TEXT, TASK_NAMES, at_dims, joined, number, plural, seconds

#: A difference that vanishes at the printed number of decimals is none.
_SAME = {"mean_rank": 0.005, "MAP": 0.0005, "spearman": 0.0005}


@dataclass(frozen=True)
class Summary:
    """Sentences on what was run, what agrees with the paper, what does not, what is missing."""

    run: tuple[str, ...]
    agrees: tuple[str, ...]
    differs: tuple[str, ...]
    missing: tuple[str, ...]


def summarise(context: Context, results: pd.DataFrame, published: Published) -> Summary:
    """Compare `results` with the paper and say in sentences what came out."""
    headline = tables.headline(results, published)
    links = tables.compared(
        results, published, "link_prediction", list(results["dataset"].unique())
    )
    reconstruction = headline if tables.headline_task(results) == "reconstruction" else links[:0]
    verdicts = [
        *_ranked("reconstruction", reconstruction),
        *_ranked("link_prediction", links),
        *_entailment(results, published),
    ]
    return Summary(
        _run(context, results, published),
        tuple(sentence for good, sentence in verdicts if good),
        tuple(sentence for good, sentence in verdicts if not good),
        _missing(context, results, published, headline),
    )


def _run(context: Context, results: pd.DataFrame, published: Published) -> tuple[str, ...]:
    if results.empty:
        return ("Nothing: there are no results.",)
    runs = results.drop_duplicates(tables.RUN)
    given = {row["system"]: row["file"] for row in context.external}
    sentences = []
    for dataset in tables.in_order(runs["dataset"], published, "dataset"):
        part = runs[runs["dataset"] == dataset]
        for system, trained in part.groupby("system"):
            dims = sorted(trained["dim"].unique())
            seeds = plural(trained["seed"].nunique(), "seed")
            how = f"vectors from {given[system]}" if system in given else seeds
            sentences.append(f"{system} on {dataset} at {at_dims(dims)}, {how}.")
    runs = runs[~runs["system"].isin(given)]
    trainings = runs.drop_duplicates("embedding_hash")  # a split that leaks has its graph's
    cpu = trainings["train_cpu_s"].sum(min_count=1)
    total = f"{plural(len(trainings), 'training run')}"
    sentences.append(total + ("." if pd.isna(cpu) else f", {seconds(cpu)} of CPU time in all."))
    scored = [
        f"{TASK_NAMES.get(task, task)} "
        f"({joined(tables.in_order(part['protocol'], published, 'protocol'))})"
        for task, part in labelled(tables.without_variants(results)).groupby("task", sort=False)
    ]
    sentences.append(f"Scored by {joined(scored)}.")
    return tuple(sentences)


def _ranked(task: str, compared: pd.DataFrame) -> list[tuple[bool, str]]:
    verdicts = []
    for (dataset, protocol, system), part in compared.groupby(
        ["dataset", "protocol", "system"], sort=False
    ):
        subject = f"{TASK_NAMES[task].capitalize()} of {dataset} by {system} under {protocol}"
        reservation = (
            ""
            if part["comparable"].iloc[0] == "yes"
            else f" Reservation: {part['reason'].iloc[0]}."
        )
        for metric in tables.METRICS[task]:
            both = part.dropna(subset=[f"{metric}_difference"])
            gains = both[f"{metric}_difference"] * _towards_better(metric)
            for good in (True, False):
                chosen = both[(gains > -_SAME[metric]) == good]
                if len(chosen):
                    sentence = _judged(subject, metric, good, chosen, len(both))
                    verdicts.append((good, sentence + reservation))
    return verdicts


def _judged(subject: str, metric: str, good: bool, chosen: pd.DataFrame, n: int) -> str:
    side = "at least as good as the paper’s" if good else "not as good as the paper’s"
    where = [
        f"{at_dims([row['dim']])} ({number(row[metric], metric)} against "
        f"{number(row[f'{metric}_paper'], metric)})"
        for row in chosen.to_dict("records")
    ]
    share = {1: ""}.get(n, f"{'all' if len(chosen) == n else f'{len(chosen)} of'} {n} dimensions: ")
    return f"{subject}: {IN_TEXT[metric]} is {side} at {share}{joined(where)}."


def _entailment(results: pd.DataFrame, published: Published) -> list[tuple[bool, str]]:
    ours = tables.over_seeds(results, "lexical_entailment")
    theirs = tables.beside(ours, published, "lexical_entailment")
    source, system = tables.PAPER
    paper = theirs[
        (theirs["source"] == source)
        & (theirs["published_system"] == system)
        & (theirs["comparable"] != "no")
    ]
    key = ["dataset", "protocol", "metric", "dim"]
    both = ours.merge(
        paper[[*key, "value", "comparable", "reason"]], on=key, suffixes=("", "_paper")
    )
    verdicts = []
    for row in both.itertuples():
        gain = (row.value - row.value_paper) * _towards_better(row.metric)
        good = gain > -_SAME[row.metric]
        side = "at least as good as" if good else "not as good as"
        pairs = plural(int(row.n_evaluated), "pair")
        sentence = (
            f"HyperLex by {row.system} at {at_dims([row.dim])}, look-up by {row.protocol}: "
            f"{IN_TEXT[row.metric]} {number(row.value, row.metric)} is {side} the paper’s "
            f"{number(row.value_paper, row.metric)} ({pairs} scored, {int(row.n_skipped)} skipped)."
        )
        if row.comparable != "yes":
            sentence += f" Reservation: {row.reason}."
        verdicts.append((good, sentence))
    return verdicts


def _missing(
    context: Context, results: pd.DataFrame, published: Published, headline: pd.DataFrame
) -> tuple[str, ...]:
    sentences = []
    if context.hyperlex_missing:
        sentences.append(f"HyperLex: {context.hyperlex_missing}")
    elif not (results["task"] == "lexical_entailment").any():
        sentences.append("HyperLex was not scored in this configuration.")
    trained = set(results["dataset"])
    of_paper = tables.papers_datasets(published)
    if of_paper and of_paper[0] not in trained:
        sentences.append(f"{of_paper[0]}, the paper’s main graph, was not trained.")
    if not (results["task"] == "link_prediction").any():
        sentences.append("Link prediction was not scored in this configuration.")
    for (dataset, system), part in headline.groupby(["dataset", "system"], sort=False):
        absent = part.loc[part["mean_rank"].isna() & part["mean_rank_paper"].notna(), "dim"]
        if len(absent):
            sentences.append(
                f"The paper also reports {dataset} at {at_dims(sorted(set(absent)))}; {system} was "
                "not run there."
            )
        alone = part.loc[part["mean_rank"].notna() & part["mean_rank_paper"].isna(), "dim"]
        if len(alone):
            sentences.append(
                f"The paper has no number for {dataset} at {at_dims(sorted(set(alone)))}."
            )
    undefined = int(results["value"].isna().sum())
    if undefined:
        sentences.append(f"{plural(undefined, 'value')} could not be computed.")
    return tuple(sentences)


def _towards_better(metric: str) -> int:
    return -1 if metric in tables.LOWER_IS_BETTER else 1
