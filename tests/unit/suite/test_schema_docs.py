"""config/README.md lists every key as the schemas have it."""

from poincare.suite import schema_docs


def test_the_page_is_up_to_date():
    expected = schema_docs.page()
    assert schema_docs.PAGE.read_text() == expected, "run python -m poincare.suite.schema_docs"


def test_every_key_is_explained():
    rows = [line for line in schema_docs.page().splitlines() if line.startswith("| `")]
    assert len(rows) > 30
    assert all(cell.strip() for row in rows for cell in row.split("|")[1:-1])
