import pytest

from poincare.reporting.tables.headline import headline
from poincare.reporting.tables.protocol_table import protocol_markdown
from poincare.reporting.tables.views import (
    difference,
    headline_view,
    markdown,
    plain,
    sections,
)


@pytest.mark.parametrize(
    ("value", "metric", "text"),
    [
        (-0.05, "mean_rank", "−0.05 ✓"),
        (0.05, "mean_rank", "+0.05 ✗"),
        (0.01, "MAP", "+0.010 ✓"),
        (-0.01, "MAP", "−0.010 ✗"),
        (0.004, "mean_rank", "0.00 ✓"),
        (-0.0001, "MAP", "0.000 ✓"),
        (float("nan"), "MAP", "—"),
    ],
)
def test_a_difference_is_marked_by_what_is_better(value, metric, text):
    assert difference(value, metric) == text


def test_headline_view(nouns_results, published):
    view = headline_view(headline(nouns_results, published))
    assert view.header[:4] == ("d", "Mean rank", "paper", "difference")
    assert view.rows[0].cells[:4] == ("5", "5.10 ± 0.14", "4.90", "+0.20 ✗")
    assert view.rows[1].cells[4:] == ("0.900 ± 0.000", "0.851", "+0.049 ✓")
    assert view.rows[-1].cells == ("200", "—", "3.83", "—", "—", "0.870", "—")


def cells_of(table, label):
    return [row.cells for row in table.rows if row.cells[0] == label]


def test_a_block_per_dataset_and_protocol(nouns_results, tables_of):
    first, second = tables_of(nouns_results).by_protocol["reconstruction"]
    assert (first.dataset, first.protocol, second.protocol) == ("nouns", "nickel2017", "gensim")
    assert first.table.header[:4] == ("", "Comparable?", "d = 2", "d = 5")
    assert cells_of(first.table, "ours: fast")[0][:4] == ("ours: fast", "", "—", "5.10 ± 0.14")
    poincare = cells_of(first.table, "Nickel & Kiela 2017: Poincare")
    assert poincare[0][1:4] == ("yes", "—", "4.90")
    assert any(note.startswith("Nickel & Kiela 2017: yes") for note in first.notes)
    assert any("self-loop" in note for note in first.other_notes)
    # Nothing can be compared with the protocol gensim: ours stand alone, the others below.
    assert second.table.header == ("", "d = 5", "d = 10")
    assert {row.kind for row in second.table.rows} == {"section", "ours", "count"}
    assert {row.kind for row in second.others.rows} == {"section", "published"}


def test_second_hand_numbers_are_marked(nouns_results, tables_of):
    first, _ = tables_of(nouns_results).by_protocol["reconstruction"]
    assert cells_of(first.table, "Bansal & Benton 2021: Euclidean †")
    assert any(note.startswith("†") for note in first.notes)


def test_settings_tell_rows_of_one_system_apart(nouns_results, tables_of):
    first, _ = tables_of(nouns_results).by_protocol["reconstruction"]
    label = "facebookresearch issue 35: Euclidean (FB code) (epoch 1400, lr 1.0)"
    assert len(cells_of(first.table, label)) == 2


def test_markdown_and_plain_text_have_all_rows(nouns_results, published):
    view = headline_view(headline(nouns_results, published))
    assert len(markdown(view).splitlines()) == len(plain(view).splitlines()) == 2 + 6
    assert "5.10 ± 0.14" in plain(view)


def test_block_in_markdown_escapes_names(nouns_results, tables_of):
    hostile = nouns_results.assign(system="<b>|x")
    first, _ = tables_of(hostile).by_protocol["reconstruction"]
    text = protocol_markdown(first, "settings")
    assert "<b>" not in text.replace(r"\<b\>", "")
    assert r"ours: \<b\>\|x" in text


def test_rows_are_cut_into_sections(nouns_results, tables_of, published):
    first, _ = tables_of(nouns_results).by_protocol["reconstruction"]
    parts = sections(first.table)
    assert [title.split(" (")[0] for title, _ in parts] == ["Mean rank", "MAP"]
    kept = [row for _, rows in parts for row in rows]
    assert kept == [row for row in first.table.rows if row.kind != "section"]
    view = headline_view(headline(nouns_results, published))
    assert sections(view) == [("", list(view.rows))]
