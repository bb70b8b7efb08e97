"""What may not be compared: other data, recipes or protocols under the same names."""

import pytest

from poincare.base.errors import UserError
from poincare.evaluation.protocols import UNKNOWN
from poincare.reporting.regression.alike import KINDS, unlike
from poincare.reporting.regression.compare import compare


@pytest.fixture
def results(frame_of, row_of):
    return frame_of(
        row_of(dataset, 5, metric, 0.9, seed)
        for dataset in ("mammals", "nouns")
        for metric in ("MAP", "spearman")
        for seed in (0, 1)
    )


CHANGES = {
    "data": {"data_hash": "1" * 64},
    "recipe": {"recipe_hash": "2" * 64},
    "protocol": {"protocol_hash": "3" * 64},
}


def on_mammals(results, changes):
    changed = results.copy()
    changed.loc[changed["dataset"] == "mammals", list(changes)] = list(changes.values())
    return changed


def test_the_same_is_alike(results):
    assert unlike(results, results.sample(frac=1, random_state=0)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_another_hash_is_refused_by_name_and_may_be_allowed(results, kind):
    changed = on_mammals(results, CHANGES[kind])
    found = unlike(results, changed)
    assert {one.kind for one in found} == {kind}
    assert all("mammals differs: base" in one.what for one in found)
    with pytest.raises(UserError) as error:
        compare(results, changed)
    message = str(error.value)
    assert "\n" not in message and "mammals" in message and "make baseline" in message
    assert f"--allow {kind}" in message and CHANGES[kind].popitem()[1][:12] in message
    allowed = compare(results, changed, allow=[kind])
    assert [note.startswith("Compared although") for note in allowed.notes] == [True] * len(found)


def test_several_differences_are_one_line_that_says_how_to_allow_them(results):
    changed = on_mammals(results, {"data_hash": "1" * 64, "recipe_hash": "2" * 64})
    with pytest.raises(UserError, match=r"\(and 1 more\).* --allow data --allow recipe$"):
        compare(results, changed)
    with pytest.raises(UserError, match=r"the recipe of fast on mammals .* --allow recipe$"):
        compare(results, changed, allow=["data"])


def test_a_side_of_two_versions_is_like_none(results):
    mixed = results.assign(recipe_hash=["a" * 64, "b" * 64] * 4)
    assert [one.kind for one in unlike(mixed, mixed)] == ["recipe", "recipe"]


def test_what_only_one_side_has_is_no_difference(results):
    nouns = results[results["dataset"] == "nouns"]
    assert unlike(nouns, on_mammals(results, CHANGES["data"])) == []


def test_unknown_protocols_are_noted_and_then_the_counts_must_agree(results):
    old = results.assign(protocol_hash=UNKNOWN)
    assert unlike(old, results) == []
    notes = compare(old, results).notes
    assert len(notes) == 1 and "base" in notes[0]
    fewer = on_mammals(results, {"n_evaluated": 1181})
    (first, second) = unlike(old, fewer)
    assert first.kind == second.kind == "protocol"
    assert all(
        word in first.what for word in ("nickel2017", "MAP", "mammals", "743241", "new 1181")
    )
