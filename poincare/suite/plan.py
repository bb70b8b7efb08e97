"""The plan of a run: what a configuration trains, scores and draws, and in which files."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from poincare.base.errors import UserError
from poincare.evaluation.protocols import Protocol
from poincare.evaluation.tasks import TASKS
from poincare.evaluation.variants import protocol_or_variant
from poincare.graphs.splits import split_named
from poincare.reporting.figures.registry import Drawing, figure_named, figures
from poincare.reporting.figures.runs import PATTERN, ROW_PATTERN, Run, Runs
from poincare.suite.configuration.asked import (
    graph_names,
    graph_of,
    protocols_of,
    scored_by,
    tasks,
)
from poincare.suite.configuration.checks import check_configuration, check_inputs, read_recipes
from poincare.suite.configuration.figure_options import check_figure_options
from poincare.suite.configuration.grid import grid, leaks
from poincare.suite.controls import files_to_control
from poincare.suite.external import External, externals, in_hyperbolic_space
from poincare.suite.kept.reference import RECIPES, kept_file, recipe_files
from poincare.suite.memory import ranking_mb, size_of, training_mb
from poincare.suite.scoring import files_to_score
from poincare.suite.side_by_side import Rows
from poincare.training.recipe import Recipe
from poincare.training.trainers import trainer_named

#: Places in the folder of the project.
SCHEMA = Path("workflow", "schemas", "config.schema.yaml")
PUBLISHED = Path("data", "published")


class Words(NamedTuple):
    """Label and caption of a figure in Snakemake's report."""

    label: str
    caption: str


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a configuration asks for.

    Attributes
    ----------
    config : mapping
        The configuration, checked.
    root : Path
        Folder of the project.
    recipes : mapping
        Recipes of the systems that are trained, by name.
    externals : mapping
        Systems that are vectors of other programs, by name.
    runs : Runs
        Every combination of dataset, system, dimension and seed of the grids, each once, and the
        vectors of other programs.
    """

    config: Mapping[str, Any]
    root: Path
    recipes: Mapping[str, Recipe]
    externals: Mapping[str, External]
    runs: Runs

    @classmethod
    def of(cls, config: Mapping[str, Any], root: Path) -> "Plan":
        """The plan of a configuration.

        Raises
        ------
        UserError
            If the configuration or a recipe is not valid, or external vectors cannot be read.
        """
        check_configuration(config, root / SCHEMA)
        recipes, given = read_recipes(config, root / RECIPES), externals(config)
        check_inputs(config, recipes)
        systems = [*recipes, *given]
        runs = Runs(
            folder=f"results/{config['name']}",
            grid=tuple(grid(config, given)),
            trained=frozenset(recipes),
            histories=bool(recipes),
            hyperbolic=frozenset(
                system for system in systems if in_hyperbolic_space(given, recipes, system)
            ),
            published=tuple(str(path) for path in sorted((root / PUBLISHED).glob("*.*"))),
        )
        return cls(config=config, root=root, recipes=recipes, externals=given, runs=runs)

    @property
    def run_pattern(self) -> str:
        """Folder of a run, with the wildcards of the workflow."""
        return f"{self.runs.folder}/{PATTERN}"

    @property
    def row_pattern(self) -> str:
        """Folder of a row: the runs that differ in their seeds."""
        return f"{self.runs.folder}/{ROW_PATTERN}"

    @property
    def graph_names(self) -> list[str]:
        """All graphs that can be trained on, longest name first.

        So a pattern of them takes ``nouns-paths`` as a graph, not as ``nouns`` and the rest.
        """
        return sorted(graph_names(self.config), key=len, reverse=True)

    @property
    def own_graphs(self) -> Mapping[str, Mapping[str, Any]]:
        """The user's own graphs, by name."""
        return self.config.get("graphs", {})

    @property
    def own_splits(self) -> Mapping[str, Mapping[str, str]]:
        """The splits that files hold out, by name: a file for every part."""
        return self.config.get("splits", {})

    @property
    def datasets(self) -> list[str]:
        """Graphs and splits of all runs."""
        return sorted({run.dataset for run in self.runs.grid})

    @property
    def graphs(self) -> list[str]:
        """Graphs to build: those of all datasets, and those whose pairs a protocol scores."""
        closures = {
            protocol.closure
            for dataset in self.datasets
            for protocol in self.protocols("reconstruction", dataset)
            if protocol.closure
        }
        return sorted({graph_of(dataset) for dataset in self.datasets} | closures)

    @property
    def splits(self) -> list[str]:
        """Datasets that are splits of a graph."""
        return [dataset for dataset in self.datasets if split_named(dataset)]

    @property
    def trainings(self) -> list[Run]:
        """What is trained. A split that trains on its whole graph takes the graph's training."""
        trained = [run for run in self.runs.grid if run.system in self.recipes]
        whole = {run: replace(run, dataset=graph_of(run.dataset)) for run in self.copied}
        return list(dict.fromkeys(whole.get(run, run) for run in trained))

    @cached_property
    def rows(self) -> Rows:
        """The rows of the trainings: which are trained side by side, and in which order."""
        return Rows.of(self.trainings, self.recipes, self.config["grids"])

    def training_mb(self, dataset: str, system: str, dim: str, seeds: int = 1, **_: str) -> int:
        """MB that a training of so many seeds side by side asks for."""
        size, trainer = size_of(graph_of(dataset), self.root), self.recipes[system].trainer
        return training_mb(size, trainer, int(dim), seeds, self.frames(dataset))

    def training_inputs(self, dataset: str, system: str, **_: str) -> dict[str, str]:
        """Files that a training reads besides its graph, by name: those of the whole graph."""
        names = trainer_named(self.recipes[system].trainer).inputs
        return {name: f"data/built/{name}/{graph_of(dataset)}.npz" for name in names}

    def ranking_mb(self, dataset: str, dim: str, **_: str) -> int:
        """MB that the ranking of a run asks for."""
        return ranking_mb(size_of(graph_of(dataset), self.root), int(dim))

    @property
    def copied(self) -> list[Run]:
        """Runs on splits that train on all pairs of their graph, held-out ones included."""
        return [run for run in self.runs.grid if run.system in self.recipes and leaks(run.dataset)]

    @property
    def external_runs(self) -> list[Run]:
        """Runs that are vectors of another program."""
        return [run for run in self.runs.grid if run.system in self.externals]

    @property
    def filmed(self) -> list[Run]:
        """Trainings whose vectors are kept as they go."""
        return self.runs.trained_on(self.config["figures"].get("film", ()))

    def frames(self, dataset: str) -> int:
        """Parts of a training's epochs after which its vectors are kept; 0 if none are."""
        figures = self.config["figures"]
        return figures["frames"] if dataset in figures.get("film", ()) else 0

    def tasks(self, dataset: str) -> tuple[str, ...]:
        """Tasks that the runs on a dataset are scored on."""
        return tasks(self.config, dataset)

    def protocols(self, task: str, dataset: str) -> list[Protocol]:
        """Protocols and variants that a task scores the runs on a dataset under."""
        names = protocols_of(self.config, task, dataset)
        return [protocol_or_variant(name) for name in names]

    def scored_by(self, task: str, dataset: str) -> list[str]:
        """Protocols, variants or look-ups that a task scores the runs on a dataset by."""
        return scored_by(self.config, task, dataset)

    def scored_by_task(self, dataset: str) -> dict[str, list[str]]:
        """`scored_by` of every task of a dataset."""
        return {task: self.scored_by(task, dataset) for task in self.tasks(dataset)}

    def score_inputs(self, task: str, dataset: str) -> dict[str, str]:
        """Files that a task scores a run on a dataset from, with the wildcards of the workflow."""
        return files_to_score(TASKS[task], self.scored_by(task, dataset), dataset, self.run_pattern)

    def control_inputs(self, dataset: str) -> dict[str, str]:
        """Files that the controls of a dataset are scored from."""
        return files_to_control(self.scored_by_task(dataset), dataset)

    @property
    def scored(self) -> list[str]:
        """Files of scores, one per run and task."""
        return [
            self.runs.file(run, f"{task}.csv")
            for run in self.runs.grid
            for task in self.tasks(run.dataset)
        ]

    @property
    def controls(self) -> list[str]:
        """Files of the controls' scores, one per dataset."""
        return [f"{self.runs.folder}/controls/{dataset}.csv" for dataset in self.datasets]

    @property
    def scores_hyperlex(self) -> bool:
        """Whether any run is scored on HyperLex."""
        scored = {task for dataset in self.datasets for task in self.tasks(dataset)}
        return any(TASKS[task].data == "hyperlex" for task in scored)

    @property
    def kept(self) -> str | None:
        """The file of kept results; None if there is none."""
        path = kept_file(self.root)
        return str(path) if path else None

    @property
    def all_recipes(self) -> list[str]:
        """Files of all recipes, those of other configurations included."""
        return [str(path) for path in recipe_files(self.root)]

    def check_figures(self) -> None:
        """Raise a `UserError` if an option of the figures is not valid."""
        check_figure_options(self.config, [Path(path).stem for path in self.all_recipes])
        _ = self.drawings

    @property
    def drawings(self) -> dict[str, Drawing]:
        """All figures to draw, by the name of their files, in the order of the report."""
        return {
            f"{figure}{target}": drawing
            for figure in figures()
            for target, drawing in self._drawings_of(figure).items()
        }

    def drawing(self, figure: str, target: str) -> Drawing:
        """One figure to draw; no other figure's module is imported.

        Raises
        ------
        UserError
            If the configuration does not ask for it.
        """
        found = self._drawings_of(figure)
        if target not in found:
            raise UserError(f"no figure {figure}{target} in this configuration")
        return found[target]

    def words(self, figure: str, target: str) -> Words:
        """What Snakemake's report says of a figure."""
        subject, entry = self.drawing(figure, target).subject, figure_named(figure)
        return Words(entry.label.format(**subject), entry.caption.format(**subject))

    def _drawings_of(self, figure: str) -> dict[str, Drawing]:
        if figure not in self._drawn:
            drawn = figure_named(figure).drawings(self.runs, self.config["figures"])
            self._drawn[figure] = {drawing.target: drawing for drawing in drawn}
        return self._drawn[figure]

    @cached_property
    def _drawn(self) -> dict[str, dict[str, Drawing]]:
        return {}
