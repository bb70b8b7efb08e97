"""The graphs and HyperLex as commands need them: found in ``data/built``, or made and kept there.

The workflow's rules make the same files, with a record beside each.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from poincare.base.artefacts import read_record, read_table, write_record, write_table
from poincare.base.errors import UserError
from poincare.datasets import hyperlex, sources
from poincare.datasets.hold_out import held_out
from poincare.datasets.registry import build, dataset_named, direct, record, source_of
from poincare.datasets.wordnet import lemma_senses
from poincare.datasets.wordnet_source import WordNetSource, obtain_wordnet
from poincare.evaluation.inputs import HyperLex
from poincare.graphs.relations import Relations
from poincare.graphs.splits import Split, split_named

Say = Callable[[str], None]


def obtain_graph(name: str, root: Path, say: Say) -> Relations:
    """The graph `name` of the project at `root`, built and kept there if it is not yet.

    Raises
    ------
    UserError
        If there is no such graph, or no WordNet to build it from.
    """
    dataset_named(name)
    built = root / "data" / "built"
    if not (built / "graphs" / f"{name}.npz").is_file():
        return _built(name, root, say)[0]
    return Relations.load(built / "graphs" / f"{name}.npz")


def obtain_direct(name: str, root: Path, say: Say) -> Relations:
    """The direct edges of the graph `name`, found or built as `obtain_graph` does."""
    file = root / "data" / "built" / "direct" / f"{name}.npz"
    return Relations.load(file) if file.is_file() else _built(name, root, say)[1]


def _built(name: str, root: Path, say: Say) -> tuple[Relations, Relations]:
    """A graph and its direct edges, written as the workflow's rule writes them."""
    built = root / "data" / "built"
    say(f"building the graph {name}; kept in {built}")
    source = source_of(name, root)
    relations = build(name, source)
    edges = direct(relations, source)
    with _kept_if_allowed(say):
        relations.save(built / "graphs" / f"{name}.npz")
        edges.save(built / "direct" / f"{name}.npz")
        write_record(built / "graphs" / f"{name}.json", record(relations, source))
    return relations, edges


@contextmanager
def _kept_if_allowed(say: Say) -> Iterator[None]:
    """What was built serves the command, whether or not it can be kept."""
    try:
        yield
    except UserError as refused:
        say(f"not kept: {refused}")


def obtain_split(dataset: str, root: Path, say: Say) -> Split:
    """The split `dataset`, made anew from its graph, which takes seconds at most."""
    graph, hold_out = split_named(dataset) or (dataset, None)
    if hold_out is None:
        raise UserError(f"{dataset!r} is no split")
    return held_out(obtain_graph(graph, root, say), hold_out, root)


def hyperlex_files(verbs: bool) -> dict[str, str]:
    """Names of the files that hold HyperLex's pairs of nouns, or of verbs, in its folder."""
    start = "verb_" if verbs else ""
    return {
        "pairs": f"{start}pairs.csv",
        "senses": f"{start}senses.json",
        "hyperlex": "record.json",
    }


def obtain_hyperlex(root: Path, say: Say, verbs: bool = False) -> HyperLex:
    """HyperLex's nouns or verbs, of the project at `root`, made and kept there if need be.

    Raises
    ------
    UserError
        If HyperLex or WordNet cannot be had.
    """
    folder = root / "data" / "built" / "hyperlex"
    pairs, senses, record = (folder / name for name in hyperlex_files(verbs).values())
    if pairs.is_file() and senses.is_file():
        found = read_hyperlex(pairs, senses)
        # Not if HyperLex was missing when the workflow ran, or in files of an earlier version.
        if len(found.pairs) and set(hyperlex.COLUMNS) <= set(found.pairs):
            return found
    archive = sources.obtain("hyperlex", root)
    say(f"looking up the words of HyperLex in WordNet; kept in {folder}")
    made, about = make_hyperlex(archive, obtain_wordnet(root), verbs)
    with _kept_if_allowed(say):
        write_record(senses, made.senses)
        write_table(pairs, made.pairs)
        write_record(record, about)
    return made


def make_hyperlex(
    archive: Path, wordnet: WordNetSource, verbs: bool = False
) -> tuple[HyperLex, dict[str, Any]]:
    """HyperLex's pairs of nouns or of verbs with their synsets by lemma, and the record of both."""
    everything = hyperlex.with_splits(hyperlex.read_hyperlex(archive), archive)
    pairs = hyperlex.pairs_of(everything, "V" if verbs else "N")
    words = sorted({*pairs["word1"], *pairs["word2"]})
    senses = lemma_senses(wordnet, words, "v" if verbs else "n")
    about = {"available": True, "sha256": sources.data_file("hyperlex").sha256}
    return HyperLex(pairs=pairs, senses=senses), about


def read_hyperlex(pairs: str | Path, senses: str | Path) -> HyperLex:
    """Read both files of HyperLex as they are kept."""
    return HyperLex(pairs=read_table(pairs, keep_default_na=False), senses=read_record(senses))
