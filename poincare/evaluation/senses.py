"""Which synsets are senses of a word: look-ups by the synset's name and by its lemmas."""

from collections.abc import Iterable, Mapping

import numpy as np

#: Word to node indices.
Senses = Mapping[str, np.ndarray]


def senses_by_name(names: Iterable[str]) -> dict[str, np.ndarray]:
    """Nodes whose synset name begins with the word: ``wolf`` has ``wolf.n.01``, ``wolf.n.02``, ….

    The look-up of gensim's ``LexicalEntailmentEvaluation``. It misses synsets named after another
    of their lemmas.

    Returns
    -------
    dict
        Word to ascending node indices, int64.
    """
    groups: dict[str, list[int]] = {}
    for index, name in enumerate(names):
        groups.setdefault(name.rsplit(".", 2)[0], []).append(index)
    return _as_arrays(groups)


def senses_by_lemma(
    names: Iterable[str], lemma_senses: Mapping[str, Iterable[str]]
) -> dict[str, np.ndarray]:
    """Nodes that have the word among their lemmas.

    Parameters
    ----------
    names : iterable of str
        Node names.
    lemma_senses : mapping
        Word to names of its synsets (`poincare.datasets.wordnet.lemma_senses`); synsets that are
        no nodes are skipped.

    Returns
    -------
    dict
        Word to node indices, int64; words without a node are left out.
    """
    index = {name: position for position, name in enumerate(names)}
    return _as_arrays(
        {
            word: [index[synset] for synset in synsets if synset in index]
            for word, synsets in lemma_senses.items()
        }
    )


def senses_in_order(names: Iterable[str]) -> dict[str, np.ndarray]:
    """`senses_by_name`, a word's senses by ascending name: ``wolf.n.02`` after ``wolf.n.01``."""
    names = tuple(names)
    return {
        word: np.array(sorted(nodes.tolist(), key=names.__getitem__))
        for word, nodes in senses_by_name(names).items()
    }


def _as_arrays(groups: Mapping[str, list[int]]) -> dict[str, np.ndarray]:
    return {word: np.array(nodes, dtype=np.int64) for word, nodes in groups.items() if nodes}
