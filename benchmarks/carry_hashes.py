"""Carry the hashes in kept results over a change that left the meaning of the values as it is.

Results name the recipe that they were trained with and the protocol that scored them by hashes. If
keys of recipes are renamed, or protocols get a field, the hashes change, although the kept values
are still those of the recipe and the protocol. This script replaces the hashes in their column. All
other text of the files stays as it is.

Renamed keys: the recipe of the same name in a folder of old recipes gives the old hash. Show first
that the renamed recipes give the same bits::

    mkdir /tmp/old && git archive COMMIT config/recipes | tar -x -C /tmp/old
    python benchmarks/carry_hashes.py recipes /tmp/old/config/recipes results/reference/results.csv

New fields: the protocol without them gives the old hash. Rows that have ties are left as they are,
since a field may decide how they count. Show first that the new fields mean nothing to the others::

    python benchmarks/carry_hashes.py protocols reading,measures results/reference/audit/results.csv

It prints, for each file, how many rows it changed, and whose hash is neither an old nor a new one.
"""

import argparse
import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import pandas as pd
import yaml

from poincare.base.storage import digest, pack_text, write_text
from poincare.base.validation import read_yaml
from poincare.datasets.known_splits import known_split
from poincare.evaluation.labels import LABEL, ScoredBy
from poincare.evaluation.link_prediction import hash_of_links
from poincare.evaluation.protocols import PROTOCOLS, SCORING_VERSION, Protocol
from poincare.evaluation.results import PROTOCOL_HASH, read_results
from poincare.evaluation.variants import protocol_or_variant
from poincare.training.recipe import read_recipe

RECIPES = Path(__file__).resolve().parents[1] / "config" / "recipes"

#: The old and the new hash of a row; None if it has no other hash than it had.
Pair = tuple[str, str] | None


def old_recipe_hash(path: Path) -> str:
    """Hash of a recipe whose keys may not fit the schema any more."""
    return digest({"recipe": pack_text(yaml.safe_dump(read_yaml(path), sort_keys=True))})


def pairs_of_recipes(rows: pd.DataFrame, old: Path, new: Path = RECIPES) -> list[Pair]:
    """Hashes of the recipe of each row, where both folders have it."""
    found = {
        path.stem: (old_recipe_hash(old / path.name), read_recipe(path).text_hash)
        for path in sorted(new.glob("*.yaml"))
        if (old / path.name).is_file()
    }
    return [found.get(system) for system in rows["system"]]


def old_protocol_hash(protocol: Protocol, without: Sequence[str]) -> str:
    """Hash of a protocol as it was without some of its fields."""
    parts = asdict(protocol) | {"scoring_version": SCORING_VERSION}
    for name in ("name", "source", "variant", *without):
        del parts[name]
    return digest({"protocol": pack_text(json.dumps(parts, sort_keys=True))})


def pairs_of_protocols(rows: pd.DataFrame, without: Sequence[str]) -> Iterator[Pair]:
    """Hashes of the protocol of each row that was scored by one and has no ties."""
    for row in rows.to_dict("records"):
        scored_by = ScoredBy(**{name: row[name] for name in LABEL})
        if scored_by.protocol not in PROTOCOLS or row["n_ties"] != 0:
            yield None
            continue
        protocol = protocol_or_variant(scored_by.name)
        old, new = old_protocol_hash(protocol, without), protocol.content_hash
        if scored_by.split:
            known = known_split(row["dataset"])
            old, new = (hash_of_links(one, known.split_hash, scored_by.part) for one in (old, new))
        yield old, new


def carried(text: str, column: str, pairs: Sequence[Pair]) -> tuple[str, int, int]:
    """A table of results with the hashes of a column replaced, row by row.

    Returns
    -------
    text : str
    changed : int
        Rows whose hash was replaced.
    unknown : int
        Rows with a hash that is neither the old nor the new one: it changed before.
    """
    lines = text.splitlines(keepends=True)
    header, *rows = csv.reader(io.StringIO(text))
    place = header.index(column)
    changed = unknown = 0
    for number, (row, pair) in enumerate(zip(rows, pairs, strict=True), start=1):
        if pair is None or not row[place] or row[place] == pair[1]:
            continue
        if row[place] == pair[0]:
            lines[number] = _with_cell(lines[number], row, place, pair[1])
            changed += 1
        else:
            unknown += 1
    return "".join(lines), changed, unknown


def _with_cell(line: str, row: list[str], column: int, value: str) -> str:
    """A line of CSV with one cell, a hash, replaced, whose place among equal cells is kept."""
    earlier = sum(cell.count(row[column]) for cell in row[:column])
    parts = line.split(row[column])
    return row[column].join(parts[: earlier + 1]) + value + row[column].join(parts[earlier + 1 :])


def main() -> None:
    """Replace the hashes in all files named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    kinds = parser.add_subparsers(dest="kind", required=True)
    recipes = kinds.add_parser("recipes", help="keys of recipes were renamed")
    recipes.add_argument("old", type=Path, help="folder of the recipes as they were")
    protocols = kinds.add_parser("protocols", help="protocols got new fields")
    protocols.add_argument("without", help="the new fields, with commas between them")
    for kind in (recipes, protocols):
        kind.add_argument("files", type=Path, nargs="+", help="tables of results")
    options = parser.parse_args()
    for file in options.files:
        rows = read_results(file)
        if options.kind == "recipes":
            column, pairs = "recipe_hash", pairs_of_recipes(rows, options.old)
        else:
            column = PROTOCOL_HASH
            pairs = list(pairs_of_protocols(rows, options.without.split(",")))
        text, changed, unknown = carried(file.read_text(encoding="utf-8"), column, pairs)
        write_text(file, text)
        print(f"{file}: {changed} rows changed, {unknown} of unknown hashes")


if __name__ == "__main__":
    main()
