"""``python -m poincare report``: a page from kept results, and what it cannot show."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from poincare.__main__ import main
from poincare.base.storage import write_json, write_text
from poincare.reporting.tables.names import table_names

REFERENCE = Path(__file__).parents[3] / "results" / "reference"


@pytest.fixture(scope="module")
def rendered(tmp_path_factory):
    """The reference results without their folder's other files, and a figure kept with them."""
    folder, output = tmp_path_factory.mktemp("kept"), tmp_path_factory.mktemp("output")
    shutil.copy(REFERENCE / "results.csv", folder)
    words = {"title": "A disc", "alt": "Points.", "caption": "Kept.", "moves": False}
    write_json(folder / "figures" / "disc-mammals-fast-0.json", words)
    write_text(folder / "figures" / "disc-mammals-fast-0.svg", "<svg/>")
    write_text(folder / "figures" / "disc-mammals-fast-0.csv", "x,y\n0,1\n")
    write_json(folder / "figures" / "lost.json", words)
    assert main(["report", str(folder), "--output", str(output), "--title", "Kept results"]) == 0
    return output


@pytest.mark.slow
def test_page_tables_and_headline_are_written(rendered):
    assert {"report.html", "report.md", "headline.txt", "tables", "figures"} == {
        path.name for path in rendered.iterdir() if path.suffix != ".sha256"
    }
    tables = [path for path in (rendered / "tables").iterdir() if path.suffix != ".sha256"]
    assert {path.stem for path in tables} == set(table_names())
    html = (rendered / "report.html").read_text(encoding="utf-8")
    assert "<h1>Kept results</h1>" in html and "2.83 ± 0.04" in html
    assert "2.83" in (rendered / "headline.txt").read_text()


@pytest.mark.slow
def test_figures_of_results_are_drawn_and_others_copied(rendered):
    html = (rendered / "report.html").read_text(encoding="utf-8")
    for name in ("over_dims", "cost_over_dims", "disc-mammals-fast-0"):
        assert f'id="figure-{name}"' in html
        assert (rendered / "figures" / f"{name}.svg").is_file()
    # There is no history.csv, so there are no loss curves.
    assert "loss_curves" not in html


@pytest.mark.slow
def test_what_cannot_be_shown_is_named(rendered):
    text = (rendered / "report.md").read_text(encoding="utf-8")
    assert "lost" in text and "lost.svg" in text


@pytest.mark.slow
def test_a_recipe_of_another_hash_is_named_and_not_shown(tmp_path):
    frame = pd.read_csv(REFERENCE / "results.csv")
    frame[frame["dim"] == 5].assign(recipe_hash="f" * 64).to_csv(tmp_path / "results.csv")
    assert main(["report", str(tmp_path)]) == 0
    text = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "fast (ffffffffffff)" in text and "fast, ffffffffffff:" not in text


def test_a_folder_without_results_is_one_line(tmp_path, capsys):
    assert main(["report", str(tmp_path)]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1 and "results.csv" in error
