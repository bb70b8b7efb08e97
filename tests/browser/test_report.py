"""The page in a browser: quiet, alone, sortable, readable on a phone, in the dark and on paper."""

import json
from collections.abc import Iterator

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

HEADLINE = "#headline table"
RECONSTRUCTION = "#reconstruction table"

#: Whether a page is there that was not there before, and its script has run.
OPENED = "return !window.leaving && document.readyState === 'complete'"
SECONDS_TO_OPEN = 60


@pytest.fixture
def page(chromium, report) -> Iterator[webdriver.Chrome]:
    """The report, freshly opened on a wide screen."""
    for log in ("browser", "performance"):
        chromium.get_log(log)
    screen(chromium, 1280)
    media(chromium)
    # On a busy machine the driver may return while the last test's page is still there.
    chromium.execute_script("window.leaving = true")
    chromium.get(report.as_uri())
    WebDriverWait(chromium, SECONDS_TO_OPEN).until(lambda window: window.execute_script(OPENED))
    yield chromium


def screen(window: webdriver.Chrome, width: int) -> None:
    """Show the page on a screen of that width in CSS pixels."""
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    window.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def media(window: webdriver.Chrome, kind: str = "screen", scheme: str = "light") -> None:
    """Let the page believe that it is printed, or that the reader prefers dark pages."""
    features = {"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"}
    features = [{"name": name, "value": value} for name, value in features.items()]
    window.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": kind, "features": features})


def requested(page):
    """Addresses that the browser asked for since the page was opened."""
    messages = [json.loads(entry["message"])["message"] for entry in page.get_log("performance")]
    return [
        message["params"]["request"]["url"]
        for message in messages
        if message["method"] == "Network.requestWillBeSent"
    ]


def column(page, table, index):
    """The texts of a column, section rows and dependent rows left out."""
    rows = page.execute_script(
        """const chosen = document.querySelector(arguments[0]).tBodies[0].rows;
        return [...chosen].filter(row => !row.matches(".section, .count, .difference"))
          .map(row => row.cells[arguments[1]].textContent.trim());""",
        table,
        index,
    )
    return rows


def button(page, table, index):
    return page.find_elements(By.CSS_SELECTOR, f"{table} thead th button")[index]


def order(page, table):
    """aria-sort of every heading."""
    headings = page.find_elements(By.CSS_SELECTOR, f"{table} thead th")
    return [heading.get_attribute("aria-sort") for heading in headings]


def test_the_console_is_silent_and_nothing_is_fetched(page, report):
    assert page.get_log("browser") == []
    urls = requested(page)
    assert report.as_uri() in urls
    assert {url for url in urls if not url.startswith("data:")} == {report.as_uri()}


def test_other_scripts_do_not_run(page):
    """The policy names the page's own script, so that a name that slipped through stays dead."""
    page.execute_script(
        """const script = document.createElement("script");
        script.textContent = "window.slipped = true";
        document.body.append(script);"""
    )
    assert page.execute_script("return window.slipped === undefined")
    assert any("Content Security Policy" in entry["message"] for entry in page.get_log("browser"))


def test_every_heading_has_a_button_with_a_name(page):
    unnamed = page.execute_script(
        """return [...document.querySelectorAll("thead th")].filter(
          heading => !heading.querySelector("button")?.textContent.trim()).length"""
    )
    assert unnamed == 0
    assert page.execute_script("return document.querySelectorAll('thead th button').length") > 50


def test_a_click_sorts_up_then_down_then_back(page):
    own = column(page, HEADLINE, 1)
    assert own[0] == "18.91 ± 0.99"
    heading = button(page, HEADLINE, 1)
    heading.click()
    assert order(page, HEADLINE)[1] == "ascending"
    means = [float(cell.split()[0]) for cell in column(page, HEADLINE, 1)]
    assert means == sorted(float(cell.split()[0]) for cell in own)
    heading.click()
    assert order(page, HEADLINE)[1] == "descending"
    assert [float(cell.split()[0]) for cell in column(page, HEADLINE, 1)] == means[::-1]
    heading.click()
    assert set(order(page, HEADLINE)) == {"none"}
    assert column(page, HEADLINE, 1) == own


@pytest.mark.parametrize("key", [Keys.ENTER, Keys.SPACE])
def test_keys_sort_negative_numbers_by_value_and_leave_gaps_last(page, key):
    heading = button(page, HEADLINE, 3)
    for place, reverse in enumerate((False, True)):
        heading.send_keys(key)
        cells = column(page, HEADLINE, 3)
        assert cells[-1] == "—"
        values = [float(cell.split()[0].replace("−", "-")) for cell in cells[:-1]]
        assert values == sorted(values, reverse=reverse) and values[0] < 0
        assert order(page, HEADLINE)[3] == ("ascending", "descending")[place]


