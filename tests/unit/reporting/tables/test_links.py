"""Link prediction in the report: the test beside the paper, validation apart."""

import pytest

from poincare.reporting.figures.over_dims import over_dims
from poincare.reporting.page.page import headline_text, render_html
from poincare.reporting.page.summary import summarise
from poincare.reporting.tables.headline import headline, headline_task


@pytest.fixture
def links(row_of, frame_of):
    """Two splits at d = 5 and 10: test below, validation above the paper's mean rank."""
    return frame_of(
        row_of(
            f"nouns-{split}",
            dim,
            metric,
            value + shift,
            protocol=f"nickel2017-{split}{part}",
            task="link_prediction",
        )
        for split in ("ganea2", "all5")
        for dim in (5, 10)
        for part, shift in (("", 0.0), ("-validation", 0.02))
        for metric, value in (("mean_rank", 4.0), ("MAP", 0.84))
    )


def test_the_headline_is_the_tests_beside_the_papers(links, published):
    frame = headline(links, published)
    own = frame.dropna(subset=["value"])
    assert set(own["protocol"]) == {"nickel2017-ganea2", "nickel2017-all5"}
    assert headline_task(links) == "link_prediction"
    by_metric = {metric: part for metric, part in own.groupby("metric")}
    assert by_metric["mean_rank"]["paper"].tolist() == [5.7, 4.3] * 2
    assert by_metric["MAP"]["difference"].round(3).tolist() == [0.015, -0.012] * 2


def test_reconstruction_comes_first(links, nouns_results, published):
    both = [*nouns_results.to_dict("records"), *links.to_dict("records")]
    results = type(links)(both, columns=links.columns)
    results = results.astype(links.dtypes)
    assert headline_task(results) == "reconstruction"
    assert headline(results, published).equals(headline(nouns_results, published))


def test_validation_has_tables_of_its_own_without_published_numbers(links, tables_of):
    made = {one.protocol: one for one in tables_of(links).by_protocol["link_prediction"]}
    assert len(made) == 4
    assert made["nickel2017-all5"].notes and not made["nickel2017-all5-validation"].notes
    assert "limited" in made["nickel2017-all5"].notes[0]


def test_the_figure_leaves_validation_out_and_draws_the_paper_once(links, published):
    picture = over_dims(links, published)
    series = picture.data["series"].unique()
    assert not any("validation" in name for name in series)
    assert sum("Nickel & Kiela 2017" in name for name in series) == 1
    assert picture.caption.startswith("Link prediction of nouns-ganea2 and nouns-all5")


@pytest.mark.slow
def test_the_summary_and_the_page_name_the_task(context, links, tables_of, report_of):
    summary = summarise(context, tables_of(links))
    assert any(line.startswith("Link prediction of nouns-all5 by fast") for line in summary.agrees)
    assert "MAP is not as good as the paper’s at 1 of 2 dimensions" in " ".join(summary.differs)
    assert "nouns-all5, nickel2017-all5-validation" in render_html(report_of(links))
    assert headline_text(report_of(links), "x").startswith("Link prediction of nouns-")
