import doctest
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_the_tutorial_says_what_comes_out(monkeypatch, wordnet_source):
    monkeypatch.chdir(ROOT)
    outcome = doctest.testfile(str(ROOT / "docs" / "tutorial.md"), module_relative=False)
    assert outcome.attempted > 25 and outcome.failed == 0
