"""What jobs ask for grows with the graph, the dimension and the runs, and knows every trainer."""

import re
from pathlib import Path

import pytest

from poincare.suite.memory import (
    TRAINERS,
    Size,
    ranking_mb,
    size_of,
    training_mb,
)
from poincare.training.trainers import MODULES

ROOT = Path(__file__).parents[3]
NOUNS = Size(82_115, 743_241)


def test_every_trainer_has_its_numbers():
    assert TRAINERS.keys() == MODULES.keys()


@pytest.mark.parametrize("trainer", TRAINERS)
def test_a_training_asks_for_more_where_there_is_more(trainer):
    asked = training_mb(NOUNS, trainer, 50)
    assert asked < training_mb(NOUNS, trainer, 200)
    assert asked < training_mb(NOUNS, trainer, 50, seeds=3)
    assert asked < training_mb(NOUNS, trainer, 50, frames=10)
    assert asked < training_mb(Size(100_000, 2_000_000), trainer, 50)
    assert training_mb(Size(10, 20), trainer, 2) == training_mb(Size(20, 40), trainer, 2)


def test_a_ranking_asks_for_more_where_there_is_more():
    assert ranking_mb(NOUNS, 5) < ranking_mb(NOUNS, 200) < ranking_mb(Size(100_000, 743_241), 200)


def test_a_size_is_that_of_the_ledger_or_of_a_built_graph_or_of_the_nouns(tmp_path):
    assert size_of("nouns", tmp_path) == NOUNS
    assert size_of("mine", tmp_path) == NOUNS
    record = tmp_path / "data/built/graphs/mine.json"
    record.parent.mkdir(parents=True)
    record.write_text('{"nodes": 5, "pairs": 9}')
    assert size_of("mine", tmp_path) == Size(5, 9)
    record.write_text('{"nodes": ')
    assert size_of("mine", tmp_path) == NOUNS


def test_what_was_measured_is_within_a_fifth():
    table = (ROOT / "benchmarks/results/memory.md").read_text()
    rows = re.findall(r"^\| (train|rank) .*?\|\s+([\d,]+) \|\s+([\d,]+) \|", table, re.MULTILINE)
    assert len(rows) >= 10
    for _, asked, measured in rows:
        asked, measured = (int(text.replace(",", "")) for text in (asked, measured))
        assert asked == pytest.approx(measured, rel=0.2)
