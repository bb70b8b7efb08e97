"""The released script's lines: counted by loops, on a small hierarchy and on WordNet."""

import warnings
from collections import Counter

import numpy as np
import pytest
from scipy import sparse

from poincare.datasets.released_script import lines_written
from poincare.datasets.wordnet import nltk_reader, read_taxonomy
from poincare.datasets.wordnet_fetch import nltk_reads

ROOT, PERSON, POET, MALE_POET, KING, BYRON, SAUL, HEIR = range(8)
#: Byron has two classes, one below the other; the heir is an instance of an instance.
HYPERNYMS = [(PERSON, ROOT), (POET, PERSON), (MALE_POET, POET), (MALE_POET, PERSON), (KING, PERSON)]
INSTANCE_HYPERNYMS = [(BYRON, POET), (BYRON, MALE_POET), (SAUL, KING), (HEIR, SAUL), (HEIR, KING)]


def relation(edges, n):
    rows, columns = np.array(edges).T
    return sparse.csr_array((np.ones(len(edges), dtype=bool), (rows, columns)), shape=(n, n))


def above(node, edges):
    """Closure of a node, each ancestor once, as NLTK's `closure`."""
    found = {general for special, general in edges if special == node}
    return found.union(*(above(one, edges) for one in found))


def by_loops(hypernyms, instance_hypernyms, n):
    """The lines of transitive_closure.py."""
    lines = []
    for synset in range(n):
        lines += [(synset, general) for general in above(synset, hypernyms)]
        for instance in (i for i, s in instance_hypernyms if s == synset):
            for general in above(instance, instance_hypernyms):
                lines.append((instance, general))
                lines += [(instance, more) for more in above(general, hypernyms)]
    return Counter(lines)


def test_lines_are_those_of_the_loops_of_the_script():
    written = lines_written(relation(HYPERNYMS, 8), relation(INSTANCE_HYPERNYMS, 8))
    expected = by_loops(HYPERNYMS, INSTANCE_HYPERNYMS, 8)
    entries = written.tocoo()
    pairs = zip(entries.row.tolist(), entries.col.tolist(), strict=True)
    assert dict(zip(pairs, entries.data.tolist(), strict=True)) == expected
    # Two classes of Byron, both of them below the poet and the person.
    assert expected[BYRON, PERSON] == 2 * (1 + 1)
    assert (expected[BYRON, POET], expected[SAUL, KING], expected[MALE_POET, PERSON]) == (4, 1, 1)


def test_the_nouns_have_769130_lines(graphs):
    once, lines = graphs["nouns-facebook"], graphs["nouns-facebook-lines"]
    assert lines.names == once.names and (lines.keys == once.keys).all()
    assert once.multiplicity is None
    repeated = lines.multiplicity > 1
    assert (lines.n_lines, lines.n_lines - lines.n_pairs) == (769_130, 26_044)
    assert (np.count_nonzero(repeated), lines.multiplicity.max()) == (11_762, 36)


def test_the_nouns_that_are_written_more_than_once_have_several_classes(graphs, wordnet_source):
    taxonomy, lines = read_taxonomy(wordnet_source, "n"), graphs["nouns-facebook-lines"]
    assert lines.names == taxonomy.names
    classes = np.diff(taxonomy.instance_hypernyms.indptr)
    surplus = np.bincount(lines.sources, lines.multiplicity - 1)
    assert (np.count_nonzero(surplus), np.count_nonzero(classes > 1)) == (790, 786)
    assert (surplus[classes > 1] > 0).all() and surplus[classes > 1].sum() == 26_029
    # Three have a hypernym as well; the fourth is an instance of an instance of several classes.
    others = {lines.names[node] for node in np.flatnonzero(surplus * (classes <= 1))}
    assert others == {"enlightenment.n.03", "orion.n.02", "wight.n.02", "el_nino.n.02"}


@pytest.mark.parametrize("part", [slice(None, None, 40), slice(7, None, 4000)])
def test_multiplicities_are_those_of_loops_over_nltk(graphs, wordnet_source, part):
    lines = graphs["nouns-facebook-lines"]
    repeated = np.unique(lines.sources[lines.multiplicity > 1])
    nodes = repeated[part] if part.step == 40 else np.arange(lines.n_nodes)[part]
    with nltk_reads(wordnet_source.folder), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # NLTK warns of every second way to an ancestor
        reader = nltk_reader(wordnet_source)
        for node in nodes:
            synset = reader.synset(lines.names[node])
            expected = Counter(synset.closure(lambda s: s.hypernyms()))
            for _ in synset.instance_hypernyms():
                for general in synset.closure(lambda s: s.instance_hypernyms()):
                    expected += Counter([general, *general.closure(lambda s: s.hypernyms())])
            row = slice(lines.indptr[node], lines.indptr[node + 1])
            names = [lines.names[general] for general in lines.indices[row]]
            assert dict(zip(names, lines.multiplicity[row].tolist(), strict=True)) == {
                general.name(): times for general, times in expected.items()
            }
