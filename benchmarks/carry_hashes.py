"""Carry the recipes' hashes in kept results over a change of the recipes' keys.

Results name the recipe that they were trained with by its hash. If keys are renamed and no training
changes, kept results are still those of the renamed recipe. This script maps the hash of each old
recipe to that of the recipe of the same name, and replaces it in the column `recipe_hash`. All
other text of the files stays as it is::

    mkdir /tmp/old && git archive COMMIT config/recipes | tar -x -C /tmp/old
    python benchmarks/carry_recipe_hashes.py /tmp/old/config/recipes \\
        results/reference/results.csv tests/regression/baseline/results.csv

It prints the mapping and, for each file, how many rows it changed. Show first that the renamed
recipes give the same bits.
"""

import argparse
import csv
import io
from collections.abc import Mapping
from pathlib import Path

import yaml

from poincare.base.storage import digest, pack_text, write_text
from poincare.base.validation import read_yaml
from poincare.training.recipe import read_recipe

RECIPES = Path(__file__).resolve().parents[1] / "config" / "recipes"


def old_hash(path: Path) -> str:
    """Hash of a recipe whose keys may not fit the schema any more."""
    return digest({"recipe": pack_text(yaml.safe_dump(read_yaml(path), sort_keys=True))})


def mapping(old: Path, new: Path = RECIPES) -> dict[str, tuple[str, str]]:
    """Old and new hash by recipe, of those in both folders."""
    return {
        path.stem: (old_hash(old / path.name), read_recipe(path).text_hash)
        for path in sorted(new.glob("*.yaml"))
        if (old / path.name).is_file()
    }


def carried(text: str, hashes: Mapping[str, str]) -> tuple[str, int, set[str]]:
    """A table of results with the hashes replaced.

    Returns
    -------
    text : str
    changed : int
        Rows whose hash was replaced.
    unknown : set of str
        Systems with a hash that is neither an old nor a new one: their recipes changed before.
    """
    lines = text.splitlines(keepends=True)
    header, *rows = csv.reader(io.StringIO(text))
    column, system = header.index("recipe_hash"), header.index("system")
    changed, unknown = 0, set()
    for number, row in enumerate(rows, start=1):
        found = row[column]
        if found in hashes:
            lines[number] = _with_cell(lines[number], row, column, hashes[found])
            changed += 1
        elif found and found not in hashes.values():
            unknown.add(row[system])
    return "".join(lines), changed, unknown


def _with_cell(line: str, row: list[str], column: int, value: str) -> str:
    """A line of CSV with one cell, a hash, replaced, whose place among equal cells is kept."""
    earlier = sum(cell.count(row[column]) for cell in row[:column])
    parts = line.split(row[column])
    return row[column].join(parts[: earlier + 1]) + value + row[column].join(parts[earlier + 1 :])


def main() -> None:
    """Replace the hashes in all files named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("old", type=Path, help="folder of the recipes as they were")
    parser.add_argument("files", type=Path, nargs="*", help="tables of results")
    options = parser.parse_args()
    found = mapping(options.old)
    for name, (before, after) in found.items():
        print(f"{name:28} {before[:16]} {after[:16]}")
    for file in options.files:
        text, changed, unknown = carried(file.read_text(encoding="utf-8"), dict(found.values()))
        write_text(file, text)
        print(f"{file}: {changed} rows changed, unknown recipes of {sorted(unknown) or 'none'}")


if __name__ == "__main__":
    main()
