"""A comparison for people: what comes first, what is folded away, and names that stay text."""

import numpy as np
import pytest

from poincare.reporting.page import page
from poincare.reporting.regression.compare import compare
from poincare.reporting.regression.view import comparison_view, view_of


@pytest.fixture
def sides(frame_of, row_of):
    """Worse at d = 2, better at 5, the same at 10; 20 only in the base."""
    new = {2: 0.6, 5: 0.95, 10: 0.9}
    base = frame_of(
        row_of("mammals", dim, "MAP", 0.9 + 0.001 * seed, seed)
        for dim in (2, 5, 10, 20)
        for seed in range(3)
    )
    return base, frame_of(row_of("mammals", dim, "MAP", value) for dim, value in new.items())


def test_the_worst_comes_first(sides):
    section = view_of(compare(*sides), *sides)
    assert section.summary == "✗ 4 values compared: 1 worse, 1 only in base, 1 improved, 1 same."
    assert [row.cells[0] for row in section.changed.rows] == [
        "worse ✗", "only in base ✗", "improved ✓",
    ]  # fmt: skip
    worst = dict(zip(section.changed.header, section.changed.rows[0].cells, strict=True))
    assert worst["d"] == "2" and worst["Seeds"] == "3, 1" and worst["Judged by"] == "its seeds"
    assert worst["Base"] == "0.9010 ± 0.0010" and worst["New"] == "0.6000"
    assert worst["Change"] == "−0.3010"
    # t(.995; 2) = 9.925 times .001 times √(1/3 + 1).
    assert worst["Same within"] == "0.0115"
    assert [row.cells[0] for row in section.same.rows] == ["same"]


def test_markdown_opens_with_the_summary_and_folds_the_same(sides):
    text = view_of(compare(*sides), *sides).markdown
    assert text.splitlines()[0].startswith("**✗ 4 values compared: 1 worse")
    shown, folded = text.split("<details>\n<summary>The same</summary>\n\n")
    assert "| worse ✗" in shown and "| same " not in shown
    assert "| same " in folded and "| worse" not in folded
    assert text.count("<details>") == text.count("</details>") == 2


def test_the_terminal_ends_with_the_summary(sides):
    lines = view_of(compare(*sides), *sides).text.splitlines()
    assert lines[2].startswith("worse ✗") and lines[-1].startswith("✗ 4 values compared")
    assert any("α = 0.01" in line for line in lines)


def test_a_report_stands_without_what_cannot_be_compared(sides):
    base, new = sides
    section = comparison_view(base.assign(recipe_hash="f" * 64), new)
    assert section.summary.startswith("Not compared: cannot be compared: the recipe of fast")
    assert section.changed is section.same is section.cost is None
    assert "\n" not in section.markdown.strip()


@pytest.mark.slow
def test_the_section_is_part_of_the_report(context, sides, report_of, card):
    base, new = sides
    section = comparison_view(base, new)
    html = page.render_html(report_of(new, context=context, cards=[card], comparison=section))
    markdown = page.render_markdown(
        report_of(new, context=context, cards=[card], comparison=section), "figures"
    )
    assert '<section id="compared">' in html and section.summary in html
    assert html.index("only in base ✗") < html.index("<summary>The same</summary>")
    assert "## Compared with a baseline" in markdown and section.markdown in markdown
    assert "Compared with a baseline" not in page.render_html(
        report_of(new, context=context, cards=[card])
    )


@pytest.mark.slow
def test_a_hostile_name_stays_text(context, sides, report_of):
    name = "<script>alert(1)</script>|x"
    base, new = (side.assign(system=name, code_version=name) for side in sides)
    section = comparison_view(base, new)
    html = page.render_html(report_of(new, context=context, cards=[], comparison=section))
    assert html.count("<script") == 1 and "alert(1)</script>" not in html
    assert "<script" not in section.markdown.replace(r"\<script", "")
    assert np.unique([line.replace(r"\|", "").count("|") for line in section.markdown.splitlines()
                      if line.startswith("| worse")]).tolist() == [13]  # fmt: skip
