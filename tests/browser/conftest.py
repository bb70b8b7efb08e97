"""The report of the last full run, opened in Chromium without a network."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from poincare.base.storage import read_json
from poincare.evaluation.results import read_results
from poincare.reporting.audit.rules import read_audit
from poincare.reporting.figures.picture import Card
from poincare.reporting.page.context import Context, RecipeText
from poincare.reporting.page.data_uri import read_data
from poincare.reporting.page.page import Report, render_html
from poincare.reporting.page.tables import make_tables
from poincare.reporting.published import read_published

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "results" / "reference"
FIGURES = ("over_dims", "loss_curves", "disc-mammals-fast-0")
ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def report(tmp_path_factory) -> Path:
    """The page as a file, made from the results and figures that are kept."""
    published = read_published(ROOT / "data" / "published")
    recipe = (ROOT / "config" / "recipes" / "fast.yaml").read_text(encoding="utf-8")
    context = Context(
        title="Poincaré embeddings of WordNet",
        config="seeds",
        date="2026-11-21",
        versions={"python": "3.11"},
        sources=({"name": "nouns", "hash": "da" * 32},),
        recipes={"fast": RecipeText(text=recipe, hash="ec" * 32)},
    )
    folder = REFERENCE / "figures"
    cards = [
        # Not `read_card`: figures that are kept may have fewer words than today's.
        Card(
            name=name,
            svg=(folder / f"{name}.svg").read_text(),
            **read_json(folder / f"{name}.json"),
        )
        for name in FIGURES
    ]
    rules = read_audit(ROOT / "data" / "published", published.numbers)
    report = Report(
        context=context,
        tables=make_tables(read_results(REFERENCE / "results.csv"), published, rules),
        cards=cards,
        data=read_data(folder, FIGURES),
    )
    html = render_html(report)
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(html, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def chromium(tmp_path_factory) -> Iterator[webdriver.Chrome]:
    """Debian's Chromium by its own driver; nothing is fetched to run it."""
    browser, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if browser is None or driver is None:
        pytest.skip("the browser test needs chromium and chromedriver on the PATH")
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for argument in ARGUMENTS:
        options.add_argument(argument)
    options.add_argument(f"--user-data-dir={tmp_path_factory.mktemp('profile')}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    window = webdriver.Chrome(options=options, service=Service(driver))
    yield window
    window.quit()
