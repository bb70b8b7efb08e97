"""The key `external` of a configuration."""

import copy
from pathlib import Path

import numpy as np
import pytest

from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding
from poincare.embeddings.formats.files import read, write
from poincare.geometry import hyperboloid
from poincare.reporting.figures.runs import Run
from poincare.suite.configuration.asked import datasets_of
from poincare.suite.configuration.checks import check_configuration, read_recipes
from poincare.suite.configuration.grid import grid
from poincare.suite.external import externals, in_hyperbolic_space
from poincare.suite.plan import Plan
from poincare.suite.schema_docs import CONFIG_SCHEMA
from poincare.training.recipe import read_recipe

ROOT = Path(__file__).parents[3]


@pytest.fixture
def config(laid_over_default):
    return copy.deepcopy(laid_over_default(ROOT / "config" / "quick.yaml"))


@pytest.fixture
def file(tmp_path):
    """Three points in three dimensions, of the ball as of anywhere else."""
    write(tmp_path / "mine.tsv", "tsv", Embedding(("a", "b", "c"), np.eye(3) / 2, "poincare"))
    return str(tmp_path / "mine.tsv")


def test_a_path_alone_is_scored_on_all_graphs_of_the_grids(config, file):
    config["external"] = {"mine": file}
    check_configuration(config, CONFIG_SCHEMA)
    read_recipes(config, ROOT / "config" / "recipes")
    found = externals(config)["mine"]
    assert (found.datasets, found.dim, found.manifold) == (("mammals",), 3, "poincare")
    runs = grid(config, externals(config))
    assert [run for run in runs if run.system == "mine"] == [Run("mammals", "mine", 3, 0)]


def test_other_datasets_may_be_named(config, file):
    datasets = ["verbs", "mammals-all5"]
    config["external"] = {"mine": {"path": file, "datasets": datasets, "manifold": "euclidean"}}
    check_configuration(config, CONFIG_SCHEMA)
    assert externals(config)["mine"].datasets == tuple(datasets)
    assert datasets_of(config) == ["mammals", "mammals-all5", "verbs"]
    runs = grid(config, externals(config))
    assert {run.dataset for run in runs} == {"mammals", "mammals-all5", "verbs"}


def test_flat_vectors_are_not_drawn_in_the_disc(config, file):
    config["external"] = {"mine": file, "flat": {"path": file, "manifold": "euclidean"}}
    found = externals(config)
    names = ("fast", "fast-euclidean", "euclidean-free", "translational-ball", "lorentz2018")
    recipes = {name: read_recipe(ROOT / "config" / "recipes" / f"{name}.yaml") for name in names}
    systems = ("mine", "flat", *names)
    drawn = [name for name in systems if in_hyperbolic_space(found, recipes, name)]
    assert drawn == ["mine", "fast", "lorentz2018"]


def test_ambient_coordinates_have_one_dimension_less(config, tmp_path):
    points = hyperboloid.lift(np.eye(3))
    write(tmp_path / "mine.csv", "csv", Embedding(("a", "b", "c"), points, "euclidean"))
    entry = {"path": str(tmp_path / "mine.csv"), "manifold": "hyperboloid"}
    assert externals(config | {"external": {"mine": entry}})["mine"].dim == 3


def test_only_the_head_of_the_file_is_read(config, tmp_path):
    (tmp_path / "mine.txt").write_text("82115 2\na 0.1 0.2\nb damaged\n")
    assert externals(config | {"external": {"mine": str(tmp_path / "mine.txt")}})["mine"].dim == 2


@pytest.mark.parametrize(
    ("external", "words"),
    [
        ({"Mine": "x"}, "Mine"),
        ({"mine": {}}, "'path' is a required property"),
        ({"mine": ""}, "external.mine"),
        ({"mine": {"path": "x", "manifold": "sphere"}}, "sphere"),
        ({"mine": {"path": "x", "datasets": ["mammals-all6"]}}, "'mammals-all6'"),
        ({"mine": {"path": "x", "datasets": ["nuons"]}}, "nuons"),
    ],
)
def test_mistakes_are_named(config, external, words):
    with pytest.raises(UserError, match=words):
        check_configuration(config | {"external": external}, CONFIG_SCHEMA)


