"""Kept results, as laws: which rows are shown, which are stale and why, and how they are marked."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poincare.evaluation.results import COLUMNS, KEYS
from poincare.reporting.kept.present import SCORED, Present
from poincare.reporting.kept.rows import VALUE, Kept, kept_beside
from poincare.reporting.kept.view import kept_notes
from poincare.reporting.tables.frames import KEPT

SYSTEM, DATASET = "gensim-batch-10", "nouns-paths"
HASHES = {"recipe_hash": "ec" * 32, "data_hash": "da" * 32, "protocol_hash": "9a" * 32}


@pytest.fixture(scope="module")
def kept_row(row_of):
    """A kept row that is of today unless told otherwise."""

    def row(dim=5, seed=0, metric="MAP", **more):
        common = {"system": SYSTEM, "code_version": "0.1.0+abc123", "date": "2026-03-04"}
        return row_of(DATASET, dim, metric, 0.4, seed, **(common | HASHES | more))

    return row


def present_of(version=1, **changes):
    """Today's hashes for these rows, some changed; None for one that is not known."""
    now = HASHES | changes
    scored = {"dataset": DATASET, "task": "reconstruction", "protocol": "nickel2017"}
    key = tuple(scored.get(name, "") for name in SCORED)

    def known(name, by):
        return {by: now[name]} if now[name] else {}

    return Present(
        recipes=known("recipe_hash", SYSTEM),
        versions={SYSTEM: version},
        uncertain={SYSTEM: ()},
        data=known("data_hash", DATASET),
        protocols=known("protocol_hash", key),
    )


def keys_of(frame, columns=KEYS):
    return set(frame[columns].itertuples(index=False, name=None))


SOME_ROWS = st.sets(st.tuples(st.sampled_from([5, 10, 20]), st.integers(0, 2)), max_size=6)


@given(kept=SOME_ROWS, own=SOME_ROWS)
def test_a_row_of_the_run_always_wins_and_nothing_else_is_lost(frame_of, kept_row, kept, own):
    results = frame_of([kept_row(dim, seed) for dim, seed in own])
    before = frame_of([kept_row(dim, seed) for dim, seed in kept])
    found = kept_beside(before, present_of(), results)
    both = found.beside(results)
    assert keys_of(results) <= keys_of(both) and not both.duplicated(KEYS).any()
    assert keys_of(both[both[KEPT] == ""]) == keys_of(results)
    # A mean is over seeds of one side.
    assert not keys_of(found.rows, VALUE) & keys_of(results, VALUE)
    assert keys_of(both, VALUE) == keys_of(before, VALUE) | keys_of(results, VALUE)
    assert found.stale.empty


def test_equal_hashes_are_shown_with_day_and_commit(frame_of, kept_row):
    found = kept_beside(frame_of([kept_row()]), present_of(), frame_of([]))
    assert found.rows[KEPT].tolist() == ["kept, 2026-03-04, abc123"]
    assert list(found.rows.columns) == [*COLUMNS, KEPT] and found.stale.empty


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"recipe_hash": "0"}, "the recipe changed"),
        ({"recipe_hash": None}, "there is no such recipe"),
        ({"data_hash": "0"}, "the data changed"),
        ({"data_hash": None}, "the hash of the data is not known"),
        ({"protocol_hash": "0"}, "the protocol changed"),
        ({"protocol_hash": None}, "there is no such protocol"),
        (
            {"recipe_hash": "0", "data_hash": "0", "protocol_hash": "0"},
            "the recipe changed, the data changed and the protocol changed",
        ),
    ],
)
def test_any_other_hash_is_stale_with_its_reason(frame_of, kept_row, changes, reason):
    rows = frame_of([kept_row(), kept_row(10)])
    found = kept_beside(rows, present_of(**changes), frame_of([]))
    assert found.rows.empty and found.stale["reason"].tolist() == [reason] * 2
    (note,) = kept_notes(found)
    assert all(word in note for word in (SYSTEM, DATASET, reason, "2 kept values"))


def test_a_protocol_that_was_not_recorded_is_stale(frame_of, kept_row):
    rows = frame_of([kept_row(protocol_hash="unknown")])
    found = kept_beside(rows, present_of(), frame_of([]))
    assert found.stale["reason"].tolist() == ["its protocol is not known"]


def test_another_version_of_the_trainer_is_shown_and_marked(frame_of, kept_row):
    found = kept_beside(frame_of([kept_row()]), present_of(version=3), frame_of([]))
    assert found.rows[KEPT].tolist() == ["kept, 2026-03-04, abc123, trainer version 1, now 3"]
    assert kept_notes(found)[0].endswith("of the trainer: 1.")


def test_of_one_value_the_latest_version_counts(frame_of, kept_row):
    rows = frame_of(
        [
            kept_row(seed=0, trainer_version=1),
            kept_row(seed=1, trainer_version=2),
            kept_row(10, trainer_version=1),
        ]
    )
    found = kept_beside(rows, present_of(version=2), frame_of([]))
    assert found.rows[["dim", "seed"]].to_numpy().tolist() == [[5, 1], [10, 0]]
    assert found.stale["reason"].tolist() == ["trainer version 2 has the value"]
    # A stale row of a later version replaces nothing.
    stale = frame_of([kept_row(), kept_row(seed=1, trainer_version=2, recipe_hash="0")])
    found = kept_beside(stale, present_of(version=2), frame_of([]))
    assert found.rows["seed"].tolist() == [0]


def test_no_kept_results_leave_those_of_the_run(frame_of, kept_row):
    results = frame_of([kept_row()])
    both = Kept.none().beside(results)
    pd.testing.assert_frame_equal(both.drop(columns=KEPT), results)
    assert both[KEPT].tolist() == [""] and kept_notes(Kept.none()) == ()
