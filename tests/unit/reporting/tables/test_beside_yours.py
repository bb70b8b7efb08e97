"""Given vectors beside the published numbers and the reference rows."""

import pytest

from poincare.reporting.tables.beside_yours import beside_all, lines_beside


@pytest.fixture
def mine(frame_of, row_of):
    """Vectors in d = 9, where the paper has 10."""
    return frame_of(
        row_of("nouns", 9, metric, value, system="mine")
        for metric, value in (("mean_rank", 4.5), ("MAP", 0.85))
    )


def test_yours_come_first_then_the_comparable_then_the_reference(mine, published, nouns_results):
    frame = lines_beside(mine, published, nouns_results)
    order = list(frame["comparable"].drop_duplicates())
    assert order == ["yours", "yes", "limited", "reference"]
    assert "no" not in set(frame["comparable"])


def test_each_system_stands_at_the_nearest_dimension(mine, published, nouns_results):
    frame = lines_beside(mine, published, nouns_results)
    paper = frame[frame["who"].str.startswith("Nickel & Kiela 2017: Poincare")]
    assert set(paper["dim"]) == {10}
    assert paper.set_index("metric")["value"].to_dict() == {"mean_rank": 4.02, "MAP": 0.851}
    reference = frame[frame["comparable"] == "reference"]
    assert set(reference["dim"]) == {10} and set(reference["who"]) == {"this suite: fast, 2 seeds"}
    assert reference.set_index("metric")["value"]["mean_rank"] == pytest.approx(3.6)


def test_protocols_that_nothing_was_published_under_stand_alone(
    frame_of, row_of, published, nouns_results
):
    rows = frame_of([row_of("nouns", 9, "MAP", 0.5, protocol="gensim+itself-excluded")])
    frame = lines_beside(rows, published, nouns_results)
    assert frame["comparable"].tolist() == ["yours"]


def test_the_text_has_a_section_per_task_and_protocol(frame_of, row_of, published, nouns_results):
    rows = frame_of(
        [
            row_of("nouns", 5, "mean_rank", 4.5, system="mine"),
            row_of("nouns", 5, "MAP", 0.85, system="mine"),
            row_of("nouns", 5, "spearman", 0.5, protocol="lemma", system="mine", n_ties=None),
        ]
    )
    text = beside_all(rows, published, nouns_results)
    assert "Reconstruction of nouns, nickel2017" in text and "HyperLex of nouns, lemma" in text
    assert "MAP of 743,241 nodes (0 skipped, 2 ties)" in text
    assert "Spearman’s ρ of 743,241 pairs (0 skipped)." in text
    assert "Limited: " in text


def test_controls_follow_yours_and_are_not_counted(mine, frame_of, row_of, published):
    depth = [row_of("nouns", 0, "MAP", 0.1, system="depth-only", n_evaluated=7, n_distinct=3)]
    rows = frame_of([*depth, *mine.to_dict("records")])
    frame = lines_beside(rows, published, mine[:0])
    assert frame["comparable"].drop_duplicates().tolist()[:2] == ["yours", "control"]
    text = beside_all(rows, published, mine[:0])
    assert "control: depth-only" in text and "7 nodes" not in text and "‡" not in text
    # The dims are nearest to those of the vectors, not to that of the control.
    paper = frame[frame["who"].str.startswith("Nickel & Kiela 2017: Poincare")]
    assert set(paper["dim"]) == {10}


def test_notes_stand_below_the_table_once(mine, published, nouns_results):
    lines = beside_all(mine, published, nouns_results).splitlines()
    frame = lines_beside(mine, published, nouns_results)
    notes = [note for note in frame["note"].unique() if note]
    assert notes
    for k, note in enumerate(notes, 1):
        assert sum(note in line for line in lines) == lines.count(f"[{k}] {note}.") == 1
        assert any(f"[{k}]" in line and note not in line for line in lines)
