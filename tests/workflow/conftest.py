"""A copy of the project in which nothing has run; `finished` is one for all tests."""

import pytest
from copies import Project, copy_of_the_project


@pytest.fixture
def fresh(tmp_path, wordnet_source) -> Project:
    """A copy in which nothing has run."""
    return copy_of_the_project(tmp_path / "project", wordnet_source.folder)
