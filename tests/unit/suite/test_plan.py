"""What a configuration trains, scores and draws, without Snakemake."""

import copy
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding
from poincare.embeddings.formats.files import write
from poincare.evaluation.protocols import GraphToRank
from poincare.evaluation.tasks import TASKS
from poincare.reporting.figures.runs import Run
from poincare.suite.plan import Plan

ROOT = Path(__file__).parents[3]


@pytest.fixture
def planned(laid_over_default):
    """The plan of a shipped configuration, with some keys replaced."""

    def plan(name="quick", **changes):
        config = copy.deepcopy(laid_over_default(ROOT / "config" / f"{name}.yaml"))
        return Plan.of(config | changes, ROOT)

    return plan


def part(datasets, dims=(5,)):
    return {"datasets": datasets, "systems": ["fast"], "dims": list(dims), "seeds": [0]}


def ranks(plan, dataset, graph):
    """Whether reconstruction of a dataset ranks that graph."""
    task = TASKS["reconstruction"]
    return graph in task.graphs_to_rank(plan.scored_by(task.name, dataset))


def by_task(plan):
    """Number of files of scores by task."""
    tasks = [Path(path).stem for path in plan.scored]
    return {task: tasks.count(task) for task in sorted(set(tasks))}


def test_the_default_configuration_plans_the_whole_line(planned):
    plan = planned("default")
    assert len(plan.runs.grid) == len(plan.trainings) == 9
    assert by_task(plan) == {
        "generality": 9, "hyperlex_in_depth": 6, "lexical_entailment": 6, "reconstruction": 9,
    }  # fmt: skip
    assert plan.graphs == ["mammals", "nouns"] and plan.scores_hyperlex
    assert not plan.splits and not plan.copied and not plan.external_runs


def test_every_run_is_planned_once_largest_dimension_first(planned):
    config = planned().config
    plan = planned(grids=[*config["grids"], *config["grids"]])
    assert [run.dim for run in plan.runs.grid] == [10, 5, 5, 2]
    assert len(set(plan.runs.grid)) == 4


def test_files_lie_in_the_folder_that_the_wildcards_name(planned):
    plan = planned()
    run = plan.runs.grid[0]
    assert plan.runs.file(run, "embedding.npz") == (
        "results/quick/runs/dataset~mammals/system~fast/dim~10/seed~0/embedding.npz"
    )
    folder = plan.run_pattern.format(dataset="mammals", system="fast", dim=10, seed=0)
    assert plan.runs.file(run, "x") == f"{folder}/x"
    assert f"{folder}/reconstruction.csv" in plan.scored


def test_the_quick_configuration_draws_eleven_figures(planned):
    assert list(planned().drawings) == [
        "over_dims",
        "cost_over_dims",
        "disc-mammals-fast-0",
        "distance_map-mammals-fast-0",
        "norm_depth-mammals-fast-0",
        "errors-mammals-fast-5-0",
        "generality_calibration-mammals-fast-0",
        "loss_curves",
        "quality_over_time",
        "film-mammals-fast-0",
        "animation-mammals-fast-0",
    ]


def test_a_drawing_is_found_without_the_others(planned):
    plan = planned()
    drawing = plan.drawing("errors", "-mammals-fast-5-0")
    assert drawing == plan.drawings["errors-mammals-fast-5-0"]
    assert drawing.inputs["ranks"].endswith("dim~5/seed~0/ranks.npz")
    assert "d = 5" in plan.words("errors", "-mammals-fast-5-0").label
    with pytest.raises(UserError, match="errors-mammals-fast-7-0"):
        plan.drawing("errors", "-mammals-fast-7-0")


def test_the_links_configuration_trains_on_splits_and_scores_their_pairs(planned):
    plan = planned("links")
    assert plan.splits == plan.datasets == ["nouns-all5", "nouns-ganea2"]
    assert plan.graphs == ["nouns"]
    assert by_task(plan) == {"link_prediction": len(plan.trainings)}


@pytest.mark.parametrize(("name", "at_least"), [("audit", 10), ("full", 900)])
def test_the_audits_configurations_plan_every_system_they_name(planned, name, at_least):
    plan = planned(name)
    assert len(plan.trainings) + len(plan.copied) == len(plan.runs.grid) >= at_least
    # The affordable part does without the protocol that ranks all nodes a second time.
    reconstructed = [
        dataset for dataset in plan.datasets if "reconstruction" in plan.tasks(dataset)
    ]
    undirected = [one for one in reconstructed if ranks(plan, one, GraphToRank.BOTH_DIRECTIONS)]
    assert undirected == (reconstructed if name == "full" else [])
    closed = [one for one in reconstructed if ranks(plan, one, GraphToRank.CLOSURE)]
    assert closed == ["nouns-facebook"]


