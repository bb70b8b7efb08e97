"""Small graphs, the real data, obtained as the workflow obtains it, and a finished quick run."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from copies import Project, copy_of_the_project
from hypothesis import settings
from snakemake.common.configfile import load_configfile
from snakemake.utils import update_config

from poincare.base.errors import UserError
from poincare.datasets.registry import DATASETS, WORDNET, build
from poincare.datasets.sources import locate, obtain
from poincare.datasets.wordnet_source import obtain_wordnet
from poincare.evaluation.ranks.ranking import Ranks
from poincare.graphs.relations import Relations

PROJECT = Path(__file__).parents[1]

# Fifty examples of each law, and no deadline: a slow machine is not an error.
settings.register_profile("suite", max_examples=50, deadline=None)
settings.load_profile("suite")

#: Fixtures that take seconds to make: whatever asks for one is slow.
SLOW = {"finished", "graphs", "html", "hyperlex_zip", "wordnet_source"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks for one of them, and all tests of the workflow."""
    for item in items:
        if SLOW & set(item.fixturenames) or PROJECT / "tests" / "workflow" in item.path.parents:
            item.add_marker(pytest.mark.slow)


def closure_of_tree(branching: int, depth: int) -> Relations:
    """Transitive closure of a complete tree, pairs (node, ancestor)."""
    parents = {0: []}
    frontier, following = [0], 1
    for _ in range(depth):
        grown = []
        for node in frontier:
            for _ in range(branching):
                parents[following] = [node, *parents[node]]
                grown.append(following)
                following += 1
        frontier = grown
    pairs = np.array([(node, above) for node, some in parents.items() for above in some])
    return Relations.from_pairs("tree", [f"node{node}" for node in parents], pairs)


@pytest.fixture(scope="session")
def tree() -> Relations:
    """Closure of a tree of 1 + 3 + 9 + 27 + 81 nodes."""
    return closure_of_tree(3, 4)


@pytest.fixture
def rng() -> np.random.Generator:
    """A generator with a fixed seed."""
    return np.random.default_rng(20171205)


@pytest.fixture
def ranks_of() -> Callable[[Relations, np.ndarray], Ranks]:
    """Ranks of a graph whose pairs have so many negatives closer, without ties."""

    def make(relations: Relations, closer: np.ndarray) -> Ranks:
        m = relations.n_pairs
        return Ranks(
            closer=np.asarray(closer, dtype=np.int32),
            tied=np.zeros(m, dtype=np.int32),
            distance=np.zeros(m),
            itself_closer=np.ones(m, dtype=bool),
            itself_tied=np.zeros(m, dtype=bool),
            n_distinct=relations.n_nodes,
            relations_hash=relations.content_hash,
            embedding_hash="eb" * 32,
        )

    return make


@pytest.fixture
def laid_over_default() -> Callable[[Path], dict]:
    """A configuration as Snakemake has it: what the file names, over the default one."""

    def lay(path: Path) -> dict:
        config = load_configfile(PROJECT / "config" / "default.yaml")
        update_config(config, load_configfile(path))
        return config

    return lay


@pytest.fixture(scope="session")
def wordnet_source():
    """WordNet 3.0, fetched on first use."""
    return obtain_wordnet(PROJECT)


@pytest.fixture(scope="session")
def graphs(wordnet_source):
    """Every graph of WordNet, checked against the ledger."""
    of_wordnet = [name for name, dataset in DATASETS.items() if dataset.source in ("", WORDNET)]
    return {name: build(name, wordnet_source) for name in of_wordnet}


@pytest.fixture(scope="session")
def hyperlex_zip():
    """The HyperLex archive; its only public sources may be out of reach."""
    try:
        return obtain("hyperlex", PROJECT)
    except UserError as error:
        if locate("hyperlex", PROJECT) is None:
            pytest.skip(str(error))
        raise


@pytest.fixture(scope="session")
def finished(tmp_path_factory, wordnet_source) -> Project:
    """A copy in which the quick configuration has run to its end; not to be changed.

    As by `make quick`, with a backend that a notebook has left in the environment. What the
    terminal showed is in `printed.txt`.
    """
    project = copy_of_the_project(tmp_path_factory.mktemp("quick"), wordnet_source.folder)
    as_make = {"PYTHONPATH": "workflow/logger", "MPLBACKEND": "module://not_installed"}
    in_terminal = Project(project.folder, project.environment | as_make)
    run = in_terminal.snakemake("--logger", "lines", "--configfile", "config/quick.yaml")
    assert run.returncode == 0, run.stdout
    (project.folder / "printed.txt").write_text(run.stdout)
    return project
