"""Keeping results: rows are added once, replaced by key, and refused without provenance."""

import pandas as pd
import pytest

from poincare.base.errors import UserError
from poincare.evaluation.labels import ScoredBy
from poincare.evaluation.results import COLUMNS, KEYS, score_rows
from poincare.evaluation.scores import Score
from poincare.suite.kept.keep import REQUIRED, keep, kept_table, rows_of_run, write_kept

COST = {"cpu_s": 1.0, "wall_s": 1.0, "peak_memory_mib": 2.0}


def rows(value=0.5, task="reconstruction", n_distinct=100, **training):
    """Two rows of a training, one per metric."""
    record = {
        "dataset": "mammals", "system": "fast", "dim": 5, "seed": 0, "code_version": "0.1.0+abc",
        "code_hash": "c0", "data_hash": "da", "recipe_hash": "ec", "embedding_hash": "eb",
        "trainer_version": 1, "threads": 1, "python": "3", "numpy": "2", "scipy": "1",
        "blas": "b", "cpu": "c", "train_cpu_s": 1.5, "train_wall_s": 2.5, "peak_memory_mib": 1.0,
        "date": "2026-01-02",
    }  # fmt: skip
    common = {
        "scored_by": ScoredBy(protocol="nickel2017"), "protocol_hash": "9a", "n_evaluated": 9,
        "n_skipped": 0, "n_ties": 0, "n_comparisons": 900, "n_nodes": 100,
        "n_distinct": n_distinct, "reading": "realistic",
    }  # fmt: skip
    scores = [Score(metric=name, value=value, **common) for name in ("MAP", "spearman")]
    return score_rows(task, scores, record | training, COST)


NONE = pd.DataFrame(columns=COLUMNS)


def test_rows_are_new_unchanged_or_replaced_by_their_key():
    first = keep(NONE, rows(), dirty=False)
    assert set(first.taken["how"]) == {"new"} and len(first.table) == 2
    again = keep(first.table, rows(), dirty=False)
    assert set(again.taken["how"]) == {"unchanged"}
    pd.testing.assert_frame_equal(again.table, first.table)
    other = pd.concat([rows(0.7, date="2026-02-02"), rows(seed=1)], ignore_index=True)
    found = keep(first.table, other, dirty=False)
    assert found.taken.groupby("seed")["how"].first().to_dict() == {0: "replaced", 1: "new"}
    assert found.table["value"].tolist() == [0.7, 0.7, 0.5, 0.5]


def test_the_same_rows_give_the_same_file_in_whatever_order(tmp_path):
    one, two = rows(1 / 3), rows(0.1 + 0.2, seed=1)
    files = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for file, order in zip(files, ((one, two), (two, one)), strict=True):
        for part in order:
            write_kept(keep(kept_table(file), part[::-1], dirty=False).table, file)
    assert files[0].read_bytes() == files[1].read_bytes()
    table = kept_table(files[0])
    assert table["value"].tolist() == [1 / 3] * 2 + [0.1 + 0.2] * 2
    keys = list(table[KEYS].itertuples(index=False, name=None))
    assert keys == sorted(keys)


@pytest.mark.parametrize("column", REQUIRED)
def test_a_row_without_provenance_is_refused(column):
    lacking = rows().astype({column: object}).assign(**{column: None})
    found = keep(NONE, lacking, dirty=True)
    assert found.taken.empty and found.table.empty
    assert set(found.refused["reason"]) == {f"no {column}"}


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (rows(code_version="0.1.0"), "its code version names no commit"),
        (rows(code_version="0.1.0+abc-dirty"), "its code was not committed"),
        (rows(n_distinct=49), "a degenerate embedding"),
        (rows(float("nan")), "no value"),
    ],
)
def test_what_is_refused_and_why(made, reason):
    both = pd.concat([made, rows(seed=1)], ignore_index=True)
    found = keep(NONE, both, dirty=False)
    assert set(found.refused["reason"]) == {reason} and set(found.table["seed"]) == {1}


def test_code_that_was_not_committed_is_kept_if_asked_for():
    found = keep(NONE, rows(code_version="0.1.0+abc-dirty"), dirty=True)
    assert found.refused.empty and len(found.table) == 2


def test_an_earlier_trainer_replaces_no_later_one():
    later = keep(NONE, rows(trainer_version=2), dirty=False).table
    found = keep(later, rows(0.9, trainer_version=1), dirty=False)
    assert set(found.refused["reason"]) == {"a value of trainer version 2 is kept"}
    pd.testing.assert_frame_equal(found.table, later)


def test_controls_are_left_out():
    found = keep(NONE, rows(system="random", trainer_version=None), dirty=False)
    assert found.controls == 2 and found.refused.empty and found.table.empty


def test_rows_are_read_from_the_collected_file_or_from_runs_or_from_both(tmp_path):
    def write(path, frame):
        path.parent.mkdir(parents=True, exist_ok=True)
        frame.to_csv(path, index=False)

    with pytest.raises(UserError, match=r"results\.csv"):
        rows_of_run(tmp_path)
    run = tmp_path / "runs/dataset~mammals/system~fast/dim~5/seed~0"
    write(run / "reconstruction.csv", rows(0.7))
    write(run / "history.csv", pd.DataFrame({"epoch": [1]}))
    assert rows_of_run(tmp_path)["value"].tolist() == [0.7, 0.7]
    # A run that was scored after the results were collected.
    write(tmp_path / "results.csv", pd.concat([rows(0.1), rows(0.2, seed=1)]))
    assert rows_of_run(tmp_path)["value"].tolist() == [0.7, 0.7, 0.2, 0.2]
    (run / "reconstruction.csv").unlink()
    assert rows_of_run(tmp_path)["value"].tolist() == [0.1, 0.1, 0.2, 0.2]
