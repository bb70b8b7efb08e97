import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import pandas as pd
import pytest

from poincare.reporting.figures.loss_curves import loss_curves
from poincare.reporting.figures.picture import card as draw
from poincare.reporting.page import page
from poincare.reporting.page.context import RecipeText

VOID = {"meta", "img", "br", "hr", "link", "input"}


class Page(HTMLParser):
    """Every tag with its attributes, the text, and whether all tags are closed."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.open, self.texts = [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.texts).split())


@pytest.fixture(scope="module")
def rendered():
    """The page of `html`, once it is rendered."""
    return []


@pytest.fixture
def html(rendered, nouns_results, report_of, card):
    if not rendered:
        report = report_of(nouns_results, cards=[card], data={card.name: "a,b\n1,2\n"})
        rendered.append(page.render_html(report))
    return rendered[0]


def test_tags_are_closed_and_ids_unique(html):
    parsed = Page(html)
    assert parsed.open == []
    ids = [attributes["id"] for _, attributes in parsed.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {
        attributes["href"][1:]
        for tag, attributes in parsed.tags
        if tag == "a" and attributes["href"].startswith("#")
    }
    assert targets <= set(ids)


def test_nothing_is_loaded_from_elsewhere(html):
    parsed = Page(html)
    assert {tag for tag, _ in parsed.tags}.isdisjoint({"link", "iframe", "object", "form"})
    for tag, attributes in parsed.tags:
        for name in ("src", "srcset", "href", "data", "action", "poster"):
            value = attributes.get(name) or ""
            allowed = ("#", "https://") if tag == "a" else ("data:image/svg+xml;base64,",)
            if "download" in attributes:
                allowed = ("data:text/csv;charset=utf-8;base64,",)
            assert not value or value.startswith(allowed)
    assert "url(" not in html
    assert "@import" not in html
    assert "default-src 'none'" in html


def test_one_script_may_run_and_the_policy_names_it_by_its_hash(html):
    scripts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    assert len(scripts) == html.count("<script") == 1
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)[1]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["script-src"] == f"'sha256-{digest}'"
    assert not re.search(r"\son\w+=", html)


@pytest.mark.slow
def test_the_data_of_a_figure_are_offered_or_named(context, nouns_results, report_of, card, html):
    links = [attributes for tag, attributes in Page(html).tags if "download" in attributes]
    assert [link["download"] for link in links] == ["over_dims.csv"]
    assert base64.b64decode(links[0]["href"].split(",")[1]) == b"a,b\n1,2\n"
    large = {card.name: "1,2\n" * 60_000}
    html = page.render_html(report_of(nouns_results, context=context, cards=[card], data=large))
    assert "download=" not in html
    text = "Data: over_dims.csv in the folder of the figures (234 KiB)"
    assert text in Page(html).text


@pytest.mark.slow
def test_figures_stand_under_headings_that_a_list_names(context, nouns_results, report_of, card):
    names = ("loss_curves", "something-else", "over_dims", "disc-mammals-fast-0")
    cards = [replace(card, name=name, title=f"Title of {name}") for name in names]
    html = page.render_html(report_of(nouns_results, context=context, cards=cards))
    part = html[html.index('<section id="figures">') :]
    headings = re.findall(r"<h3>(.*?)</h3>|<h4>Title of (.*?)</h4>", part)
    assert ["".join(some) for some in headings][:8] == [
        "Quality and cost over dimensions", "over_dims",
        "Embeddings in two dimensions", "disc-mammals-fast-0",
        "Training", "loss_curves",
        "Further figures", "something-else",
    ]  # fmt: skip
    assert all(f'<a href="#figure-{name}">' in part for name in names)
    markdown = page.render_markdown(
        report_of(nouns_results, context=context, cards=cards), "figures"
    )
    assert markdown.index("### Training") < markdown.index("#### Title of loss")


@pytest.mark.slow
def test_published_tables_are_open_where_ours_stand_beside(context, nouns_results, report_of):
    html = page.render_html(report_of(nouns_results, context=context))
    part = html[html.index('<section id="audit">') :]
    assert part.index("Published values by verdict.") < part.index('<details class="published"')
    tables = re.findall(r'<details class="published"( open)?>(.*?)</details>', part, re.DOTALL)
    assert len(tables) > 10
    assert all(bool(opened) == ("<table>" in content) for opened, content in tables)


def test_figures_have_alternative_texts(html, card):
    images = [attributes for tag, attributes in Page(html).tags if tag == "img"]
    assert [image["alt"] for image in images] == [card.alt]
    assert card.caption in html


@pytest.mark.slow
def test_an_animation_does_not_move_unasked(context, nouns_results, report_of, card):
    moving = replace(card, name="animation", moves=True)
    cards = [card, moving]
    parsed = Page(page.render_html(report_of(nouns_results, context=context, cards=cards)))
    tags = parsed.tags[[tag for tag, _ in parsed.tags].index("figure") :]
    figure = [tag for tag, _ in tags]
    second = figure[figure.index("figure", 1) :]
    assert "details" not in figure[: figure.index("img")]
    assert second.index("details") < second.index("summary") < second.index("img")
    assert all("open" not in attributes for tag, attributes in tags if tag == "details")
    text = page.render_markdown(report_of(nouns_results, context=context, cards=cards), "figures")
    assert "\n![Two charts.](figures/over_dims.svg)" in text
    assert "\n[Two charts.](figures/animation.svg)" in text


@pytest.mark.slow
def test_a_hostile_name_stays_text(context, nouns_results, report_of, card):
    name = "</td><script>alert('x')</script><img src=x onerror=alert(1)>"
    hostile = nouns_results.assign(system=name, dataset=name, cpu=name)
    hostile = pd.concat([hostile, nouns_results.assign(system=name)], ignore_index=True)
    context = replace(
        context,
        title=name,
        config=name,
        sources=({name: name},),
        versions={name: name},
        recipes={name: RecipeText(text=name, hash=name)},
        missing={"lexical_entailment": name},
        notes=(name,),
    )
    card = replace(card, title=name, alt=f'"{name}', caption=name)
    html = page.render_html(report_of(hostile, context=context, cards=[card]))
    parsed = Page(html)
    assert parsed.open == []
    assert [tag for tag, _ in parsed.tags].count("script") == 1
    assert all("onerror" not in attributes for _, attributes in parsed.tags)
    assert name in parsed.text


@pytest.mark.slow
def test_a_hostile_name_stays_text_in_markdown(context, nouns_results, report_of, card):
    name = "<script>alert(1)</script>|x"
    context = replace(
        context, title=name, notes=(name,), recipes={name: RecipeText(text="```\n", hash="")}
    )
    hostile = nouns_results.assign(system=name)
    text = page.render_markdown(report_of(hostile, context=context, cards=[card]), "figures")
    assert not re.search(r"(?<!\\)<script", text)
    assert "\n````yaml\n```\n````\n" in text
    cells = {line.replace(r"\|", "").count("|") for line in text.splitlines() if "ours: " in line}
    # Three, five and nine columns: the bar in the name is escaped.
    assert cells == {4, 6, 10}


def test_numbers_and_verdicts_are_on_the_page(html):
    text = Page(html).text
    assert "5.10 ± 0.14 4.90 +0.20 ✗" in text
    assert "At least as good as the paper" in text
    assert "recipe ecececececec" in text
    assert "743,241" in text


@pytest.mark.slow
def test_missing_hyperlex_is_said_plainly(context, mammals_results, report_of, card):
    lack = "cannot find hyperlex-data.zip; put the file into data/raw."
    context = replace(context, missing={"lexical_entailment": lack})
    html = page.render_html(report_of(mammals_results, context=context, cards=[card]))
    assert f"HyperLex was not scored. {lack}" in Page(html).text
    markdown = page.render_markdown(
        report_of(mammals_results, context=context, cards=[card]), "figures"
    )
    assert f"**HyperLex was not scored.** {lack}" in markdown
    console = page.headline_text(report_of(mammals_results, context=context), "r.html")
    assert f"Missing: HyperLex: {lack}" in console


@pytest.mark.slow
def test_the_page_stands_without_results_and_figures(context, nouns_results, report_of):
    bare = replace(context, sources=(), recipes={})
    parsed = Page(page.render_html(report_of(nouns_results[:0], context=bare, cards=[])))
    assert parsed.open == []
    for sentence in (
        "Nothing: there are no results.",
        "Nothing could be compared.",
        "Reconstruction was not scored in this configuration.",
        "HyperLex was not scored in this configuration.",
        "No figures were drawn.",
        "No recipes were recorded.",
    ):
        assert sentence in parsed.text
    bare = report_of(nouns_results[:0], context=bare)
    assert "No figures were drawn." in page.render_markdown(bare, "figures")


@pytest.mark.slow
def test_the_page_takes_graphs_the_paper_does_not_have(context, frame_of, row_of, report_of):
    verbs = frame_of([row_of("verbs", 5, "mean_rank", 1.3), row_of("x", 5, "MAP", 0.9)])
    text = Page(page.render_html(report_of(verbs, context=context))).text
    assert "The paper reports no comparable numbers." in text
    assert "Nickel & Kiela 2018: Lorentz" in text


@pytest.mark.slow
def test_markdown_has_the_figures_and_no_blank_stretches(context, nouns_results, report_of, card):
    text = page.render_markdown(report_of(nouns_results, context=context, cards=[card]), "figures")
    assert "![Two charts.](figures/over_dims.svg)" in text
    assert "\n\n\n" not in text
    assert text.endswith("\n")
    assert "```yaml\nname: fast\n```" in text


def test_console_text_ends_with_the_report(context, nouns_results, report_of):
    text = page.headline_text(report_of(nouns_results, context=context), "results/x/report.html")
    lines = text.splitlines()
    assert lines[-1] == "Report: results/x/report.html"
    assert text.isascii()
    table = next(line for line in lines if line.split()[:1] == ["10"])
    assert table.split() == "10 3.60 +- 0.14 4.02 -0.42 0.900 +- 0.000 0.851 +0.049".split()
    assert any("nouns at d = 20, 50, 100 and 200" in line for line in lines)


@pytest.mark.slow
def test_real_figures_fit_into_the_page(context, nouns_results, report_of, history):
    html = page.render_html(
        report_of(nouns_results, context=context, cards=[draw(loss_curves(history), "loss")])
    )
    assert html.count("data:image/svg+xml;base64,") == 1
