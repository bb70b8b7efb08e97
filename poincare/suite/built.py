"""The graphs and HyperLex as commands need them: found in ``data/built``, or made and kept there.

The workflow's rules make the same files, with a record beside each.
"""

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from poincare.base.errors import UserError
from poincare.base.storage import read_json, write_json, write_text
from poincare.datasets import hyperlex, sources
from poincare.datasets.registry import build, dataset_named, record, source_of
from poincare.datasets.wordnet import lemma_senses
from poincare.datasets.wordnet_source import obtain_wordnet
from poincare.graphs.relations import Relations
from poincare.graphs.splits import Split, split, split_named

Say = Callable[[str], None]


def obtain_graph(name: str, root: Path, say: Say) -> Relations:
    """The graph `name` of the project at `root`, built and kept there if it is not yet.

    Raises
    ------
    UserError
        If there is no such graph, or no WordNet to build it from.
    """
    dataset_named(name)
    folder = root / "data" / "built" / "graphs"
    if (folder / f"{name}.npz").is_file():
        return Relations.load(folder / f"{name}.npz")
    say(f"building the graph {name}; kept in {folder}")
    source = source_of(name, root)
    relations = build(name, source)
    relations.save(folder / f"{name}.npz")
    write_json(folder / f"{name}.json", record(relations, source))
    return relations


def obtain_split(dataset: str, root: Path, say: Say) -> Split:
    """The split `dataset`, drawn anew from its graph, which takes less than a second."""
    graph, hold_out = split_named(dataset) or (dataset, None)
    if hold_out is None:
        raise UserError(f"{dataset!r} is no split")
    return split(obtain_graph(graph, root, say), hold_out)


def obtain_hyperlex(root: Path, say: Say) -> tuple[pd.DataFrame, dict[str, tuple[str, ...]]]:
    """Pairs of nouns and their synsets by lemma, made and kept if they are not yet.

    Raises
    ------
    UserError
        If HyperLex or WordNet cannot be had.
    """
    folder = root / "data" / "built" / "hyperlex"
    pairs_file, senses_file = folder / "pairs.csv", folder / "senses.json"
    if pairs_file.is_file() and senses_file.is_file():
        pairs = pd.read_csv(pairs_file, keep_default_na=False)
        if len(pairs):  # else HyperLex was missing when the workflow ran
            return pairs, read_json(senses_file)
    pairs = hyperlex.noun_pairs(hyperlex.read_hyperlex(sources.obtain("hyperlex", root)))
    say(f"looking up the words of HyperLex in WordNet; kept in {folder}")
    senses = lemma_senses(obtain_wordnet(root), sorted({*pairs["word1"], *pairs["word2"]}))
    write_json(senses_file, senses)
    write_text(pairs_file, pairs.to_csv(index=False))
    return pairs, senses
