"""The glosses of WordNet as a corpus."""

import pytest

from poincare.base.errors import UserError
from poincare.datasets.glosses import gloss_corpus, record, words_of
from poincare.datasets.sources import ledger
from poincare.graphs.relations import Relations


def test_the_corpus_of_the_mammals_is_that_of_the_ledger(graphs, wordnet_source):
    corpus = gloss_corpus(wordnet_source, graphs["mammals"])
    assert corpus.names == graphs["mammals"].names
    dog = graphs["mammals"].index["dog.n.01"]
    document = corpus.tokens[corpus.indptr[dog] : corpus.indptr[dog + 1]]
    written = [corpus.words[place] for place in document]
    assert written[:3] == ["a", "member", "of"] and written[-4:] == [
        "dog",
        "barked",
        "all",
        "night",
    ]
    about = record(corpus, "mammals", wordnet_source)
    assert {key: about[key] for key in ledger()["corpora"]["mammals"]} == ledger()["corpora"][
        "mammals"
    ]


def test_another_wordnet_and_other_nodes_are_named(graphs, wordnet_source):
    mammals = graphs["mammals"]
    renamed = Relations("mammals", ("dogg.n.01",), mammals.indptr[:2] * 0, mammals.indices[:0])
    with pytest.raises(UserError, match=r"dogg"):
        gloss_corpus(wordnet_source, renamed)
    fewer = Relations("mammals", ("dog.n.01",), mammals.indptr[:2] * 0, mammals.indices[:0])
    with pytest.raises(UserError, match="documents 1 instead of 1182"):
        gloss_corpus(wordnet_source, fewer)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "a Dog's life; (often) black-and-white",
            ["a", "dog's", "life", "often", "black-and-white"],
        ),
        ("'x-' 9th_inning café", ["x", "9th", "inning", "café"]),
        ("...", []),
    ],
)
def test_words_are_letters_and_digits_in_lower_case(text, words):
    assert words_of(text) == words
