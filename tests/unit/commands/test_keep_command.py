"""``python -m poincare keep``: what it says and what it leaves on disk."""

from pathlib import Path

import pytest

from poincare.__main__ import main
from poincare.evaluation.results import read_results

KEPT = Path(__file__).parents[3] / "results" / "reference" / "audit"


@pytest.fixture
def run(tmp_path):
    """The mammals of the kept results as those of a run; two systems are changed."""
    rows = read_results(KEPT / "results.csv")
    rows = rows[rows["dataset"] == "mammals"].copy()
    rows.loc[rows["system"] == "nickel2017", "code_version"] = "0.1.0+abc-dirty"
    rows.loc[rows["system"] == "fast", "recipe_hash"] = "0" * 64
    (tmp_path / "run").mkdir()
    rows.to_csv(tmp_path / "run" / "results.csv", index=False)
    return rows


def test_rows_are_kept_once_and_refused_ones_are_named(run, tmp_path, capsys):
    command = ["keep", str(tmp_path / "run"), "--into", str(tmp_path / "kept")]
    assert main(command) == 0
    said = capsys.readouterr().out
    refused = int((run["system"] == "nickel2017").sum())
    assert f"{len(run) - refused} new, 0 replaced" in said
    assert f"Refused: {refused} rows of nickel2017 on mammals" in said
    assert "Kept, but stale: 6 rows of fast on mammals" in said and "recipe" in said
    assert len(read_results(tmp_path / "kept" / "results.csv")) == len(run) - refused
    assert main([*command, "--dirty"]) == 0
    assert f"{refused} new, 0 replaced, {len(run) - refused} unchanged" in capsys.readouterr().out


def test_nothing_is_written_if_all_rows_are_refused(run, tmp_path, capsys):
    run.assign(code_version="0.1.0").to_csv(tmp_path / "run" / "results.csv", index=False)
    assert main(["keep", str(tmp_path / "run"), "--into", str(tmp_path / "kept")]) == 1
    assert "names no commit" in capsys.readouterr().out and not (tmp_path / "kept").exists()


def test_a_folder_without_results_is_one_line(tmp_path, capsys):
    assert main(["keep", str(tmp_path), "--into", str(tmp_path / "kept")]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1 and "results.csv" in error
    assert not (tmp_path / "kept").exists()
