"""The audit on the page: counts first, verdicts in words, gaps said plainly, names escaped."""

from dataclasses import replace

import pandas as pd
import pytest

from poincare.reporting.audit.baselines import baselines, baselines_view
from poincare.reporting.audit.frames import audit_frames
from poincare.reporting.audit.verdicts import VERDICTS
from poincare.reporting.audit.view import audit_markdown, audit_page
from poincare.reporting.kept.rows import Kept
from poincare.reporting.page import page
from poincare.reporting.page.context import RecipeText
from poincare.reporting.page.files import save_tables
from poincare.reporting.page.tables import make_tables


def page_of(results, published, rules, uncertain):
    frames = audit_frames(results, Kept.none(), published, rules)
    return audit_page(frames, published, rules, uncertain)


# Each test makes the whole audit.
pytestmark = pytest.mark.slow


@pytest.fixture
def results(row_of, frame_of):
    """gensim-batch-10 at d = 5 as published and at d = 10 not, and a link of the paper's."""
    rows = []
    for protocol in ("gensim-notebook", "nickel2017"):
        for dim, mean_rank, average in ((5, 154.41, 0.40), (10, 100.0, 0.63)):
            for metric, value in (("mean_rank", mean_rank), ("MAP", average)):
                more = {"system": "gensim-batch-10", "protocol": protocol}
                rows.append(row_of("nouns-paths", dim, metric, value, **more))
    more = {"task": "link_prediction", "protocol": "nickel2017-all5", "system": "nickel2017"}
    rows += [row_of("nouns-all5", 5, metric, 0.8, **more) for metric in ("mean_rank", "MAP")]
    return frame_of(rows)


@pytest.fixture
def made(results, published, rules):
    return page_of(results, published, rules, {"gensim-batch-10": ("it is a guess",)})


def table_of(made, title):
    return next(one for one in made.tables if one.title == title)


def test_counts_come_first(made, rules):
    n = len(rules.numbers)
    assert made.summary[0].startswith(f"2 of {n} published values reproduced ✓, 0 close ≈, ")
    assert "2 worse than published ✗, 60 cannot be compared ≠" in made.summary[0]
    assert made.summary[0].endswith(f" {n - 64} not run ○.")
    assert (
        "20 % (mean rank), 0.03 (MAP), 0.03 (Spearman’s ρ) and 0.03 (ρ of norm" in made.summary[1]
    )


def test_a_metric_with_a_protocol_of_its_own_is_in_the_row_of_the_others(
    row_of, frame_of, published, rules
):
    values = (("mean_rank", 1.26), ("MAP", 0.935), ("rank_norm_spearman", 0.6))
    own = {"rank_norm_spearman": {"protocol": "normalised-rank"}}
    results = frame_of(
        row_of("verbs", 5, metric, value, system="lorentz2018", **own.get(metric, {}))
        for metric, value in values
    )
    made = page_of(results, published, rules, {})
    title = "Nickel & Kiela 2018, Table 2: reconstruction of the WordNet verbs"
    section, row = table_of(made, title).table.rows
    assert section.cells[0] == (
        "Ours on verbs under nickel2017, ρ of norm and depth under normalised-rank"
    )
    assert row.cells[:5] == ("Lorentz", "lorentz2018", "close ≈", "in this run", "5")
    assert row.cells[5:] == (
        "1.26", "1.26", "0.00", "0.935", "0.935", "0.000", "0.555", "0.600", "+0.045",
    )  # fmt: skip


def test_every_published_table_has_its_counts(made, rules):
    shown = {row.cells[0]: row.cells[1:] for row in made.verdicts.rows}
    assert list(shown) == [one.title for one in made.tables]
    assert shown["gensim notebook: reconstruction"][:4] == ("2", "—", "—", "2")
    assert made.verdicts.header[1:] == tuple(one.marked for one in VERDICTS.values())
    assert table_of(made, "gensim notebook: reconstruction").verdicts.startswith("2 reproduced ✓, ")
    total = sum(int(cell) for cells in shown.values() for cell in cells if cell != "—")
    assert total == len(rules.numbers)


def test_verdicts_are_words_with_marks_and_both_protocols_stand_side_by_side(made):
    table = table_of(made, "gensim notebook: reconstruction").table
    assert [name for name in table.header if name == "ours, nickel2017"]
    section, first, second = table.rows
    assert section.cells[0] == "Ours on nouns-paths under gensim-notebook"
    assert first.cells[1:9] == (
        "gensim-batch-10", "reproduced ✓", "in this run", "5", "154.41", "154.41", "0.00", "154.41",
    )  # fmt: skip
    assert second.cells[2] == "worse than published ✗" and second.cells[7] == "+37.23"


def test_what_is_uncertain_and_what_was_not_run_is_said(made):
    notes = table_of(made, "gensim notebook: reconstruction").notes
    assert "Not known of gensim-batch-10: it is a guess." in notes
    missing = notes[-1]
    assert missing.startswith("Not run: cpp-200, cpp-50-neg-10") and "nishnik" in missing
    assert "gensim-batch-10 on nouns-paths at d\u00a0=\u00a020, 50, 100 and 200" in missing
    assert any("fast" not in note and "1,001 nodes" in note for note in notes)