def test_sections_keep_their_rows_and_rows_their_differences(page):
    """Within a section rows move with the counts and the difference that belong to them."""

    def rows():
        return page.execute_script(
            """return [...document.querySelector(arguments[0]).rows]
              .map(row => [row.className, row.cells[0].textContent.trim()])""",
            RECONSTRUCTION,
        )

    def groups(listed):
        found, heads = [], ("section", "ours", "kept", "published")
        for kind, name in listed[1:]:
            found.append([name]) if kind in heads else found[-1].append(name)
        return found

    before = rows()
    button(page, RECONSTRUCTION, 4).click()
    after = rows()
    assert before != after and sorted(map(tuple, groups(before))) == sorted(
        map(tuple, groups(after))
    )
    sections = [name for kind, name in after if kind == "section"]
    assert sections == [name for kind, name in before if kind == "section"]
    cells = column(page, RECONSTRUCTION, 4)
    values = [float(cell.split()[0].replace(",", "")) for cell in cells if cell != "—"]
    assert values == sorted(values) and values[-1] > 1000
    assert cells[len(values) :] == ["—"] * (len(cells) - len(values))


def test_durations_sort_by_time_and_words_as_people_count(page):
    units = {"s": 1, "min": 60, "h": 3600}
    button(page, "#cost table", 5).click()
    cells = [cell.split() for cell in column(page, "#cost table", 5)]
    seconds = [float(value) * units[unit] for value, unit in cells]
    assert seconds == sorted(seconds) and {unit for _, unit in cells} == {"s", "min"}
    page.execute_script("document.querySelector('#provenance details.wide').open = true")
    button(page, "#provenance details.wide table", 2).click()
    dims = [int(cell) for cell in column(page, "#provenance details.wide table", 2)]
    assert dims == sorted(dims) and dims[-1] == 200


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_page_is_never_wider_than_the_screen(page, width):
    screen(page, width)
    page.execute_script("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.execute_script("return document.documentElement.scrollWidth") <= width
    wide = (
        "return [...document.querySelectorAll('.scroll')].some(b => b.scrollWidth > b.clientWidth)"
    )
    assert page.execute_script(wide)


def test_the_dark_page_is_dark(page):
    def lightness(of, what):
        colour = page.execute_script(
            "return getComputedStyle(document.querySelector(arguments[0]))[arguments[1]]", of, what
        )
        return sum(int(part) for part in colour.strip("rgba()").split(",")[:3]) / 765

    assert lightness("body", "backgroundColor") > 0.9 and lightness("body", "color") < 0.3
    media(page, scheme="dark")
    assert lightness("body", "backgroundColor") < 0.2 and lightness("body", "color") > 0.8
    # Figures keep the white card that they were drawn for.
    assert lightness("figure .scroll", "backgroundColor") == 1
    media(page, kind="print", scheme="dark")
    assert lightness("body", "backgroundColor") == 1 and lightness("body", "color") == 0


def test_paper_shows_what_is_folded_and_hides_what_is_clicked(page):
    def shown(selector):
        return page.execute_script(
            """return [...document.querySelectorAll(arguments[0])].map(
              one => one.checkVisibility({contentVisibilityAuto: true}))""",
            selector,
        )

    folded = "details:not([open]) > :not(summary)"
    assert len(shown(folded)) > 10 and not any(shown(folded))
    assert all(shown("body > nav"))
    media(page, kind="print")
    assert all(shown(folded))
    assert not any(shown("body > nav")) and not any(shown(".hint"))
    mark = "return getComputedStyle(document.querySelector('th button'), '::after').content"
    assert page.execute_script(mark) == "none"
    widths = "return [...document.querySelectorAll('.scroll')].every(b => b.clientHeight > 0)"
    assert page.execute_script(widths)


def test_the_data_of_a_figure_are_in_the_page(page):
    link = page.find_element(By.CSS_SELECTOR, "#figure-over_dims a[download]")
    assert link.get_attribute("download") == "over_dims.csv"
    text = page.execute_script("return atob(arguments[0].href.split(',')[1])", link)
    assert text.startswith("series,")
    # Too large to be carried along: named instead.
    large = page.find_element(By.ID, "figure-loss_curves")
    assert "loss_curves.csv" in large.text
    assert not large.find_elements(By.CSS_SELECTOR, "a[download]")
