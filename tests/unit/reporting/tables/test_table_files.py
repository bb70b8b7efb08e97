import pandas as pd

from poincare.reporting.page.files import save_tables
from poincare.reporting.tables.names import table_names


def test_each_table_becomes_csv_markdown_and_some_latex(tmp_path, nouns_results, tables_of):
    save_tables(tables_of(nouns_results), tmp_path)
    files = {path.name for path in tmp_path.iterdir() if path.suffix != ".sha256"}
    assert files == {
        f"{name}.{suffix}"
        for name, table in table_names().items()
        for suffix in ("csv", "md", *(["tex"] if table.latex else []))
    }
    digests = {path.stem for path in tmp_path.glob("*.sha256")}
    assert digests == files
    headline = pd.read_csv(tmp_path / "headline.csv").set_index(["metric", "dim"])
    assert headline.loc[("mean_rank", 10), "value"] == 3.6
    assert "| 3.60 ± 0.14 |" in (tmp_path / "headline.md").read_text(encoding="utf-8")
    assert "—" in (tmp_path / "reconstruction.md").read_text(encoding="utf-8")


def test_tables_without_results_say_so(tmp_path, nouns_results, tables_of):
    save_tables(tables_of(nouns_results[:0]), tmp_path)
    assert (tmp_path / "lexical_entailment.md").read_text(encoding="utf-8") == "No results.\n"
