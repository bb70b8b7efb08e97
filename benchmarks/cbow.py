"""The CBOW trainer beside gensim's Doc2Vec: whether both find the same neighbours.

gensim's `Doc2Vec` with `dm=1` and `dm_mean=1` is the same model: the label of a document is one
more vector of the mean. Both are trained on the corpus of a graph with the recipe's settings, two
seeds each. For 200 words the ten nearest by cosine are compared between every two trainings.
"""

import argparse
import time
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
from gensim.models.doc2vec import Doc2Vec, TaggedDocument
from report import save
from settings import GRAPHS, PROJECT, RECIPES

from poincare.graphs.corpus import Corpus
from poincare.graphs.relations import Relations
from poincare.training.cbow.settings import Settings
from poincare.training.recipe import read_recipe
from poincare.training.run import Run
from poincare.training.trainers import trainer_named

WORDS, NEAREST, SEEDS = 200, 10, (0, 1)
#: Words are drawn from so many of the most frequent ones.
FREQUENT = 2000
OURS, THEIRS = "this suite", "gensim"


def ours(relations: Relations, corpus: Corpus, settings: Settings, dim: int, seed: int):
    """Word vectors and label vectors, trained by this suite."""
    trainer = trainer_named("cbow")
    problem = trainer.pose(relations, settings, dim, corpus=corpus)
    state = trainer.begin(problem, Run(dim=dim, seed=seed).generator())
    for _ in trainer.run([state], problem):
        pass
    return state.words, state.labels


def theirs(corpus: Corpus, settings: Settings, dim: int, seed: int):
    """Word vectors in the order of the corpus, and label vectors, trained by gensim."""
    documents = [
        TaggedDocument([corpus.words[token] for token in part], [number])
        for number, part in enumerate(np.split(corpus.tokens, corpus.indptr[1:-1]))
    ]
    # In a random order: WordNet's brings like documents together, which changes the neighbours.
    order = np.random.default_rng(seed).permutation(len(documents))
    model = Doc2Vec(
        [documents[number] for number in order],
        dm=1,
        dm_mean=1,
        vector_size=dim,
        window=settings.window,
        min_count=settings.minimum_count,
        sample=settings.subsample,
        negative=settings.negatives.number,
        ns_exponent=settings.negatives.power,
        epochs=settings.epochs,
        alpha=settings.learning_rate.first,
        min_alpha=settings.learning_rate.last,
        hs=0,
        workers=1,
        seed=seed,
    )
    kept = corpus.words[: int((corpus.counts >= settings.minimum_count).sum())]
    places = [model.wv.key_to_index[word] for word in kept]
    return model.wv.vectors[places], model.dv.vectors


def nearest(vectors: np.ndarray, chosen: np.ndarray) -> list[set[int]]:
    """The rows nearest to each chosen one by cosine, without itself."""
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    likeness = unit[chosen] @ unit.T
    likeness[np.arange(len(chosen)), chosen] = -np.inf
    return [set(row) for row in np.argpartition(-likeness, NEAREST, axis=1)[:, :NEAREST].tolist()]


def overlap(one: list[set[int]], other: list[set[int]]) -> np.ndarray:
    """Share of neighbours that both have, of every word."""
    return np.array([len(a & b) / NEAREST for a, b in zip(one, other, strict=True)])


def rows_of(found: dict[tuple[str, int], list[set[int]]], what: str) -> list[dict]:
    """Mean overlap of every two trainings, by the kind of the two."""
    shares: dict[str, list[np.ndarray]] = {}
    for (left, one), (right, other) in combinations(found.items(), 2):
        systems = sorted({left[0], right[0]})
        kind = " and ".join(systems) if len(systems) > 1 else f"{systems[0]}, two seeds"
        shares.setdefault(kind, []).append(overlap(one, other))
    return [
        {
            "neighbours of": what,
            "trainings": kind,
            "pairs": len(some),
            "overlap": float(np.mean(some)),
            "standard error": float(np.mean(some, axis=0).std(ddof=1) / np.sqrt(WORDS)),
        }
        for kind, some in shares.items()
    ]


def main() -> None:
    """Train, compare, save and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--graph", default="nouns")
    parser.add_argument("--dim", type=int, default=50)
    parser.add_argument("--recipe", default="cbow-glosses")
    parser.add_argument("--epochs", type=int, help="in place of the recipe's")
    options = parser.parse_args()
    relations = Relations.load(GRAPHS / f"{options.graph}.npz")
    corpus = Corpus.load(PROJECT / f"data/built/corpus/{options.graph}.npz")
    settings = read_recipe(RECIPES / f"{options.recipe}.yaml").settings
    settings = replace(settings, epochs=options.epochs or settings.epochs)
    rng = np.random.default_rng(0)
    kept = int((corpus.counts >= settings.minimum_count).sum())
    words = rng.choice(min(FREQUENT, kept), WORDS, replace=False)
    labels = rng.choice(len(corpus.names), WORDS, replace=False)
    of_words, of_labels, seconds = {}, {}, {}
    for seed in SEEDS:
        for system in (OURS, THEIRS):
            before = time.process_time()
            if system == OURS:
                vectors = ours(relations, corpus, settings, options.dim, seed)
            else:
                vectors = theirs(corpus, settings, options.dim, seed)
            seconds[system] = time.process_time() - before
            of_words[system, seed] = nearest(vectors[0], words)
            of_labels[system, seed] = nearest(vectors[1], labels)
    title = (
        f"Ten nearest of {WORDS} words and {WORDS} synsets, {options.graph}, d = {options.dim}, "
        f"{options.recipe}, {settings.epochs} epochs. CPU time of one training: {OURS} "
        f"{seconds[OURS]:.0f} s, {THEIRS} {seconds[THEIRS]:.0f} s."
    )
    rows = [*rows_of(of_words, "words"), *rows_of(of_labels, "synsets")]
    save(f"cbow_{options.graph}", pd.DataFrame(rows), title)


if __name__ == "__main__":
    main()
