"""HyperLex that an earlier run did not find is looked for again."""

import pytest

from poincare.base.artefacts import write_record
from poincare.base.errors import UserError
from poincare.datasets import sources
from poincare.suite.heal import look_again_for_hyperlex


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """The names that were asked for, in a folder whose record says that HyperLex is missing."""
    names = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sources, "locate", lambda name, root: None)
    monkeypatch.setattr(sources, "obtain", lambda name, root: names.append(name))
    (tmp_path / "data/built/hyperlex").mkdir(parents=True)
    write_record("data/built/hyperlex/record.json", {"available": False, "reason": "no network"})
    return names


def test_it_is_fetched_and_said_where_it_was_missing(asked, tmp_path):
    said = []
    look_again_for_hyperlex(tmp_path, said.append)
    assert asked == ["hyperlex"] and len(said) == 1


def test_nothing_is_asked_for_where_it_is_there(asked, tmp_path):
    write_record("data/built/hyperlex/record.json", {"available": True})
    look_again_for_hyperlex(tmp_path, print)
    (tmp_path / "data/built/hyperlex/record.json").unlink()
    look_again_for_hyperlex(tmp_path, print)
    assert asked == []


def test_it_may_still_be_missing(asked, tmp_path, monkeypatch):
    def fail(name, root):
        raise UserError("cannot find it")

    monkeypatch.setattr(sources, "obtain", fail)
    said = []
    look_again_for_hyperlex(tmp_path, said.append)
    assert said == []


def test_a_local_copy_is_left_to_the_rule(asked, tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "locate", lambda name, root: tmp_path)
    look_again_for_hyperlex(tmp_path, print)
    assert asked == []
