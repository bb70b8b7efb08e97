"""The datasets: one entry per graph, with how it is built and from which source.

To add a graph, write a function that returns its `Relations`, add an entry here, and state its
counts and content hash in the ledger (``sources.yaml``). Nothing else names a graph.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from poincare.base.errors import UserError
from poincare.datasets import cones, networks, ontologies, released_script, taxonomies, wordnet
from poincare.datasets.sources import LEDGER, ledger, obtain
from poincare.datasets.trees import balanced_tree
from poincare.datasets.wordnet_source import WordNetSource, obtain_wordnet
from poincare.graphs.hierarchy import reduction
from poincare.graphs.relations import Relations
from poincare.graphs.shape import shape

#: What a builder reads: WordNet, a file of the ledger, or nothing for graphs made by the suite.
Source = WordNetSource | Path | None

WORDNET = "wordnet"


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """A graph that the suite knows how to build.

    Attributes
    ----------
    name : str
    build : callable
        The graph, from its source.
    source : str
        ``wordnet``, the name of a data file of the ledger, or blank if nothing is read.
    noun_synsets : bool
        Whether its nodes are all noun synsets of WordNet, so that HyperLex can be scored.
    verb_synsets : bool
        Whether its nodes are all verb synsets of WordNet, so that HyperLex's verbs can be scored.
    part_of_speech : str
        ``n`` or ``v`` if its direct edges are the hypernyms that WordNet states for its nodes;
        blank if they are the transitive reduction of its pairs.
    network : bool
        Whether its edges have no direction, each being two pairs; it has no hierarchy.
    """

    name: str
    build: Callable[[Any], Relations]
    source: str = WORDNET
    noun_synsets: bool = False
    verb_synsets: bool = False
    part_of_speech: str = ""
    network: bool = False


def _network(name: str, file: str) -> Dataset:
    return Dataset(
        name=name, build=networks.collaboration(name), source=f"networks/{file}", network=True
    )


_NOUNS: dict[str, Any] = {"noun_synsets": True, "part_of_speech": "n"}

#: By name, in the order of the documentation.
DATASETS = {
    dataset.name: dataset
    for dataset in (
        Dataset(name="nouns", build=wordnet.nouns, **_NOUNS),
        Dataset(name="nouns-facebook", build=released_script.nouns_facebook, **_NOUNS),
        Dataset(name="nouns-facebook-lines", build=released_script.nouns_facebook_lines, **_NOUNS),
        Dataset(name="nouns-paths", build=wordnet.nouns_paths, **_NOUNS),
        Dataset(name="nouns-cones", build=wordnet.nouns_cones, **_NOUNS),
        Dataset(name="mammals", build=wordnet.mammals, part_of_speech="n"),
        Dataset(name="mammals-facebook", build=released_script.mammals_facebook),
        Dataset(name="mammals-cones", build=cones.mammals_cones),
        Dataset(name="mammals-tree", build=wordnet.mammals_tree),
        Dataset(name="balanced-tree", build=lambda _: balanced_tree(), source=""),
        Dataset(name="verbs", build=wordnet.verbs, verb_synsets=True, part_of_speech="v"),
        Dataset(name="acm", build=taxonomies.acm, source="acm"),
        Dataset(name="eurovoc", build=taxonomies.eurovoc, source="eurovoc"),
        Dataset(name="hpo", build=ontologies.hpo, source="hpo"),
        Dataset(name="go-bp", build=ontologies.go_bp, source="go"),
        _network("ca-astroph", "ca-AstroPh.txt"),
        _network("ca-condmat", "ca-CondMat.txt"),
        _network("ca-grqc", "ca-GrQc.txt"),
        _network("ca-hepph", "ca-HepPh.txt"),
    )
}


def dataset_named(name: str) -> Dataset:
    """The dataset of that name, or a `UserError` that lists them."""
    if name not in DATASETS:
        raise UserError(f"no dataset called {name!r}", mend=f"one of {', '.join(DATASETS)}")
    return DATASETS[name]


def graphs_of_synsets() -> list[str]:
    """Names of the graphs whose nodes are all synsets of WordNet."""
    return [name for name, dataset in DATASETS.items() if dataset.source == WORDNET]


def source_of(name: str, root: str | Path) -> Source:
    """What the graph is built from: found for the project at `root`, or downloaded.

    Raises
    ------
    UserError
        If there is no such graph, or if its source is nowhere to be found.
    """
    source = dataset_named(name).source
    if source == WORDNET:
        return obtain_wordnet(root)
    return obtain(source, root) if source else None


def build(name: str, source: Source) -> Relations:
    """Build a graph and compare its counts and its content hash with the ledger.

    Raises
    ------
    UserError
        If there is no such graph, or if it is not the expected one, which means that its source
        is another version.
    """
    graph = dataset_named(name).build(source)
    found, expected = graph.summary(), ledger()["graphs"][name]
    wrong = [
        f"{what} {found[what]} instead of {expected[what]}"
        for what in ("nodes", "pairs", "lines", "self_loops", "content_hash")
        if found[what] != expected.get(what, found[what])
    ]
    if wrong:
        place = source.corpus if isinstance(source, WordNetSource) else source or LEDGER.name
        raise UserError(
            f"another version of the source: {name!r} has {', '.join(wrong)}",
            place,
            "put the version of data/README.md there, or delete it to have it fetched",
        )
    return graph


def direct(relations: Relations, source: Source) -> Relations:
    """The direct edges of a graph that was built: WordNet's hypernyms or its reduction.

    The edges of a network are all direct.
    """
    if dataset_named(relations.name).network:
        return relations
    part_of_speech = dataset_named(relations.name).part_of_speech
    if part_of_speech:
        return wordnet.direct_hypernyms(source, part_of_speech, relations.names)
    return reduction(relations)


def record(relations: Relations, source: Source) -> dict[str, Any]:
    """Counts, hash, origin and licence of a built graph, as its record states them."""
    stated = ledger()["graphs"][relations.name]
    file = ledger()["files"].get(DATASETS[relations.name].source, {})
    origin = source.origin if isinstance(source, WordNetSource) else str(source)
    return {
        **relations.summary(),
        "shape": asdict(shape(relations)),
        "origin": stated.get("origin", origin),
        "licence": stated.get("licence", file.get("licence")),
    }
