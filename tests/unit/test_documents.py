"""The documents: every link leads somewhere, and lines are short enough for a terminal."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("docs", "benchmarks", "config", "data", "tests", "results/reference")
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.md"))]
)
SOURCES = sorted(
    path
    for folder in ("poincare", "workflow", "config", "benchmarks", "tests")
    for suffix in ("*.py", "*.yaml", "*.smk")
    for path in (ROOT / folder).rglob(suffix)
)
LINK = re.compile(r"\]\(([^)\s]+)\)")
NAMED = re.compile(r"(?<![\w/.])docs/[\w/-]+\.md")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def named(path: Path) -> str:
    """Path from the root, which names the case."""
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_relative_links_lead_to_files(path):
    links = [link.split("#")[0] for link in LINK.findall(FENCE.sub("", path.read_text()))]
    relative = [link for link in links if link and not re.match(r"[a-z]+:", link)]
    assert [link for link in relative if not (path.parent / link).exists()] == []


def test_sources_name_documents_that_exist():
    missing = {
        (named(path), document)
        for path in SOURCES
        for document in NAMED.findall(path.read_text())
        if not (ROOT / document).exists()
    }
    assert missing == set()
