"""The table of figures: what is in it, what it draws, and what redraws it."""

from pathlib import Path

import pytest

from poincare.base.code import modules_used_by
from poincare.base.errors import UserError
from poincare.reporting.figures.registry import (
    FOLDER,
    GROUPS,
    OTHERS,
    figure_named,
    figures,
    grouped,
    options_schema,
    source_of,
)
from poincare.reporting.figures.runs import Run, Runs

GRID = (
    *(Run("mammals", "fast", dim, seed) for dim in (50, 20, 10, 5, 2) for seed in (3, 1)),
    Run("mammals", "fast-euclidean", 2, 0),
    Run("mammals", "mine", 2, 0),
    Run("mammals", "gensim-batch-10-burn-in-200", 2, 0),
    Run("mammals", "gensim-batch-10-burn-in-200", 2, 1),
    Run("mammals", "gensim-batch-10-burn-in-reg", 2, 1),
    Run("nouns", "fast", 2, 0),
)
RUNS = Runs(
    folder="results/some",
    grid=GRID,
    trained=frozenset(run.system for run in GRID) - {"mine"},
    hyperbolic=frozenset(run.system for run in GRID) - {"fast-euclidean"},
    published=("data/published/published_numbers.csv",),
)
FAST = {"dataset": "mammals", "system": "fast"}
OPTIONS = {
    "disc": ["mammals"],
    "film": ["mammals"],
    "frames": 60,
    "distance_map": [{**FAST, "node": "dog.n.01"}, {"dataset": "verbs", "system": "fast"}],
    "norm_depth": [FAST],
    "generality_calibration": [FAST],
    "hyperlex_subsets": [{**FAST, "dim": 5}],
    "errors": [{**FAST, "dim": 5}, {**FAST, "dim": 7}],
    "l2_effect": ["mammals", "verbs"],
}


def names(figure, options=OPTIONS, runs=RUNS):
    return [f"{figure}{one.target}" for one in figures()[figure].drawings(runs, options)]


@pytest.mark.parametrize("name", list(figures()))
def test_an_entry_is_found_by_the_name_of_its_module(name):
    figure = figure_named(name)
    assert figure is figures()[name] and figure.name == name and figure.group in GROUPS[:-1]


@pytest.mark.parametrize("name", list(figures()))
def test_a_changed_figure_redraws_only_itself(name):
    used = set(modules_used_by(source_of(name)))
    others = {source_of(other) for other in figures()} - {source_of(name)}
    assert not used & others
    assert FOLDER / "picture.py" in used


@pytest.mark.parametrize("name", list(figures()))
def test_words_name_the_subject_and_files_are_told_apart(name):
    drawings = list(figures()[name].drawings(RUNS, OPTIONS))
    assert len({one.target for one in drawings}) == len(drawings) >= 1
    for drawing in drawings:
        for words in (figures()[name].label, figures()[name].caption):
            text = words.format(**drawing.subject)
            assert "{" not in text
        if "dataset" in drawing.subject:
            assert drawing.subject["dataset"] in text


def test_places_within_a_group_differ():
    places = [(figure.group, figure.place) for figure in figures().values()]
    assert len(set(places)) == len(places)


def test_helpers_are_no_figures():
    assert not {"picture", "registry", "runs", "options"} & set(figures())
    with pytest.raises(UserError, match=r"'picture'.*over_dims"):
        figure_named("picture")
    with pytest.raises(UserError, match="'pie'"):
        figure_named("pie")


def test_figures_of_all_results_are_drawn_once():
    for name in ("over_dims", "cost_over_dims", "loss_curves", "quality_over_time"):
        assert names(name, OPTIONS) == [name]
    assert names("quality_over_time", {}) == []


def test_the_disc_takes_every_hyperbolic_run_in_two_dimensions():
    found = names("disc", {"disc": ["mammals"]})
    assert len(found) == 6 and "disc-mammals-mine-0" in found
    assert not any("euclidean" in name for name in found)
    assert names("disc", {}) == []


def test_films_are_of_trainings():
    assert "film-mammals-mine-0" not in names("film")
    assert "film-mammals-fast-3" in names("film")
    assert [name.replace("film", "animation") for name in names("film")] == names("animation")
    (quality,) = figures()["quality_over_time"].drawings(RUNS, OPTIONS)
    assert (
        "results/some/runs/dataset~mammals/system~fast/dim~50/seed~3/quality.csv"
        in (quality.inputs["quality"])
    )


def test_entries_take_the_least_seed_and_skip_what_is_not_trained():
    (drawing,) = figures()["distance_map"].drawings(RUNS, OPTIONS)
    assert drawing.target == "-mammals-fast-1" and drawing.settings == {"node": "dog.n.01"}
    assert names("errors") == ["errors-mammals-fast-5-1"]


def test_a_flat_system_has_no_distance_map():
    entry = {"dataset": "mammals", "system": "fast-euclidean"}
    with pytest.raises(UserError, match=r"figures\.distance_map: 'fast-euclidean'"):
        names("distance_map", {"distance_map": [entry]})


def test_norms_have_at_most_three_panels():
    (drawing,) = figures()["norm_depth"].drawings(RUNS, OPTIONS)
    shown = [Path(path).parts[-3] for path in drawing.inputs["embeddings"]]
    assert shown == ["dim~2", "dim~10", "dim~50"]
    assert drawing.target == "-mammals-fast-1"


def test_the_penalty_is_shown_where_one_seed_has_both_sides():
    assert names("l2_effect") == ["l2_effect-mammals-1"]
    part = Runs(folder="", grid=GRID[:-2], trained=RUNS.trained, hyperbolic=RUNS.hyperbolic)
    assert names("l2_effect", runs=part) == []


def test_drawn_figures_are_grouped_in_the_order_of_the_report():
    found = grouped(["film-a-b-0", "loss", "cost_over_dims", "disc-a-b-0", "over_dims"])
    assert list(found) == [group for group in GROUPS if group in found]
    assert found[OTHERS] == ["loss"]
    assert found["Quality and cost over dimensions"] == ["cost_over_dims", "over_dims"]


def test_every_option_belongs_to_one_figure():
    keys = [key for figure in figures().values() for key in figure.options]
    assert len(set(keys)) == len(keys)
    assert list(options_schema()["properties"]) == keys
    assert options_schema()["required"] == ["frames"]
