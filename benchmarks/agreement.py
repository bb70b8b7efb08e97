"""The mini-batch trainer beside gensim: whether the same settings give the same quality.

Recipes that state gensim's settings are trained by this suite and by gensim, with several seeds
each, and all vectors are scored by the exact evaluator. What a training gave is kept in `--work` at
once, so an interrupted run resumes; the table is rewritten after every training
of gensim.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from compare import OURS, Results
from report import save
from scipy import stats
from settings import PROJECT

from poincare.embeddings.embedding import Embedding
from poincare.evaluation.protocols import PROTOCOLS
from poincare.evaluation.ranks.ranking import rank
from poincare.evaluation.scores import scores
from poincare.graphs.relations import Relations

RECIPES = ("gensim-batch-10", "gensim-batch-10-burn-in-reg")
SCORED = ("nickel2017", "gensim")
TASKS = {OURS: "vectors_of_recipe", "gensim": "vectors_of_gensim"}


def trained(
    results: Results, graph: str, dim: int, recipe: str, system: str, seed: int
) -> Embedding:
    """Vectors of one training, kept with its outcome."""
    key = f"{graph}-{dim}-{recipe}-{'gensim' if system == 'gensim' else 'ours'}-{seed}"
    vectors = str(results.folder / f"{key}.npz")
    results.of(key, TASKS[system], graph=graph, dim=dim, recipe=recipe, seed=seed, vectors=vectors)
    return Embedding.load(vectors)


def seed_rows(embedding: Embedding, relations: Relations) -> Iterator[dict]:
    """Every metric under every protocol, of one training."""
    ranks = rank(embedding, relations)
    for protocol in SCORED:
        for score in scores(ranks, relations, PROTOCOLS[protocol]):
            yield {"protocol": protocol, "metric": score.metric, "value": score.value}


def pooled_sd(*samples: np.ndarray) -> float:
    """Standard deviation within the samples; NaN if none has two values."""
    freedom = sum(len(sample) - 1 for sample in samples)
    squares = sum(((sample - sample.mean()) ** 2).sum() for sample in samples)
    return float(np.sqrt(squares / freedom)) if freedom else np.nan


def comparison(seeds: pd.DataFrame) -> pd.DataFrame:
    """Means and standard deviations over seeds and their difference, of what both have trained."""
    rows = []
    for (recipe, protocol, metric), part in seeds.groupby(
        ["recipe", "protocol", "metric"], sort=False
    ):
        row = {"recipe": recipe, "protocol": protocol, "metric": metric}
        samples = [part["value"][part["system"] == system].to_numpy() for system in TASKS]
        if min(map(len, samples)) == 0:
            continue
        for system, sample in zip(TASKS, samples, strict=True):
            row[system] = sample.mean()
            row[f"sd of {system}"] = pooled_sd(sample)
            row[f"seeds of {system}"] = len(sample)
        row["difference"] = row[OURS] - row["gensim"]
        row["in pooled sd"] = row["difference"] / pooled_sd(*samples)
        if min(map(len, samples)) > 1:
            row["Welch's p"] = stats.ttest_ind(*samples, equal_var=False).pvalue
        rows.append(row)
    return pd.DataFrame(rows)


def main() -> None:
    """Train, score, save and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--graph", default="mammals")
    parser.add_argument("--dim", type=int, default=5)
    parser.add_argument("--seeds", type=int, default=6, help="of this suite, from 0")
    parser.add_argument("--gensim-seeds", type=int, default=3, help="of gensim, from 0")
    parser.add_argument("--work", type=Path, default=PROJECT / "data/built/benchmark")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    results, count = Results(options.work), {OURS: options.seeds, "gensim": options.gensim_seeds}
    relations = Relations.load(PROJECT / f"data/built/graphs/{options.graph}.npz")
    title = f"The same settings trained by both, {options.graph}, d = {options.dim}."
    rows: list[dict] = []
    for system in TASKS:
        for recipe in RECIPES:
            for seed in range(count[system]):
                found = trained(results, options.graph, options.dim, recipe, system, seed)
                key = {"recipe": recipe, "system": system, "seed": seed}
                rows += [key | row for row in seed_rows(found, relations)]
                if system == "gensim":
                    save("agreement", comparison(pd.DataFrame(rows)), title)


if __name__ == "__main__":
    main()
