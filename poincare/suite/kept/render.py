"""A report from kept results: tables, page and what figures need no training, in seconds."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from poincare.base.artefacts import read_artefact, read_record, write_artefact
from poincare.base.errors import UserError
from poincare.evaluation.results import read_results
from poincare.reporting.audit.rules import read_audit
from poincare.reporting.figures.picture import Card, read_card, save_figure
from poincare.reporting.figures.registry import Drawing, Figure, figures
from poincare.reporting.figures.runs import Run, Runs
from poincare.reporting.kept.rows import read_kept
from poincare.reporting.page.context import (
    Context,
    RecipeText,
    external_row,
    graph_row,
    recipe_text,
)
from poincare.reporting.page.data_uri import read_data
from poincare.reporting.page.files import save_report, save_tables
from poincare.reporting.page.page import Report
from poincare.reporting.page.tables import make_tables
from poincare.reporting.published import read_published
from poincare.reporting.tables.frames import RUN
from poincare.reporting.tables.worth import is_control
from poincare.reporting.words import joined, short_hash
from poincare.suite.kept.reference import RECIPES, kept_file, recipe_files

#: What computed the numbers, by column of the results.
_VERSIONS = ("code_version", "python", "numpy", "scipy", "blas", "cpu")


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A folder of kept results, and the project that explains them.

    Attributes
    ----------
    folder : Path
        Has ``results.csv``; may have ``history.csv``, ``figures`` and ``runs``.
    root : Path
        Folder of the project: published numbers, recipes, records of graphs.
    results : pandas.DataFrame
    """

    folder: Path
    root: Path
    results: pd.DataFrame

    @property
    def runs(self) -> Runs:
        """The runs that have results. None is called a training: their vectors may be gone."""
        own = self.results[~is_control(self.results["system"])].drop_duplicates(RUN)
        rows = own[RUN].itertuples(index=False, name=None)
        published = sorted((self.root / "data" / "published").glob("*.*"))
        return Runs(
            folder=str(self.folder),
            grid=tuple(Run(*row) for row in rows),
            trained=frozenset(),
            hyperbolic=frozenset(),
            published=tuple(map(str, published)),
        )


def render_kept(folder: Path, output: Path, title: str, root: Path) -> Path:
    """Write the report, its tables and its figures to `output`; return the page's path.

    Figures that need only results or histories are drawn again, the other ones are copied from the
    folder. What cannot be shown is named on the page.

    Raises
    ------
    UserError
        If there is no ``results.csv``, or the results or the published numbers cannot be read.
    """
    if not (folder / "results.csv").is_file():
        raise UserError("no results.csv", folder, "name a folder that has one")
    kept = Kept(folder=folder, root=root, results=read_results(folder / "results.csv"))
    known = root / "data" / "published"
    published = read_published(known)
    earlier = read_kept(kept_file(root), recipe_files(root), kept.results)
    tables = make_tables(kept.results, earlier, published, read_audit(known, published.numbers))
    notes: list[str] = []
    cards = _save_figures(kept, output / "figures", notes)
    save_tables(tables, output / "tables")
    report = Report(
        context=_context(kept, title, notes),
        tables=tables,
        cards=cards,
        data=read_data(output / "figures", [card.name for card in cards]),
    )
    return save_report(report, output)


def _context(kept: Kept, title: str, notes: list[str]) -> Context:
    results = kept.results
    versions = {name: joined(results[name].dropna().unique()) for name in _VERSIONS}
    sources, recipes = tuple(_sources(kept, notes)), _recipes(kept, notes)
    return Context(
        title=title,
        config=kept.folder.resolve().name,
        date=str(results["date"].max()) if len(results) else "",
        versions=versions,
        sources=sources,
        recipes=recipes,
        external=tuple(_external(kept)),
        notes=tuple(notes),
    )


def _sources(kept: Kept, notes: list[str]) -> Iterator[dict[str, str]]:
    """A row per dataset; one of another hash has no origin."""
    unknown = []
    hashes = kept.results.groupby("dataset")["data_hash"].unique()
    for dataset, some in hashes.items():
        path = kept.root / "data" / "built" / "graphs" / f"{dataset}.json"
        record = read_record(path) if path.is_file() else {}
        if [record.get("content_hash")] == list(some):
            yield graph_row(record)
        else:
            unknown.append(dataset)
            yield {"name": str(dataset), "hash": joined(some)}
    if unknown:
        notes.append(f"Content and origin of {joined(unknown)} are not known: no graph of "
                     "data/built has their hash.")  # fmt: skip


def _recipes(kept: Kept, notes: list[str]) -> dict[str, RecipeText]:
    """The recipes that have the hash of the results."""
    found, lost = {}, []
    given = {row["system"] for row in _external(kept)}
    own = kept.results[~is_control(kept.results["system"])]
    for system, hashes in own.groupby("system")["recipe_hash"].unique().items():
        path = kept.root / RECIPES / f"{system}.yaml"
        text = recipe_text(path) if path.is_file() else None
        if text is not None and [text.hash] == list(hashes):
            found[str(system)] = text
        elif system not in given:
            lost.append(f"{system} ({joined(map(short_hash, hashes))})")
    if lost:
        notes.append(f"Not shown, since config/recipes has no recipe of that hash: {joined(lost)}.")
    return found


def _external(kept: Kept) -> Iterator[dict[str, str]]:
    """A row per run whose vectors are from a file, where its record is kept."""
    for run in kept.runs.grid:
        path = Path(kept.runs.file(run, "training.json"))
        record = read_record(path) if path.is_file() else {}
        if "external" in record:
            yield external_row(record)


def _save_figures(kept: Kept, folder: Path, notes: list[str]) -> list[Card]:
    """Draw or copy every figure, in the order of the report."""
    drawn = dict(_drawn_again(kept, folder, notes))
    source = kept.folder / "figures"
    others = sorted(path.stem for path in source.glob("*.json") if path.stem not in drawn)
    for name in others:
        try:
            drawn[name] = _copied(source, folder, name)
        except UserError as error:
            notes.append(f"The figure {name} is not shown: {error}.")
    order = list(figures())
    return sorted(drawn.values(), key=lambda card: _place(card.name, order))


def _place(name: str, order: list[str]) -> tuple[int, str]:
    kind = name.partition("-")[0]
    return (order.index(kind) if kind in order else len(order), name)


def _drawn_again(kept: Kept, folder: Path, notes: list[str]) -> Iterator[tuple[str, Card]]:
    for figure in figures().values():
        for drawing in figure.drawings(kept.runs, {}):
            name = f"{figure.name}{drawing.target}"
            if not all(Path(file).is_file() for file in _files(drawing)):
                continue
            try:
                yield name, _draw(figure, drawing, folder, name)
            except UserError as error:
                notes.append(f"The figure {name} is not shown: {error}.")


def _files(drawing: Drawing) -> Iterator[str]:
    for files in drawing.inputs.values():
        yield from [files] if isinstance(files, str) else files


def _draw(figure: Figure, drawing: Drawing, folder: Path, name: str) -> Card:
    picture = figure.draw(drawing.inputs, **drawing.subject, **drawing.settings)
    save_figure(picture, folder, name)
    return read_card(folder, name)


def _copied(source: Path, folder: Path, name: str) -> Card:
    card = read_card(source, name)
    if source.resolve() != folder.resolve():
        for suffix in (".svg", ".csv", ".json"):
            file = f"{name}{suffix}"
            write_artefact(folder / file, read_artefact(source / file))
    return card
