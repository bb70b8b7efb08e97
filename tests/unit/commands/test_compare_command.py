"""``python -m poincare compare``: exit codes, files and folders, and mistakes in one line."""

from pathlib import Path

import pandas as pd
import pytest

from poincare.__main__ import main

REFERENCE = Path(__file__).parents[3] / "results" / "reference"


@pytest.fixture
def changed(tmp_path):
    """Writes the reference results with some columns changed at d = 5."""

    def write(**columns):
        frame = pd.read_csv(REFERENCE / "results.csv")
        at_five = frame["dim"] == 5
        for name, change in columns.items():
            frame.loc[at_five, name] = change(frame.loc[at_five, name])
        frame.to_csv(tmp_path / "results.csv", index=False)
        return str(tmp_path)

    return write


def test_equal_results_pass(capsys):
    assert main(["compare", str(REFERENCE), str(REFERENCE / "results.csv")]) == 0
    assert capsys.readouterr().out.endswith("✓ 54 values compared: 0 worse, 54 same.\n")


def test_worse_results_fail_and_are_written_down(changed, tmp_path, capsys):
    worse = changed(value=lambda value: value.where(value <= 1, 2 * value))
    report = tmp_path / "reports" / "report.md"
    assert main(["compare", str(REFERENCE), worse, "--output", str(report)]) == 1
    assert "worse ✗" in capsys.readouterr().out
    # Mean ranks alone are doubled: two datasets, two protocols.
    assert report.read_text().startswith("**✗ 54 values compared: 4 worse, 50 same.**")


@pytest.mark.slow
def test_missing_results_fail(changed, tmp_path, capsys):
    folder = changed()
    frame = pd.read_csv(tmp_path / "results.csv")
    frame[frame["dim"] != 200].to_csv(tmp_path / "results.csv", index=False)
    assert main(["compare", str(REFERENCE), folder]) == 1
    assert main(["compare", folder, str(REFERENCE)]) == 0


@pytest.mark.slow
def test_another_recipe_is_refused_unless_it_is_allowed(changed, capsys):
    other = changed(recipe_hash=lambda column: "f" * 64)
    assert main(["compare", str(REFERENCE), other]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1 and "--allow recipe" in error and "fast on mammals" in error
    assert main(["compare", str(REFERENCE), other, "--allow", "recipe"]) == 0
    assert "Compared although the recipe of fast on mammals differs" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("base", "words"),
    [("nowhere.csv", "nowhere.csv: no such file"), ("", "results.csv: no such file")],
)
def test_a_missing_file_is_one_line(tmp_path, capsys, base, words):
    assert main(["compare", str(tmp_path / base), str(REFERENCE)]) == 2
    error = capsys.readouterr().err
    assert words in error and error.count("\n") == 1


@pytest.mark.parametrize("wrong", [["--allow", "code"], ["--alpha", "0"], ["--alpha", "x"]])
def test_arguments_out_of_range_are_refused(wrong, capsys):
    with pytest.raises(SystemExit) as exit_:
        main(["compare", str(REFERENCE), str(REFERENCE), *wrong])
    assert exit_.value.code == 2 and wrong[0] in capsys.readouterr().err
