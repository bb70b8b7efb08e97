"""The splits whose content is known without drawing them: section ``splits`` of the ledger.

A split follows from its graph and its hold-out. An entry of the ledger names both by a hash,
``drawn_from``. If either has changed since, the entry says nothing of the present split.

``python -m poincare.datasets.known_splits nouns-all5 …`` prints entries for the ledger, from graphs
in ``data/built``.
"""

import json
import sys
from dataclasses import asdict, dataclass

import yaml

from poincare.base.errors import UserError
from poincare.base.storage import digest, pack_text
from poincare.datasets.hold_out import held_out
from poincare.datasets.sources import ledger
from poincare.graphs.relations import Relations
from poincare.graphs.splits import HoldOut, Split, split_named


@dataclass(frozen=True)
class KnownSplit:
    """Content hashes of a split: of the pairs to train on, and of all three parts."""

    train_hash: str
    split_hash: str


def known_split(dataset: str) -> KnownSplit | None:
    """The hashes of the split `dataset`; None if the ledger does not know the present one."""
    graph, hold_out = split_named(dataset) or (dataset, None)
    entry, whole = ledger()["splits"].get(dataset), ledger()["graphs"].get(graph)
    if hold_out is None or entry is None or whole is None:
        return None
    if entry["drawn_from"] != drawn_from(whole["content_hash"], hold_out):
        return None
    return KnownSplit(entry["content_hash"], entry["split_hash"])


def drawn_from(graph_hash: str, hold_out: HoldOut) -> str:
    """SHA-256 of what decides a split: the graph's content hash, and the hold-out's numbers."""
    numbers = asdict(hold_out)
    del numbers["name"], numbers["title"]
    if numbers["others"] is None:
        del numbers["others"]
    parts = {"graph": graph_hash, "hold_out": json.dumps(numbers, sort_keys=True)}
    return digest({name: pack_text(text) for name, text in parts.items()})


def entry_of(parts: Split, graph_hash: str, hold_out: HoldOut) -> dict[str, str]:
    """The entry of a split in the ledger."""
    return {
        "drawn_from": drawn_from(graph_hash, hold_out),
        "content_hash": parts.train.content_hash,
        "split_hash": parts.content_hash,
    }


def main(datasets: list[str]) -> None:
    """Print the entries of some splits."""
    entries = {}
    for dataset in datasets:
        graph, hold_out = split_named(dataset) or (dataset, None)
        if hold_out is None:
            raise UserError(f"{dataset!r} is no split")
        relations = Relations.load(f"data/built/graphs/{graph}.npz")
        entries[dataset] = entry_of(
            held_out(relations, hold_out, "."), relations.content_hash, hold_out
        )
    print(yaml.safe_dump(entries, sort_keys=False, width=200), end="")


if __name__ == "__main__":
    main(sys.argv[1:])
