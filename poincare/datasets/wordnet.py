"""The graphs of hypernymy that are made from WordNet 3.0.

A *pair* is (synset, ancestor). Published systems define the closure differently. The ledger,
``sources.yaml``, states the counts and the hash of each graph.
"""

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

import numpy as np
from nltk.corpus.reader import WordNetCorpusReader
from scipy import sparse

from poincare.base.errors import UserError, one_line
from poincare.datasets.wordnet_fetch import nltk_reads
from poincare.datasets.wordnet_source import WordNetSource
from poincare.graphs.closure import closure
from poincare.graphs.relations import Relations

#: Levels of hyponyms below ``mammal.n.01`` in ``mammals-tree``.
TUTORIAL_LEVELS = 8


@dataclass(frozen=True, eq=False)
class Taxonomy:
    """All synsets of one part of speech and their direct hypernyms.

    Attributes
    ----------
    names : tuple of str, length n
        Synset names (``dog.n.01``) in the order of WordNet's data file.
    lemmas : tuple of tuple of str, length n
        Words of each synset, as WordNet writes them (``domestic_dog``).
    hypernyms, instance_hypernyms : (n, n) sparse bool
        Row u holds the direct (instance) hypernyms of synset u.
    """

    names: tuple[str, ...]
    lemmas: tuple[tuple[str, ...], ...]
    hypernyms: sparse.csr_array
    instance_hypernyms: sparse.csr_array


@cache
def nltk_reader(source: WordNetSource) -> WordNetCorpusReader:
    """NLTK's reader of `source`; it reads on demand, so it is to be used inside `nltk_reads`.

    It is made here because NLTK's global one keeps the folder that it saw first.
    """
    return WordNetCorpusReader(source.corpus, omw_reader=None)


@cache
def read_taxonomy(source: WordNetSource, pos: str) -> Taxonomy:
    """Read the synsets of `pos` (``"n"`` or ``"v"``) with NLTK.

    Raises
    ------
    UserError
        If NLTK cannot read the files.
    """
    try:
        with nltk_reads(source.folder), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that there are no other languages
            synsets = list(nltk_reader(source).all_synsets(pos))
            return Taxonomy(
                names=tuple(synset.name() for synset in synsets),
                lemmas=tuple(tuple(synset.lemma_names()) for synset in synsets),
                hypernyms=_adjacency(synsets, [synset.hypernyms() for synset in synsets]),
                instance_hypernyms=_adjacency(
                    synsets, [synset.instance_hypernyms() for synset in synsets]
                ),
            )
    except Exception as error:  # NLTK meets damaged files with whatever fails first
        raise UserError(
            f"NLTK cannot read this WordNet ({one_line(error)})",
            source.corpus,
            "delete it to have WordNet fetched again, or put a whole one there that none but its"
            " owner may write",
        ) from None


def ancestors(taxonomy: Taxonomy) -> sparse.csr_array:
    """Closure over hypernyms and instance hypernyms together, `(n, n)`.

    WordNet 3.0 has no cycles, neither of nouns nor of verbs; the ledger's count of self-loops would
    show one.
    """
    return closure(taxonomy.hypernyms + taxonomy.instance_hypernyms)


def nouns(source: WordNetSource) -> Relations:
    """The noun closure of Nickel & Kiela (2017): all ancestors by either kind of hypernymy."""
    taxonomy = read_taxonomy(source, "n")
    return relations_of("nouns", taxonomy, ancestors(taxonomy))


def verbs(source: WordNetSource) -> Relations:
    """The construction of `nouns` for the verbs."""
    taxonomy = read_taxonomy(source, "v")
    return relations_of("verbs", taxonomy, ancestors(taxonomy))


def nouns_paths(source: WordNetSource) -> Relations:
    """The closure of TatsuyaShirakawa/poincare-embedding (``create_wordnet_noun_hierarchy.py``).

    Every element but the first of every path from the root to a synset: the ancestors without the
    root, and the synset itself. The script writes a Python set, whose order differs from run to
    run. Here lines are in the order of their SHA-256. Nodes are numbered as they first appear in
    these lines, which decides what a protocol scores that takes only the first nodes.
    """
    taxonomy = read_taxonomy(source, "n")
    above = ancestors(taxonomy)
    below_root = sparse.diags_array(np.diff(above.indptr) > 0, dtype=bool)
    pairs = np.column_stack((above @ below_root + below_root).nonzero())
    order = _first_appearances(pairs[_hash_order(taxonomy.names, pairs)])
    return _relabelled("nouns-paths", taxonomy.names, pairs, order)


def nouns_cones(source: WordNetSource) -> Relations:
    """`nouns` without ``entity.n.01``, the graph of the hyperbolic entailment cones (2018)."""
    taxonomy = read_taxonomy(source, "n")
    keep = np.array([name != "entity.n.01" for name in taxonomy.names])
    return relations_of("nouns-cones", taxonomy, within(ancestors(taxonomy), keep))