def test_the_complete_closure_is_ranked_for_the_released_graph_only(planned):
    scored = {"protocols": ["nickel2017", "facebook"], "variants": ["facebook+complete-closure"]}
    plan = planned(grids=[part(["nouns-facebook"])], reconstruction=scored)
    assert ranks(plan, "nouns-facebook", GraphToRank.CLOSURE)
    assert not ranks(plan, "nouns", GraphToRank.CLOSURE)
    # The graph of that closure is built although nothing is trained on it.
    assert plan.graphs == ["nouns", "nouns-facebook"]


def test_the_undirected_graph_is_ranked_only_where_it_is_scored(planned):
    for protocols, needed in (
        (["nickel2017", "undirected"], True),
        (["nickel2017"], False),
    ):
        plan = planned(reconstruction={"protocols": protocols})
        assert ranks(plan, "mammals", GraphToRank.BOTH_DIRECTIONS) is needed


def test_a_split_that_leaks_takes_the_training_of_its_graph(planned):
    datasets = ["mammals-gensim10", "mammals-gensim10-leak"]
    scored = {"protocols": ["nickel2017"], "splits": ["mammals-gensim10"]}
    plan = planned(grids=[part(datasets)], reconstruction=scored)
    assert plan.copied == [Run("mammals-gensim10-leak", "fast", 5, 0)]
    # Of the graph too, though no grid names it.
    assert [run.dataset for run in plan.trainings] == ["mammals-gensim10", "mammals"]
    assert by_task(plan) == {"link_prediction": 2, "reconstruction": 1}


def test_only_filmed_trainings_keep_frames(planned):
    plan = planned()
    assert plan.frames("mammals") == 60 and plan.frames("mammals-all5") == 0
    assert {run.dataset for run in plan.filmed} == {"mammals"} and len(plan.filmed) == 3


def test_external_vectors_are_scored_and_drawn_but_not_trained(planned, tmp_path):
    points = Embedding(("a", "b"), np.eye(2) / 2, "poincare")
    write(tmp_path / "mine.tsv", "tsv", points)
    plan = planned(external={"mine": str(tmp_path / "mine.tsv")})
    mine = Run("mammals", "mine", 2, 0)
    assert plan.external_runs == [mine]
    assert mine not in plan.trainings and mine not in plan.filmed
    assert plan.runs.file(mine, "reconstruction.csv") in plan.scored
    assert "disc-mammals-mine-0" in plan.drawings
    assert "film-mammals-mine-0" not in plan.drawings


def test_no_graph_is_mistaken_for_another_with_more_to_its_name(planned):
    names = planned().graph_names
    assert names.index("nouns-paths") < names.index("nouns")


def test_every_plan_has_the_kept_results_and_all_recipes(planned, tmp_path):
    plan = planned("quick")
    assert plan.kept == str(ROOT / "results" / "reference" / "audit" / "results.csv")
    systems = {Path(path).stem for path in plan.all_recipes}
    assert systems > set(plan.recipes) and {"cpp-50", "nickel2017"} <= systems
    assert replace(plan, root=tmp_path).kept is None


def test_a_trainer_that_reads_a_corpus_is_given_that_of_the_whole_graph(planned):
    plan = planned("distributional")
    given = {
        run.system: plan.training_inputs(run.dataset, run.system)
        for run in plan.trainings
        if run.dataset == "mammals-cones-cones0"
    }
    assert given == {
        "cbow-glosses": {"corpus": "data/built/corpus/mammals-cones.npz"},
        "fast": {},
    }


def test_seeds_of_a_row_are_trained_side_by_side_where_the_trainer_stacks_them(planned):
    mammals = {"datasets": ["mammals"], "dims": [5]}
    plan = planned(
        grids=[
            {**mammals, "systems": ["cpp-50"], "dims": [2], "seeds": [0]},
            {**mammals, "systems": ["fast", "cpp-50", "gensim-batch-10"], "seeds": [0, 1]},
        ]
    )
    assert plan.rows.seeds == (0, 1)
    rows = {(row.system, row.dim) for row in plan.rows.side_by_side}
    assert rows == {("cpp-50", 5), ("gensim-batch-10", 5)}
    for run in plan.trainings:
        place = plan.runs.file(run, "embedding.npz").partition("dataset~")[2]
        patterns = (plan.rows.pattern_side_by_side, plan.rows.pattern_alone)
        assert [bool(re.match(pattern, place)) for pattern in patterns] == [
            (run.system, run.dim) in rows,
            (run.system, run.dim) not in rows,
        ]


def test_earlier_grids_train_first_and_larger_dimensions_before_smaller(planned):
    plan = planned(grids=[part(["mammals"], (2, 10)), part(["nouns"], (200,))])
    order = [("mammals", "10"), ("mammals", "2"), ("nouns", "200")]
    priorities = [plan.rows.priority(dataset, "fast", dim) for dataset, dim in order]
    assert priorities == sorted(priorities, reverse=True) and len(set(priorities)) == 3
