"""The graphs and splits that a command can use.

They are the suite's own, those of a configuration or of a file of pairs, and whatever a
configuration has built into ``data/built``, in the working directory or in the project.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from poincare.base.artefacts import read_record
from poincare.base.errors import UserError
from poincare.datasets.hold_out import held_out
from poincare.datasets.own.graph import held_out_pairs, read_graph
from poincare.datasets.registry import DATASETS
from poincare.graphs.hierarchy import reduction
from poincare.graphs.listed_splits import split_by_files
from poincare.graphs.relations import Relations
from poincare.graphs.splits import Split, split_named
from poincare.suite.built import Say, obtain_direct, obtain_graph, obtain_split

_NAME = re.compile("[a-z0-9][a-z0-9-]*")


@dataclass(frozen=True, eq=False, kw_only=True)
class AtHand:
    """Where a command finds its graphs.

    Attributes
    ----------
    root : Path
        Folder of the project.
    say : callable
        Takes a line of progress.
    graphs, splits : mapping
        As the keys of a configuration.
    """

    root: Path
    say: Say
    graphs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    splits: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    _read: dict[str, Relations] = field(default_factory=dict, init=False, repr=False)

    def graph(self, name: str) -> Relations:
        """The graph of that name.

        Raises
        ------
        UserError
            If there is none, or if it cannot be read or built.
        """
        if name not in self._read:
            self._read[name] = self._graph(name)
        return self._read[name]

    def direct(self, name: str) -> Relations:
        """The direct edges of the graph of that name; a `UserError` as `graph`."""
        if name not in self.graphs and name in DATASETS:
            return obtain_direct(name, self.root, self.say)
        file = None if name in self.graphs else self._built("direct", name)
        return Relations.load(file) if file else reduction(self.graph(name))

    def split(self, dataset: str) -> Split:
        """The split of that name.

        Raises
        ------
        UserError
            If there is none, or if its files or its graph cannot be read.
        """
        found = split_named(dataset)
        if found is None:
            raise UserError(f"{dataset!r} is no split")
        graph, hold_out = found
        if dataset in self.splits:
            files = self.splits[dataset]
            pairs = {part: held_out_pairs(file) for part, file in files.items()}
            return split_by_files(self.graph(graph), hold_out, pairs)
        if hold_out.by_files:
            file = self._built("splits", dataset)
            if file is None:
                raise UserError(
                    f"no files hold out pairs for {dataset!r}",
                    mend="name them under the key splits of a --configfile",
                )
            return Split.load(file)
        if graph in DATASETS and graph not in self.graphs:
            return obtain_split(dataset, self.root, self.say)
        return held_out(self.graph(graph), hold_out, self.root)

    def _graph(self, name: str) -> Relations:
        if name in self.graphs:
            own = read_graph(name, self.graphs[name])
            for line in (own.line, *own.warnings):
                self.say(line)
            return own.relations
        if name in DATASETS:
            return obtain_graph(name, self.root, self.say)
        file = self._built("graphs", name)
        if file is None:
            built = sorted({path.stem for path in self._all_built()} - {*DATASETS})
            own = [*self.graphs, *(one for one in built if split_named(one) is None)]
            raise UserError(
                f"no dataset called {name!r}",
                mend=f"one of {', '.join([*DATASETS, *own])}; or give your own by --pairs or "
                "--configfile",
            )
        return self._loaded(file)

    def _loaded(self, file: Path) -> Relations:
        """A graph that a configuration built; its record must be that of the same graph."""
        relations, about = Relations.load(file), file.with_suffix(".json")
        if about.is_file():
            record = read_record(about)
            if record.get("content_hash") != relations.content_hash:
                raise UserError(
                    "the graph is not that of its record",
                    file,
                    "delete both and run the configuration again",
                )
            origin = record.get("origin", file)
            self.say(f"{relations.name}: built from {origin}; {relations.n_nodes:,} nodes")
        return relations

    def _built(self, kind: str, name: str) -> Path | None:
        if not _NAME.fullmatch(name):
            return None
        files = (folder / kind / f"{name}.npz" for folder in self._folders())
        return next((file for file in files if file.is_file()), None)

    def _all_built(self) -> list[Path]:
        return [path for folder in self._folders() for path in (folder / "graphs").glob("*.npz")]

    def _folders(self) -> list[Path]:
        return [folder / "data" / "built" for folder in (Path(), self.root)]
