"""Kept results in a report: in the audit and beside published numbers, and nowhere else."""

import pytest

from poincare.reporting.audit.flaws import flaws_beside
from poincare.reporting.kept.rows import Kept
from poincare.reporting.page import page
from poincare.reporting.page.files import save_tables
from poincare.reporting.page.summary import summarise
from poincare.reporting.page.tables import make_tables
from poincare.reporting.tables.by_task import KEPT
from poincare.reporting.tables.frames import over_seeds

MARK = "kept, 2026-03-04, abc123"


@pytest.fixture(scope="module")
def kept(row_of, frame_of):
    """A row of gensim's notebook, a system on the run's own graph, and links; one row is stale."""
    values = (("mean_rank", 154.41), ("MAP", 0.4))
    notebook = {"system": "gensim-batch-10", "protocol": "gensim-notebook"}
    links = {
        "system": "gensim-batch-50", "protocol": "gensim-notebook-gensim10",
        "task": "link_prediction",
    }  # fmt: skip
    rows = [row_of("nouns-paths", 5, name, value, **notebook) for name, value in values]
    rows += [row_of("nouns", 10, name, value, system="nickel2017") for name, value in values]
    rows += [row_of("nouns-paths-gensim10", 5, name, value, **links) for name, value in values]
    # No published number is comparable with it.
    rows += [row_of("balanced-tree", 2, name, value, system="tree-tutorial", protocol="gensim")
             for name, value in values]  # fmt: skip
    made = frame_of(rows)
    return Kept(
        rows=made.assign(**{KEPT: MARK}),
        stale=made[:1].assign(system="cpp-50", reason="the recipe changed"),
        versions=dict.fromkeys(made["system"], 1),
        uncertain={"gensim-batch-10": ("it is a guess",)},
    )


@pytest.fixture(scope="module")
def results(row_of, frame_of):
    values = (("mean_rank", 3.5), ("MAP", 0.9))
    return frame_of([row_of("nouns", 10, name, value) for name, value in values])


@pytest.fixture(scope="module")
def tables(results, kept, published, rules):
    return make_tables(results, kept, published, rules)


def rows_of(tables, task):
    return {
        (one.dataset, row.cells[0])
        for one in tables.by_protocol[task]
        for row in one.table.rows
        if row.kind == "kept"
    }


@pytest.mark.slow
def test_kept_values_are_judged_and_marked(tables):
    frame = tables.audit.audit
    shown = frame[frame["ours"].notna()].drop_duplicates("system").set_index("system")
    assert set(shown["kept"]) == {MARK}
    assert shown.loc["gensim-batch-10", "verdict"] == "reproduced"
    assert shown.loc["nickel2017", "verdict"] == "worse than published"
    assert set(shown["task"]) == {"reconstruction", "link_prediction"}


@pytest.mark.slow
def test_they_are_lines_of_their_own_where_published_numbers_are_comparable(tables):
    assert rows_of(tables, "reconstruction") == {
        ("nouns", f"nickel2017 ({MARK})"),
        ("nouns-paths", f"gensim-batch-10 ({MARK})"),
    }
    assert rows_of(tables, "link_prediction") == {
        ("nouns-paths-gensim10", f"gensim-batch-50 ({MARK})")
    }
    differences = tables.tasks["reconstruction"].query("row == 'difference'")
    assert set(differences["system"]) == {"fast"}


@pytest.mark.slow
def test_the_runs_own_tables_and_summary_do_not_have_them(tables, context):
    assert set(tables.headline["system"]) == {"fast"}
    assert set(tables.cost["system"]) == set(tables.runs["system"]) == {"fast"}
    summary = summarise(context, tables)
    said = " ".join((*summary.run, *summary.agrees, *summary.differs, *summary.doubts))
    assert "gensim" not in said and "nickel2017 on" not in said
    assert any("Link prediction" in line for line in summary.missing)


@pytest.mark.slow
def test_the_page_says_what_is_kept_and_what_is_stale(tables, results, report_of):
    report = report_of(results, tables=tables)
    for text in (page.render_html(report), page.render_markdown(report, "figures")):
        assert MARK in text and "Kept: 8 values of 4 earlier trainings" in text
        assert "1 kept value of cpp-50 on nouns-paths, because the recipe changed" in text
        assert "Not known of gensim-batch-10: it is a guess." in text
    assert MARK not in page.headline_text(report, "x")


@pytest.mark.slow
def test_the_files_have_them_but_those_for_papers(tables, tmp_path):
    save_tables(tables, tmp_path)
    for name in ("reconstruction.csv", "reconstruction.md", "link_prediction.md", "audit.csv"):
        assert MARK in (tmp_path / name).read_text(encoding="utf-8")
    assert "gensim-batch-10" not in (tmp_path / "reconstruction.tex").read_text()
    assert (tmp_path / "link_prediction.tex").read_text() == "% No results.\n"


def test_both_values_of_a_flaw_are_of_one_side(row_of, frame_of):
    def scored(value, **more):
        names = ("gensim", "gensim+itself-excluded")
        return [row_of("mammals", 5, "MAP", value + k, protocol=name, **more)
                for k, name in enumerate(names)]  # fmt: skip

    whole = frame_of(scored(0.2)).assign(**{KEPT: MARK})
    own = flaws_beside(frame_of(scored(0.3)), whole)
    assert own[["with", "kept"]].to_numpy().tolist() == [[0.3, ""]]
    half = flaws_beside(frame_of(scored(0.3)[:1]), whole)
    assert half[["with", "kept"]].to_numpy().tolist() == [[0.2, MARK]]
    assert flaws_beside(frame_of(scored(0.3)[:1]), whole[1:]).empty


def test_the_marks_of_several_seeds_are_joined(row_of, frame_of):
    rows = frame_of([row_of("mammals", 5, "MAP", 0.5, seed) for seed in (0, 1, 2)])
    marked = rows.assign(**{KEPT: ["kept, b", "kept, a", "kept, b"]})
    assert over_seeds(marked, "reconstruction")[KEPT].tolist() == ["kept, a; kept, b"]
    assert over_seeds(rows, "reconstruction")[KEPT].tolist() == [""]
