import pandas as pd

from poincare.reporting.tables.files import save_tables

NAMES = ("headline", "reconstruction", "link_prediction", "lexical_entailment", "cost", "runs")


def test_each_table_becomes_csv_and_markdown(tmp_path, nouns_results, published):
    save_tables(nouns_results, published, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {
        f"{name}.{suffix}" for name in NAMES for suffix in ("csv", "md")
    }
    headline = pd.read_csv(tmp_path / "headline.csv").set_index("dim")
    assert headline.loc[10, "mean_rank"] == 3.6
    assert "| 3.60 ± 0.14 |" in (tmp_path / "headline.md").read_text(encoding="utf-8")
    assert "—" in (tmp_path / "reconstruction.md").read_text(encoding="utf-8")


def test_tables_without_results_say_so(tmp_path, nouns_results, published):
    save_tables(nouns_results[:0], published, tmp_path)
    assert (tmp_path / "lexical_entailment.md").read_text(encoding="utf-8") == "No results.\n"
