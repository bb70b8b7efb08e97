"""The documents: every link leads somewhere, and lines are short enough for a terminal."""

import re
from pathlib import Path

import pytest

from poincare.evaluation.metrics import METRICS
from poincare.evaluation.results import COLUMNS

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
#: Tables, pictures and indented code have lines of their own length.
UNBROKEN = re.compile(r"\s*(\||!\[| {4}|<https:)")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def named(path: Path) -> str:
    """Path from the root, which names the case."""
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_relative_links_lead_to_files(path):
    links = [link.split("#")[0] for link in LINK.findall(FENCE.sub("", path.read_text()))]
    relative = [link for link in links if link and not re.match(r"[a-z]+:", link)]
    assert [link for link in relative if not (path.parent / link).exists()] == []


#: What a program writes: from the schemas, from results, or by the benchmarks.
MADE = ("config/", "data/published/", "results/", "benchmarks/results/")
WRAPPED = [path for path in DOCUMENTS if not named(path).startswith(MADE)]


@pytest.mark.parametrize("path", WRAPPED, ids=named)
def test_lines_have_100_characters_at_most(path):
    lines = FENCE.sub("", path.read_text()).splitlines()
    assert [line for line in lines if len(line) > 100 and not UNBROKEN.match(line)] == []


def test_the_readme_fits_a_few_screens():
    assert len((ROOT / "README.md").read_text().splitlines()) <= 110


def test_sources_name_documents_that_exist():
    missing = {
        (named(path), document)
        for path in SOURCES
        for document in NAMED.findall(path.read_text())
        if not (ROOT / document).exists()
    }
    assert missing == set()


def test_the_reference_lists_every_column_and_metric():
    columns = (ROOT / "docs/reference/results.md").read_text()
    assert [name for name in COLUMNS if f"`{name}`" not in columns] == []
    metrics = (ROOT / "docs/reference/metrics.md").read_text()
    assert [name for name in METRICS if f"| `{name}` |" not in metrics] == []
