import math

import pytest

from poincare.reporting import words


@pytest.mark.parametrize(
    ("value", "metric", "signed", "text"),
    [
        (4.018, "mean_rank", False, "4.02"),
        (0.8512, "MAP", False, "0.851"),
        (-0.2, "mean_rank", True, "−0.20"),
        (0.0316, "MAP", True, "+0.032"),
        (-0.0004, "MAP", True, "0.000"),
        (3542.34, "mean_rank", False, "3,542.3"),
        (math.nan, "MAP", False, "—"),
    ],
)
def test_number(value, metric, signed, text):
    assert words.number(value, metric, signed) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.5, "0.5 s"), (61.25, "61.2 s"), (190, "3.2 min"), (7200, "2.0 h"), (math.nan, "—")],
)
def test_seconds(value, text):
    assert words.seconds(value) == text


def test_lists_and_plurals():
    assert words.joined([]) == ""
    assert words.joined([5]) == "5"
    assert words.joined([5, 10, 20]) == "5, 10 and 20"
    assert (words.plural(1, "seed"), words.plural(1200, "pair")) == ("1 seed", "1,200 pairs")


def test_hashes_are_cut():
    assert words.short_hash("ab" * 32) == "ab" * 6
    assert words.short_hash(None) == words.short_hash(math.nan) == "—"


def test_markdown_shows_names_literally():
    assert words.escaped("a_b|<script>\nx") == r"a\_b\|\<script\> x"