def test_a_dataset_needs_a_protocol(config, file):
    config["reconstruction"] = {"protocols": ["gensim-notebook"], "variants": []}
    config["grids"] = [{**config["grids"][0], "datasets": ["nouns-paths"]}]
    config["external"] = {"mine": {"path": file, "datasets": ["verbs"]}}
    with pytest.raises(UserError, match=r"protocols: .*'verbs'"):
        check_configuration(config, CONFIG_SCHEMA)


def test_the_name_of_a_recipe_is_refused(config, file):
    config["external"] = {"facebook": file}
    with pytest.raises(UserError, match="external: 'facebook'"):
        read_recipes(config, ROOT / "config" / "recipes")


def test_a_missing_file_is_one_line(config, tmp_path):
    config["external"] = {"mine": str(tmp_path / "none.txt")}
    with pytest.raises(UserError, match=r"external: mine: .*none.txt: no such file"):
        externals(config)


def test_grids_of_splits_alone_need_datasets(config, file):
    config["grids"] = config["grids"][1:]
    config["external"] = {"mine": file}
    with pytest.raises(UserError, match="external: mine: "):
        externals(config)


def test_a_grid_may_have_external_systems_only(config, file):
    config["external"] = {"mine": file}
    config["grids"] = [{"datasets": ["mammals", "mammals-all5"], "systems": ["mine"]}]
    check_configuration(config, CONFIG_SCHEMA)
    assert read_recipes(config, ROOT / "config" / "recipes") == {}
    assert grid(config, externals(config)) == [
        Run("mammals", "mine", 3, 0),
        Run("mammals-all5", "mine", 3, 0),
    ]
    plan = Plan.of(config, ROOT)
    assert plan.trainings == [] and "loss_curves" not in plan.drawings
    config["external"]["mine"] = {"path": file, "datasets": ["verbs"]}
    config["grids"] = []
    assert grid(config, externals(config)) == [Run("verbs", "mine", 3, 0)]


@pytest.mark.parametrize(
    ("grids", "external", "words"),
    [
        ([], {}, "no grids"),
        ([{"datasets": ["mammals"], "systems": ["fast"]}], {}, r"grids\.0: .*dims.*seeds.*'fast'"),
        ([{"datasets": ["mammals"], "systems": ["mine", "fast"], "dims": [2]}], {"mine": "x"},
         r"grids\.0: no seeds .*'fast'"),
    ],
)  # fmt: skip
def test_what_is_trained_needs_dims_and_seeds(config, grids, external, words):
    with pytest.raises(UserError, match=words):
        check_configuration(config | {"grids": grids, "external": external}, CONFIG_SCHEMA)


def test_the_curvature_is_a_key(config, tmp_path):
    (tmp_path / "mine.glove").write_text("a 3.1 0\nb 0 2\n")
    entry = {"path": str(tmp_path / "mine.glove"), "curvature": 0.1}
    check_configuration(config | {"external": {"mine": entry}}, CONFIG_SCHEMA)
    found = externals(config | {"external": {"mine": entry}})["mine"]
    assert found.file.curvature == 0.1 and found.dim == 2
    assert read(found.file).embedding.vectors[0, 0] == 3.1 * np.sqrt(0.1)
    for wrong in (0, -0.1, "0.1", None):
        with pytest.raises(UserError, match=r"external\.mine"):
            entry["curvature"] = wrong
            check_configuration(config | {"external": {"mine": entry}}, CONFIG_SCHEMA)
    with pytest.raises(UserError, match="external: mine: curvature nan"):
        externals(config | {"external": {"mine": entry | {"curvature": float("nan")}}})
