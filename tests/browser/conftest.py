"""The report of the kept results, opened in Chromium without a network."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from poincare.suite.kept.render import render_kept

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "results" / "reference" / "results.csv"
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
    """The page of the kept results, with a history whose data are too large for the page."""
    folder = tmp_path_factory.mktemp("report")
    shutil.copy(REFERENCE, folder)
    epochs = np.arange(1, 5001)
    history = pd.DataFrame(
        {
            "dataset": "mammals",
            "system": "fast",
            "dim": 5,
            "seed": 0,
            "data_hash": "da" * 32,
            "recipe_hash": "ec" * 32,
            "epoch": epochs,
            "level": 1,
            "n_active": 1182,
            "loss": 2.0 / epochs,
            "learning_rate": 0.04,
            "negatives": 50.0,
            "nodes_per_s": 1e5,
            "cpu_s": 0.1 * epochs,
        }
    )
    history.to_csv(folder / "history.csv", index=False)
    return render_kept(folder, folder, "Poincaré embeddings of WordNet", ROOT)


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