def mammals(source: WordNetSource) -> Relations:
    """The pairs of `nouns` among ``mammal.n.01`` and its descendants."""
    taxonomy = read_taxonomy(source, "n")
    above = ancestors(taxonomy)
    top = taxonomy.names.index("mammal.n.01")
    keep = above[:, [top]].toarray().ravel()
    keep[top] = True
    return relations_of("mammals", taxonomy, within(above, keep))


def mammals_tree(source: WordNetSource) -> Relations:
    """Direct hypernyms, not the closure, down to eight levels of hyponyms of ``mammal.n.01``.

    After the program of a tutorial (the recipe ``tree-tutorial``), which follows hyponyms but no
    instance hyponyms; a node with two hypernyms here keeps both.
    """
    taxonomy = read_taxonomy(source, "n")
    keep = np.zeros(len(taxonomy.names), dtype=bool)
    keep[taxonomy.names.index("mammal.n.01")] = True
    for _ in range(TUTORIAL_LEVELS):
        keep |= taxonomy.hypernyms @ keep
    return relations_of("mammals-tree", taxonomy, within(taxonomy.hypernyms, keep))


def direct_hypernyms(source: WordNetSource, pos: str, names: Sequence[str]) -> Relations:
    """Pairs (synset, direct hypernym) of either kind among the synsets `names`, in their order.

    WordNet states 61 of the nouns' 84,427 although longer chains imply them, so they are more than
    the transitive reduction of the closure.
    """
    taxonomy = read_taxonomy(source, pos)
    number = {name: place for place, name in enumerate(names)}
    place = np.array([number.get(name, -1) for name in taxonomy.names])
    pairs = place[np.column_stack((taxonomy.hypernyms + taxonomy.instance_hypernyms).nonzero())]
    return Relations.from_pairs("direct", names, pairs[(pairs >= 0).all(axis=1)])


def lemma_senses(
    source: WordNetSource, words: Iterable[str], pos: str = "n"
) -> dict[str, tuple[str, ...]]:
    """Names of the synsets that have each of `words` among their lemmas, in WordNet's file order.

    Case is ignored (``wolf`` finds ``Wolf``), spelling is not: no inflections are undone. A word
    without a synset has the empty tuple.
    """
    senses: dict[str, list[str]] = {word: [] for word in words}
    taxonomy = read_taxonomy(source, pos)
    for name, lemmas in zip(taxonomy.names, taxonomy.lemmas, strict=True):
        for lemma in dict.fromkeys(lemma.lower() for lemma in lemmas):
            if lemma in senses:
                senses[lemma].append(name)
    return {word: tuple(names) for word, names in senses.items()}


def _adjacency(synsets: list, above: list[list]) -> sparse.csr_array:
    position = {synset: number for number, synset in enumerate(synsets)}
    rows = np.repeat(np.arange(len(synsets)), [len(some) for some in above])
    columns = np.array([position[synset] for some in above for synset in some], dtype=int)
    shape = (len(synsets), len(synsets))
    return sparse.csr_array((np.ones(len(rows), dtype=bool), (rows, columns)), shape=shape)


def within(relation: sparse.csr_array, keep: np.ndarray) -> sparse.csr_array:
    """Pairs of `relation` with both ends among the nodes marked in `keep`, `(n,)` bool."""
    kept = sparse.diags_array(keep, dtype=bool)
    return (kept @ relation @ kept).tocsr()


def relations_of(name: str, taxonomy: Taxonomy, relation: sparse.csr_array) -> Relations:
    """The graph of `relation`, whose entries say how often a pair is written.

    Its nodes are those that have a pair, in WordNet's order.
    """
    entries = relation.tocoo()
    pairs = np.column_stack((entries.row, entries.col))
    lines = np.repeat(pairs, entries.data.astype(np.int64), axis=0)
    return _relabelled(name, taxonomy.names, lines, np.unique(lines))


def _relabelled(
    name: str, names: tuple[str, ...], lines: np.ndarray, order: np.ndarray
) -> Relations:
    number = np.full(len(names), -1)
    number[order] = np.arange(len(order))
    return Relations.from_lines(name, (names[node] for node in order), number[lines])


def _hash_order(names: tuple[str, ...], pairs: np.ndarray) -> np.ndarray:
    lines = (f"{names[child]}\t{names[parent]}" for child, parent in pairs.tolist())
    digests = np.array([sha256(line.encode()).digest() for line in lines])
    return np.argsort(digests)


def _first_appearances(pairs: np.ndarray) -> np.ndarray:
    nodes, first = np.unique(pairs, return_index=True)
    return nodes[np.argsort(first)]
