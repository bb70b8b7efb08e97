"""The glosses of WordNet as a corpus: definition and examples of every synset of a graph."""

import re
import warnings
from typing import Any

from nltk.corpus.reader import WordNetCorpusReader

from poincare.base.errors import UserError
from poincare.datasets.sources import ledger, one_line
from poincare.datasets.wordnet import nltk_reader
from poincare.datasets.wordnet_fetch import nltk_reads
from poincare.datasets.wordnet_source import WordNetSource
from poincare.graphs.corpus import Corpus
from poincare.graphs.relations import Relations

#: A word: letters and digits, with hyphens and apostrophes between them.
WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")


def words_of(text: str) -> list[str]:
    """The words of a text, in lower case."""
    return WORD.findall(text.lower())


def gloss_corpus(source: WordNetSource, graph: Relations) -> Corpus:
    """Definition and examples of every node of a graph of synsets, as one document each.

    Raises
    ------
    UserError
        If a node is no synset, if NLTK cannot read the files, or if the corpus is not the one of
        the ledger, which means that its source is another version.
    """
    try:
        with nltk_reads(source.folder), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that there are no other languages
            reader = nltk_reader(source)
            documents = [_document(reader, name) for name in graph.names]
    except Exception as error:  # NLTK meets damaged files with whatever fails first
        raise UserError(
            f"NLTK cannot read the glosses of {graph.name!r} ({one_line(error)})", source.corpus
        ) from None
    corpus = Corpus.of(graph.names, documents)
    _compare(corpus, graph.name, source)
    return corpus


def record(corpus: Corpus, graph: str, source: WordNetSource) -> dict[str, Any]:
    """Counts, hash, origin and licence of a built corpus, as its record states them."""
    return {
        "dataset": graph,
        **corpus.summary(),
        "origin": source.origin,
        "licence": ledger()["files"]["wordnet"]["licence"],
    }


def _document(reader: WordNetCorpusReader, name: str) -> list[str]:
    synset = reader.synset(name)
    return words_of(" ".join([synset.definition(), *synset.examples()]))


def _compare(corpus: Corpus, graph: str, source: WordNetSource) -> None:
    """Raise a `UserError` unless the corpus is as the ledger states it."""
    found, expected = corpus.summary(), ledger()["corpora"].get(graph, {})
    wrong = [f"{what} {found[what]} instead of {value}" for what, value in expected.items()]
    if any(found[what] != value for what, value in expected.items()):
        raise UserError(
            f"another version of WordNet: the glosses of {graph!r} have {', '.join(wrong)}",
            source.corpus,
            "put the version of data/README.md there, or delete it to have it fetched",
        )
