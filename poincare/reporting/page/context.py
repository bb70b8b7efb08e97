"""What the report needs to know about a run besides its results."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from poincare.base.artefacts import read_record
from poincare.datasets.own.words import shape_in_words
from poincare.datasets.sources import ledger
from poincare.evaluation.tasks import TASKS, Task
from poincare.reporting.words import capitalised
from poincare.training.recipe import read_recipe


@dataclass(frozen=True, kw_only=True)
class RecipeText:
    """A recipe as it was used: its YAML text, its hash, and what is not known of the system."""

    text: str
    hash: str
    uncertain: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
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
        One row per graph or file of the data, each with the same columns, with its hash.
    missing : mapping of str to str
        By task: why its data are missing, and how to supply them.
    recipes : mapping of str to RecipeText
        By system.
    external : tuple of mappings
        One row per run whose vectors are from a file, each with the same columns, with the file's
        hash; these systems have no recipe.
    notes : tuple of str
        Further sentences for the reader.
    """

    title: str
    config: str
    date: str
    versions: Mapping[str, str]
    sources: tuple[Mapping[str, str], ...] = ()
    missing: Mapping[str, str] = field(default_factory=dict)
    recipes: Mapping[str, RecipeText] = field(default_factory=dict)
    external: tuple[Mapping[str, str], ...] = ()
    notes: tuple[str, ...] = ()


def gather(
    *,
    title: str,
    config: str,
    date: str,
    versions: Mapping[str, str],
    graphs: Iterable[str | Path],
    task_data: Mapping[str, str | Path],
    recipes: Iterable[str | Path],
    external: Iterable[str | Path] = (),
) -> Context:
    """Read the records of graphs, of the data of tasks, of recipes and of given vectors.

    Parameters
    ----------
    task_data : mapping of str to path
        By task that was asked for and needs a file of its own (`Task.data`): that file's record.

    Raises
    ------
    UserError
        If a file is missing or damaged.
    """
    sources = [graph_row(read_record(path)) for path in graphs]
    missing = {}
    for task, path in task_data.items():
        record = read_record(path)
        if record["available"]:
            row = _file_row(TASKS[task], record["sha256"])
            # Tasks that share a file: it is named once.
            if row["hash"] not in {source["hash"] for source in sources}:
                sources.append(row)
        else:
            missing[task] = f"{capitalised(record['reason'])}."
    texts = {path.stem: recipe_text(path) for path in map(Path, recipes)}
    return Context(
        title=title,
        config=config,
        date=date,
        versions=versions,
        sources=tuple(sources),
        missing=missing,
        recipes=texts,
        external=tuple(external_row(read_record(path)) for path in external),
    )


def recipe_text(path: Path) -> RecipeText:
    """A recipe's text, hash and what is not known of the system."""
    recipe = read_recipe(path)
    text = path.read_text(encoding="utf-8")
    return RecipeText(text=text, hash=recipe.text_hash, uncertain=recipe.uncertain)


def _file_row(task: Task, sha256: str) -> dict[str, str]:
    file = ledger()["files"][task.data]
    return {
        "name": task.title,
        "content": file["what"],
        "origin": file["citation"],
        "licence": file["licence"],
        "hash": sha256,
    }


def external_row(record: Mapping[str, Any]) -> dict[str, str]:
    """A run whose vectors are from a file as a row of `Context.external`, from its record."""
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


def graph_row(record: Mapping[str, object]) -> dict[str, str]:
    """A graph as a row of `Context.sources`, from its record."""
    content = f"{record['nodes']:,} nodes, {record['pairs']:,} pairs"
    if record.get("lines", record["pairs"]) != record["pairs"]:
        content += f" in {record['lines']:,} lines"
    if record["self_loops"]:
        content += f", {record['self_loops']:,} of them self-loops"
    if "shape" in record:  # an earlier version of the suite has not written it
        content += f"; {shape_in_words(record['shape'])}"
    if "layout" in record:
        content += f"; {record['layout']}"
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
