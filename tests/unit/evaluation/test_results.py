"""Results of old files, which lack a column that came later."""

from poincare.evaluation.protocols import Score
from poincare.evaluation.results import COLUMNS, PROTOCOL_HASH, ranking_rows, read_results

TRAINING = {
    "dataset": "tree", "system": "fast", "dim": 5, "seed": 0, "peak_memory_mib": 1.0,
}  # fmt: skip
COST = {"cpu_s": 1.0, "wall_s": 1.0, "peak_memory_mib": 2.0}


def rows():
    scores = {"a": [Score("MAP", 0.5, 3, 0, 0, "0a")], "b": [Score("MAP", 0.25, 3, 0, 0, "0b")]}
    return ranking_rows("reconstruction", scores, TRAINING, COST)


def test_every_row_says_what_it_was_scored_by():
    assert rows()[PROTOCOL_HASH].tolist() == ["0a", "0b"]


def test_a_file_without_protocol_hashes_is_read_as_unknown(tmp_path):
    rows().drop(columns=PROTOCOL_HASH).to_csv(tmp_path / "old.csv", index=False)
    read = read_results(tmp_path / "old.csv")
    assert list(read.columns) == COLUMNS
    assert read[PROTOCOL_HASH].tolist() == ["unknown", "unknown"]
