import hashlib
import heapq
import warnings

import nltk.data
import numpy as np
import pytest

from poincare.base.errors import UserError
from poincare.datasets.wordnet import lemma_senses, nltk_reader, read_taxonomy
from poincare.datasets.wordnet_fetch import FILES, nltk_reads
from poincare.datasets.wordnet_source import WordNetSource

COUNTS = {
    "nouns": (82_115, 743_241, 0),
    "nouns-facebook": (82_115, 743_086, 0),
    "nouns-facebook-lines": (82_115, 743_086, 0),
    "nouns-paths": (82_114, 661_127 + 82_114, 82_114),
    "nouns-cones": (82_114, 661_127, 0),
    "mammals": (1_182, 6_542, 0),
    "mammals-tree": (1_144, 1_144, 0),
    "balanced-tree": (364, 363, 0),
    "verbs": (13_542, 35_079, 0),
}


@pytest.fixture(scope="module")
def reader(wordnet_source):
    """NLTK's own view of the files, for constructions written down literally."""
    read_taxonomy(wordnet_source, "n")
    with nltk_reads(wordnet_source.folder):
        yield nltk_reader(wordnet_source)


def positives(graph, name):
    return {graph.names[node] for node in graph.positives(graph.index[name])}


def sample(graph, size=400):
    chosen = np.random.default_rng(0).choice(graph.n_nodes, size, replace=False)
    return [graph.names[node] for node in chosen]


@pytest.mark.parametrize("name", COUNTS)
def test_counts(graphs, name):
    graph = graphs[name]
    assert graph.name == name
    assert (graph.n_nodes, graph.n_pairs, graph.n_self_loops) == COUNTS[name]


def test_shape_of_the_noun_closure(graphs):
    nouns = graphs["nouns"]
    above = np.diff(nouns.indptr)
    above = above[above > 0]
    assert len(above) == 82_114
    assert above.mean() == pytest.approx(9.05, abs=0.005)
    assert (np.median(above), above.max()) == (9, 34)
    inner = nouns.in_degree > 0
    assert (np.count_nonzero(~inner), np.count_nonzero(inner)) == (64_958, 17_157)
    root = nouns.index["entity.n.01"]
    assert np.count_nonzero(inner[nouns.sources] & (nouns.indices != root)) == 127_583


def test_nouns_are_the_elements_of_all_hypernym_paths(graphs, reader):
    for name in sample(graphs["nouns"]):
        paths = reader.synset(name).hypernym_paths()
        on_a_path = {synset.name() for path in paths for synset in path}
        assert positives(graphs["nouns"], name) == on_a_path - {name}
        if name != "entity.n.01":
            kept = {synset.name() for path in paths for synset in path[1:]}
            assert positives(graphs["nouns-paths"], name) == kept


def test_verbs_are_the_recursive_closure(graphs, reader):
    verbs = graphs["verbs"]
    for name in sample(verbs):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # NLTK warns of every second way to an ancestor
            above = reader.synset(name).closure(lambda s: s.hypernyms() + s.instance_hypernyms())
            assert positives(verbs, name) == {synset.name() for synset in above}


def test_facebook_loses_mixed_chains(graphs, reader):
    full, theirs = graphs["nouns"], graphs["nouns-facebook"]
    assert theirs.names == full.names
    poorer = np.flatnonzero(np.diff(full.indptr) > np.diff(theirs.indptr))
    assert len(poorer) == 22
    for name in [full.names[node] for node in poorer] + sample(full, 100):
        synset = reader.synset(name)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            above = set(synset.closure(lambda s: s.hypernyms()))
            for general in list(synset.closure(lambda s: s.instance_hypernyms())):
                above |= {general, *general.closure(lambda s: s.hypernyms())}
        assert positives(theirs, name) == {synset.name() for synset in above}
        assert positives(theirs, name) <= positives(full, name)


def test_paths_and_cones_are_nouns_without_the_root(graphs):
    nouns, paths, cones = (graphs[name] for name in ("nouns", "nouns-paths", "nouns-cones"))
    assert set(paths.names) == set(cones.names) == set(nouns.names) - {"entity.n.01"}
    for name in sample(cones, 100):
        assert positives(cones, name) == positives(nouns, name) - {"entity.n.01"}
        assert positives(paths, name) == positives(cones, name) | {name}


def test_paths_are_numbered_by_first_appearance_in_hash_order(graphs):
    graph = graphs["nouns-paths"]
    lines = (
        f"{graph.names[u]}\t{graph.names[v]}"
        for u, v in zip(graph.sources.tolist(), graph.indices.tolist(), strict=True)
    )
    first = heapq.nsmallest(2000, lines, key=lambda line: hashlib.sha256(line.encode()).digest())
    seen = list(dict.fromkeys(name for line in first for name in line.split("\t")))
    assert len(seen) > 1001
    assert list(graph.names[: len(seen)]) == seen


def test_mammals_are_the_descendants_of_one_node(graphs):
    nouns, mammals = graphs["nouns"], graphs["mammals"]
    top = mammals.index["mammal.n.01"]
    assert mammals.in_degree[top] == mammals.n_nodes - 1
    assert len(mammals.positives(top)) == 0
    for name in sample(mammals, 100):
        assert positives(mammals, name) == positives(nouns, name) & set(mammals.names)


def test_the_tree_of_mammals_is_the_direct_hyponyms_down_to_the_eighth_level(graphs, reader):
    below, level = set(), [reader.synset("mammal.n.01")]
    for _ in range(8):
        pairs = {(child, synset) for synset in level for child in synset.hyponyms()}
        below |= {(child.name(), synset.name()) for child, synset in pairs}
        level = [child for child, _ in pairs]
    graph = graphs["mammals-tree"]
    assert below == {
        (graph.names[u], graph.names[v]) for u, v in zip(graph.sources, graph.indices, strict=True)
    }
    assert any(synset.hyponyms() for synset in level)


def test_nodes_stand_in_the_order_of_the_data_file(graphs, wordnet_source):
    for name, pos in (("nouns", "n"), ("mammals", "n"), ("mammals-tree", "n"), ("verbs", "v")):
        place = {synset: i for i, synset in enumerate(read_taxonomy(wordnet_source, pos).names)}
        places = [place[node] for node in graphs[name].names]
        assert places == sorted(places)


def test_lemma_senses(wordnet_source):
    senses = lemma_senses(wordnet_source, ["wolf", "domestic_dog", "no such word"])
    assert senses["domestic_dog"] == ("dog.n.01",)
    assert {"wolf.n.01", "wolf.n.02", "beast.n.02"} & set(senses["wolf"])
    assert senses["no such word"] == ()


def test_lemma_senses_are_those_of_nltk_but_for_inflections(wordnet_source, reader):
    words = ["dog", "wolf", "mass", "army", "aura", "wing", "south"]
    senses = lemma_senses(wordnet_source, words)
    for word in words:
        assert set(senses[word]) == {synset.name() for synset in reader.synsets(word, "n")}


def test_unreadable_files_are_one_line_and_leave_nltk_alone(tmp_path):
    corpus = tmp_path / "corpora" / "wordnet"
    corpus.mkdir(parents=True)
    for name in FILES:
        (corpus / name).write_text("nonsense\n")
    before = list(nltk.data.path)
    with pytest.raises(UserError, match="NLTK cannot read this WordNet") as caught:
        read_taxonomy(WordNetSource(tmp_path, str(corpus), "a test"), "n")
    assert "\n" not in str(caught.value)
    assert nltk.data.path == before
