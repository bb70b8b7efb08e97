"""JSON schemas that the options of several figures share."""

from typing import Any

GRAPH = {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]*$"}

#: What an entry may say of its run.
KEYS = {
    "dataset": {"description": "Graph.", **GRAPH},
    "system": {"description": "System: a recipe in config/recipes, or external.", **GRAPH},
    "dim": {"description": "Dimension.", "type": "integer", "minimum": 1},
}


def graphs(description: str) -> dict[str, Any]:
    """A list of graphs, empty by default."""
    return {
        "description": description,
        "type": "array",
        "uniqueItems": True,
        "items": GRAPH,
        "default": [],
    }


def entries(
    description: str, *keys: str, optional: dict[str, dict[str, Any]] | None = None
) -> dict[str, Any]:
    """A list of runs, each named by `keys`, with further `optional` keys; empty by default."""
    return {
        "description": description,
        "type": "array",
        "uniqueItems": True,
        "items": {
            "type": "object",
            "additionalProperties": False,
            "required": list(keys),
            "properties": {key: KEYS[key] for key in keys} | (optional or {}),
        },
        "default": [],
    }