def test_what_cannot_be_compared_says_why_and_shows_ours(made):
    one = table_of(made, "Nickel & Kiela 2017, Table 1: link prediction of the WordNet nouns")
    assert any("neither the fraction held out nor the split" in note for note in one.notes)
    assert [row.cells[2] for row in one.table.rows[1:]] == ["cannot be compared ≠"]


def test_published_tables_without_any_run_are_sentences(made):
    one = table_of(made, "facebookresearch, reports of users: reconstruction")
    assert one.table is None
    assert one.notes[-1].startswith("Not run: facebook on nouns-facebook at d\u00a0=\u00a010;")


def test_the_first_version_says_what_it_repeats(made):
    one = table_of(made, "gensim notebook, first version: HyperLex, where it differs")
    assert any("28 rows" in note for note in one.notes)


def test_an_explanation_stands_apart_from_the_verdicts(row_of, frame_of, published, rules):
    system = "gensim-batch-10-burn-in-reg"
    more = {"system": system, "protocol": "gensim-notebook"}
    values = (("mean_rank", 54.0), ("MAP", 0.42))
    results = frame_of(row_of("nouns-paths-gensim10", 10, name, v, **more) for name, v in values)
    made = page_of(results, published, rules, {system: ("it is a guess",)})
    assert made.summary[0].startswith("0 of ")
    one = next(one for one in made.explanations if one.table)
    section, row = one.table.rows
    assert section.cells[0] == "Ours on nouns-paths-gensim10 under gensim-notebook"
    assert (*row.cells[1:3], *row.cells[4:8]) == (
        system, "reproduced ✓", "10", "54.70", "54.00", "−0.70",
    )  # fmt: skip
    assert one.title not in {other.title for other in made.tables}
    assert one.notes[0].startswith("As if the reconstruction") and "guess" not in " ".join(
        one.notes
    )
    assert any(note.startswith("Not run: ") for note in one.notes)


def test_the_page_has_the_section_in_both_forms(context, results, report_of):
    html = page.render_html(report_of(results, context=context))
    assert '<section id="audit">' in html and 'href="#audit"' in html
    # What verdicts sort by.
    assert f'data-marks="{"".join(one.mark for one in VERDICTS.values())}"' in html
    assert "What may explain a difference" in html
    assert "reproduced ✓" in html and "No flaw was scored both with and without." in html
    text = page.render_markdown(report_of(results, context=context, cards=[]), "figures")
    assert "## Audit of the published numbers" in text and "reproduced ✓" in text
    assert "### What may explain a difference" in text
    assert "### A fair row for the baselines" in text and "### What each flaw is worth" in text


def test_hostile_names_stay_text(context, results, published, rules, report_of):
    name = "</td><script>alert('x')</script>|"
    numbers = rules.numbers.assign(
        table=name, published_system=name, reservation=name, cannot_be_compared=""
    )
    numbers = numbers.drop_duplicates(["system", "dim", "metric"]).reset_index(drop=True)
    hostile = replace(rules, numbers=numbers)
    recipes = {"gensim-batch-10": RecipeText(text="", hash="", uncertain=(name,))}
    context = replace(context, recipes=recipes)
    tables = make_tables(results, Kept.none(), published, hostile)
    html = page.render_html(report_of(results, context=context, tables=tables))
    assert html.count("<script") == 1 and "&lt;script&gt;" in html
    made = audit_markdown(page_of(results, published, hostile, {"gensim-batch-10": (name,)}))
    assert "\\<script\\>" in made and "<script" not in made.replace("\\<script", "")
    rows = [line for line in made.splitlines() if line.startswith("|") and "script" in line]
    assert rows
    # A column per verdict in the table of verdicts, and four per metric in that of the values.
    assert {line.replace("\\|", "").count("|") for line in rows} == {
        1 + len(VERDICTS) + 1,
        5 + 3 * 4 + 1,
    }


def test_a_fair_row_stands_beside_the_published_ones(row_of, frame_of, published, rules):
    results = frame_of(
        row_of("nouns", 5, metric, value, system="euclidean-free")
        for metric, value in (("mean_rank", 12.0), ("MAP", 0.7))
    )
    frame = baselines(results, published, rules.baselines)
    assert len(frame[frame["row"] == "published"]) == 36
    ours = frame[frame["value"].notna() & (frame["row"] == "ours")]
    assert ours[["system", "dim", "value"]].to_numpy().tolist() == [
        ["euclidean-free", 5.0, 12.0],
        ["euclidean-free", 5.0, 0.7],
    ]
    rows = {row.cells[:3] for row in baselines_view(frame).rows}
    assert ("published", "Euclidean", "3,542.3") in rows
    assert ("ours", "euclidean-free", "12.00") in rows
    assert ("ours, not run", "fast-euclidean", "—") in rows


def test_the_tables_are_written_for_programs_and_people(tmp_path, results, published, rules):
    save_tables(make_tables(results, Kept.none(), published, rules), tmp_path)
    frame = pd.read_csv(tmp_path / "audit.csv", keep_default_na=False)
    assert len(frame) == len(rules.numbers) and (frame["verdict"] != "").all()
    assert frame["verdict"].value_counts()["reproduced"] == 2
    empty = (tmp_path / "flaws.md").read_text(encoding="utf-8")
    assert empty == "No flaw was scored both with and without.\n"
