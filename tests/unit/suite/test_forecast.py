"""The time of trainings, from that of kept ones."""

from pathlib import Path

import pandas as pd
import pytest

from poincare.__main__ import main
from poincare.reporting.figures.runs import Run
from poincare.suite.configuration.checks import laid_over
from poincare.suite.kept.forecast import EQUAL_AT, forecast

CONFIG = Path(__file__).parents[3] / "config"
PAIRS = {"nouns": 1000, "mammals": 10}
KEPT = pd.DataFrame(
    [
        ("nouns", "s", 10, 0, 100.0),
        ("nouns", "s", 10, 0, 100.0),
        ("nouns", "s", 10, 1, 300.0),
        ("nouns", "s", 10, 2, 200.0),
        ("nouns", "s", 40, 0, 800.0),
        ("elsewhere", "t", 10, 0, 5.0),
    ],
    columns=["dataset", "system", "dim", "seed", "train_cpu_s"],
)


@pytest.mark.parametrize(
    ("run", "seconds"),
    [
        (Run("nouns", "s", 10, 7), 200.0),
        (Run("nouns", "s", 20, 0), 400.0),
        (Run("mammals", "s", 40, 0), 8.0),
        (Run("nouns-all5", "s", 40, 0), 800.0),
        (Run("nouns", "s", 160, 0), 800.0 * (160 + EQUAL_AT) / (40 + EQUAL_AT)),
        (Run("nouns", "s", 5, 0), 200.0 * (5 + EQUAL_AT) / (10 + EQUAL_AT)),
    ],
)
def test_time_of_a_training(run, seconds):
    found = forecast([run], KEPT, PAIRS)
    assert found.seconds == {run: pytest.approx(seconds)}
    assert found.total == pytest.approx(seconds) and found.unknown == ()


def test_what_was_never_measured_is_unknown():
    runs = [Run("nouns", "t", 10, 0), Run("unknown", "s", 10, 0)]
    assert forecast(runs, KEPT, PAIRS).unknown == tuple(runs)


def test_a_configuration_is_laid_over_the_default_one_as_snakemake_does(laid_over_default):
    for path in sorted(CONFIG.glob("*.yaml")):
        assert laid_over(CONFIG / "default.yaml", path) == laid_over_default(path)


def test_the_command_names_every_system_and_the_time(capsys):
    assert main(["forecast", str(CONFIG / "audit.yaml")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any("gensim-batch-10 on nouns-paths" in line and line.endswith(" h") for line in lines)
    assert "CPU time" in lines[-1]
