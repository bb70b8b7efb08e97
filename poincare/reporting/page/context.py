"""What the report says of a run besides its results."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from poincare.base.storage import read_json
from poincare.datasets.sources import ledger
from poincare.reporting.audit.rules import AuditRules
from poincare.training.recipe import read_recipe


@dataclass(frozen=True)
class RecipeText:
    """A recipe as it was used: its YAML text, its hash, and what is not known of the system."""

    text: str
    hash: str
    uncertain: tuple[str, ...] = ()


@dataclass(frozen=True)
class Context:
    """The run that a report is about.

    Attributes
    ----------
    title, config : str
        Title of the report; name of the configuration.
    date : str
    versions : mapping of str to str
        What computed the numbers: code, Python, libraries, processor.
    sources : tuple of mappings
        One row per graph or file of the data, each of the same columns, with its hash.
    audit : AuditRules
        Which published numbers the results are to give again.
    hyperlex_missing : str
        Why HyperLex is not there and how to supply it; empty if it is, or was not asked for.
    recipes : mapping of str to RecipeText
        By system.
    external : tuple of mappings
        One row per run whose vectors were given as a file, each of the same columns, with the
        file's hash; these systems have no recipe.
    notes : tuple of str
        Further sentences for the reader.
    """

    title: str
    config: str
    date: str
    versions: Mapping[str, str]
    sources: tuple[Mapping[str, str], ...]
    audit: AuditRules
    hyperlex_missing: str = ""
    recipes: Mapping[str, RecipeText] = field(default_factory=dict)
    external: tuple[Mapping[str, str], ...] = ()
    notes: tuple[str, ...] = ()


def gather(
    title: str,
    config: str,
    date: str,
    versions: Mapping[str, str],
    graphs: Iterable[str | Path],
    hyperlex: str | Path | None,
    recipes: Iterable[str | Path],
    audit: AuditRules,
    external: Iterable[str | Path] = (),
) -> Context:
    """Read the records of the graphs, HyperLex (if it was asked for), recipes and given vectors.

    Raises
    ------
    UserError
        If a file is missing or damaged.
    """
    files = ledger()["files"]
    rows = [_graph_row(read_json(path)) for path in graphs]
    missing = ""
    if hyperlex:
        record = read_json(hyperlex)
        if record["available"]:
            rows.append(
                {
                    "name": "HyperLex",
                    "content": files["hyperlex"]["what"],
                    "origin": files["hyperlex"]["citation"],
                    "licence": files["hyperlex"]["licence"],
                    "hash": record["sha256"],
                }
            )
        else:
            missing = f"{record['reason'][:1].upper()}{record['reason'][1:]}."
    texts = {}
    for path in map(Path, recipes):
        recipe = read_recipe(path)
        text = path.read_text(encoding="utf-8")
        texts[recipe.name] = RecipeText(text, recipe.text_hash, recipe.uncertain)
    given = tuple(_external_row(read_json(path)) for path in external)
    return Context(title, config, date, versions, tuple(rows), audit, missing, texts, given)


def _external_row(record: Mapping[str, Any]) -> dict[str, str]:
    given = record["external"]
    return {
        "system": record["system"],
        "dataset": record["dataset"],
        "d": str(record["dim"]),
        "file": given["file"],
        "format": given["format"],
        "coordinates": given["coordinates"],
        "names that are no nodes": f"{given['unknown_names']:,}",
        "hash": record["recipe_hash"],
    }


def _graph_row(record: Mapping[str, object]) -> dict[str, str]:
    content = f"{record['nodes']:,} nodes, {record['pairs']:,} pairs"
    if record["self_loops"]:
        content += f", {record['self_loops']:,} of them self-loops"
    if "test" in record:
        content += (
            f"; held out {record['validation']:,} for validation, {record['test']:,} for test"
        )
    return {
        "name": str(record["dataset"]),
        "content": content,
        "origin": str(record["origin"]),
        "licence": str(record["licence"]),
        "hash": str(record["content_hash"]),
    }
