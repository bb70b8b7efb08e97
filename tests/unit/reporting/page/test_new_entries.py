"""A metric or a task that is added to its table is in every table, the page and the comparison."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from poincare.evaluation.metrics import METRICS, Tolerance
from poincare.evaluation.tasks import TASKS
from poincare.reporting.kept.rows import Kept
from poincare.reporting.page import page
from poincare.reporting.page.files import save_tables
from poincare.reporting.page.summary import summarise
from poincare.reporting.page.tables import make_tables
from poincare.reporting.published import Published
from poincare.reporting.regression.compare import IMPROVED, WORSE, compare
from poincare.reporting.tables.beside_yours import beside_all


@pytest.fixture
def hits(monkeypatch):
    """A third metric of reconstruction: higher is better, one decimal."""
    metric = replace(
        METRICS["MAP"],
        name="hits",
        title="Hits@10",
        in_text="hits@10",
        highest=100.0,
        decimals=1,
        noise=Tolerance(absolute=0.5),
        without_spread=Tolerance(absolute=0.5),
    )
    monkeypatch.setitem(METRICS, "hits", metric)
    task = TASKS["reconstruction"]
    monkeypatch.setitem(TASKS, task.name, replace(task, metrics=(*task.metrics, metric)))
    return metric


@pytest.fixture
def with_hits(published):
    """The published numbers, and the paper's hits at d = 5."""
    paper = published.numbers[
        (published.numbers["source"] == "NickelKiela2017")
        & (published.numbers["system"] == "Poincare")
        & (published.numbers["task"] == "reconstruction")
        & (published.numbers["dim"] == 5)
        & (published.numbers["metric"] == "MAP")
    ]
    numbers = pd.concat([published.numbers, paper.assign(metric="hits", value=80.0)])
    return Published(numbers.reset_index(drop=True), published.comparability, published.sources)


def three(row_of, hits_value):
    values = (("mean_rank", 4.0), ("MAP", 0.9), ("hits", hits_value))
    return [row_of("nouns", 5, metric, value) for metric, value in values]


@pytest.mark.slow
def test_a_third_metric_is_everywhere(
    hits, with_hits, row_of, frame_of, rules, context, report_of, tmp_path
):
    results = frame_of(three(row_of, 85.0))
    tables = make_tables(results, Kept.none(), with_hits, rules)
    report = report_of(results, tables=tables)

    html = page.render_html(report)
    assert "Hits@10 (higher is better)" in html
    row = re.search(r"<tr class=\"plain\">.*?</tr>", html, re.DOTALL)[0]
    assert re.findall(r">([^<>\n]+)</t[hd]>", row)[-3:] == ["85.0", "80.0", "+5.0 ✓"]
    assert any("hits@10" in line and "80.0" in line for line in summarise(context, tables).agrees)
    assert "85.0" in page.headline_text(report, "x")

    save_tables(tables, tmp_path)
    for name in ("headline", "reconstruction"):
        assert "Hits@10" in (tmp_path / f"{name}.md").read_text(encoding="utf-8")
        assert "Hits@10 (higher is better)" in (tmp_path / f"{name}.tex").read_text()
        assert "hits" in set(pd.read_csv(tmp_path / f"{name}.csv")["metric"])
    assert "Hits@10" in beside_all(results, with_hits, results[:0])


def test_a_third_metric_is_compared_by_its_own_direction_and_tolerance(hits, row_of, frame_of):
    def verdict(new):
        sides = (frame_of(three(row_of, value)) for value in (85.0, new))
        values = compare(*sides).values.set_index("metric")
        return values.loc["hits", "verdict"]

    assert (verdict(84.0), verdict(86.0)) == (WORSE, IMPROVED)
    assert verdict(85.4) == "same"


@pytest.mark.slow
def test_a_task_of_one_metric_is_a_section_a_table_and_a_sentence(
    monkeypatch, row_of, frame_of, context, report_of, tables_of, tmp_path
):
    like = TASKS["reconstruction"]
    task = replace(like, name="leaf_finding", title="leaf finding", metrics=(METRICS["MAP"],))
    monkeypatch.setitem(TASKS, task.name, task)
    results = frame_of([row_of("nouns", 5, "MAP", 0.7, task="leaf_finding")])
    report = report_of(results)
    html = page.render_html(report)
    assert '<section id="leaf-finding">' in html and 'href="#leaf-finding"' in html
    assert "Leaf finding" in html and 'id="leaf-finding-1"' in html
    assert "## Leaf finding" in page.render_markdown(report, "figures")
    assert "leaf finding (nickel2017)" in " ".join(summarise(context, report.tables).run)
    assert "Reconstruction" in " ".join(summarise(context, report.tables).missing)
    save_tables(report.tables, tmp_path)
    assert {"leaf_finding.csv", "leaf_finding.md", "leaf_finding.tex"} <= {
        path.name for path in tmp_path.iterdir()
    }
    assert "0.700" in (tmp_path / "leaf_finding.tex").read_text()
    assert len(compare(results, results).values) == 1
