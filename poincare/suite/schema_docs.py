"""config/README.md: every key of the configuration and of recipes, from their schemas.

Run ``python -m poincare.suite.schema_docs`` at the root after changing a schema.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from poincare.base.storage import write_text
from poincare.base.validation import read_yaml
from poincare.suite.configuration.figure_options import figures_schema
from poincare.training import recipe
from poincare.training.trainers import MODULES, trainer_named

ROOT = Path(__file__).parents[2]
CONFIG_SCHEMA = ROOT / "workflow" / "schemas" / "config.schema.yaml"
PAGE = ROOT / "config" / "README.md"

INTRODUCTION = """# Configuration

A run is one YAML file in this folder: `default.yaml`, or another one that you name
(`snakemake --cores all --configfile config/quick.yaml`). Your own file needs only the keys that
differ from `default.yaml`. Lists are replaced as a whole. A system is one YAML file in `recipes/`.
Unknown keys and values outside the ranges below are errors.

`python -m poincare.suite.schema_docs` writes this page from the schemas.
"""


def rows(schema: dict[str, Any], whole: dict[str, Any], above: str = "") -> Iterator[str]:
    """One Markdown table row per key, `above` being the keys that lead here."""
    for key, entry in schema.get("properties", {}).items():
        name = f"{above}{key}"
        shared = whole.get("$defs", {}).get(entry.get("$ref", "").rpartition("/")[2], {})
        entry = {**shared, **entry}
        yield f"| `{name}` | {_values(entry)} | {_words(entry, shared)} |"
        items = entry.get("items", {})
        yield from rows(entry, whole, f"{name}.")
        yield from rows(items, whole, f"{name}[].")
        if isinstance(entry.get("additionalProperties"), dict):
            yield from rows(entry["additionalProperties"], whole, f"{name}.<name>.")


def _words(entry: dict[str, Any], shared: dict[str, Any]) -> str:
    own, common = entry.get("description", ""), shared.get("description", "")
    return f"{own} {common}".strip() if own != common else own


def _values(entry: dict[str, Any]) -> str:
    if "enum" in entry:
        return ", ".join(f"`{value}`" for value in entry["enum"])
    if entry["type"] == "array":
        return f"list of {_values(entry['items'])}"
    if isinstance(entry["type"], list):
        return " or ".join(entry["type"])
    bounds = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤"}
    limits = [f"{sign} {entry[key]}" for key, sign in bounds.items() if key in entry]
    return " ".join(
        [{"object": "mapping"}.get(entry["type"], entry["type"]), ", ".join(limits)]
    ).strip()


def page() -> str:
    """The whole page."""
    parts = [INTRODUCTION]
    schemas = {"Configuration of a run": CONFIG_SCHEMA, "Recipe": recipe.SCHEMA}
    for name in MODULES:
        schemas[f"Recipe, keys of the trainer `{name}`"] = trainer_named(name).schema
    for title, path in schemas.items():
        schema = read_yaml(path)
        if path == CONFIG_SCHEMA:
            schema["properties"]["figures"] = figures_schema()
        table = ["| key | values | meaning |", "|---|---|---|", *rows(schema, schema)]
        parts.append(f"## {title}\n\n" + "\n".join(table) + "\n")
    return "\n".join(parts)


if __name__ == "__main__":
    write_text(PAGE, page())
