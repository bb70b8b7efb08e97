"""The measurement of growth, in small: it ends with a table, a figure and the settings."""

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "growth.py"


def test_a_small_measurement_writes_table_figure_and_settings(tmp_path):
    command = [sys.executable, str(SCRIPT), "--sizes", "50", "500", "--results", str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    table = pd.read_csv(tmp_path / "growth.csv")
    assert table["nodes"].tolist() == [50, 500]
    assert (table[["pairs", "epoch_cpu_s", "train_peak_mib", "build_peak_mib"]] > 0).all(axis=None)
    assert json.loads((tmp_path / "settings.json").read_text())["sizes"] == [50, 500]
    assert (tmp_path / "growth.svg").exists()
    assert "500" in (tmp_path / "growth.md").read_text()
