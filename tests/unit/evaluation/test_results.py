"""Results: rows, and old files, whose labels are split into columns when they are read."""

from pathlib import Path

import pandas as pd
import pytest

from poincare.base.artefacts import write_record, write_table
from poincare.base.errors import Damaged, UserError
from poincare.evaluation.labels import LABEL, ScoredBy, columns_of, labels
from poincare.evaluation.metrics import METRICS
from poincare.evaluation.protocols import PROTOCOLS
from poincare.evaluation.results import (
    COLUMNS,
    PROTOCOL_HASH,
    TRAINER_VERSION,
    collect,
    read_results,
    score_rows,
)
from poincare.evaluation.scores import Score
from poincare.graphs.splits import hold_outs

ROOT = Path(__file__).parents[3]
KEPT = [
    *sorted(ROOT.glob("results/reference/**/results.csv")),
    ROOT / "tests/regression/baseline/results.csv",
]

TRAINING = {
    "dataset": "tree", "system": "fast", "dim": 5, "seed": 0, "peak_memory_mib": 1.0,
}  # fmt: skip
COST = {"cpu_s": 1.0, "wall_s": 1.0, "peak_memory_mib": 2.0}


def rows():
    common = {"metric": "MAP", "n_evaluated": 3, "n_skipped": 0, "n_ties": 0}
    scores = [
        Score(value=value, scored_by=ScoredBy(protocol=name), protocol_hash=f"0{name}", **common)
        for name, value in (("a", 0.5), ("b", 0.25))
    ]
    return score_rows("reconstruction", scores, TRAINING, COST)


def test_every_row_says_what_it_was_scored_by():
    assert rows()[PROTOCOL_HASH].tolist() == ["0a", "0b"]
    assert rows()["protocol"].tolist() == ["a", "b"]


def test_a_file_without_protocol_hashes_is_read_as_unknown(tmp_path):
    rows().drop(columns=PROTOCOL_HASH).to_csv(tmp_path / "old.csv", index=False)
    read = read_results(tmp_path / "old.csv")
    assert list(read.columns) == COLUMNS
    assert read[PROTOCOL_HASH].tolist() == ["unknown", "unknown"]


def test_a_file_without_trainer_versions_is_of_the_first_where_something_was_trained(tmp_path):
    old = rows().drop(columns=TRAINER_VERSION).assign(train_cpu_s=[2.0, None])
    old.to_csv(tmp_path / "old.csv", index=False)
    read = read_results(tmp_path / "old.csv")[TRAINER_VERSION]
    assert read.isna().tolist() == [False, True] and read[0] == 1


def test_values_are_read_to_the_last_bit(tmp_path, rng):
    values = rng.uniform(1, 1e5, size=200)
    many = pd.concat([rows()] * 200, ignore_index=True)
    many = many[many["metric"] == "mean_rank"].assign(value=values)
    many.to_csv(tmp_path / "many.csv", index=False)
    assert read_results(tmp_path / "many.csv")["value"].tolist() == values.tolist()


def test_what_is_written_is_read_again(tmp_path):
    rows().to_csv(tmp_path / "new.csv", index=False)
    read = read_results(tmp_path / "new.csv")
    for name in ("value", "protocol", "variant", "split", "part", "reading", "n_ties"):
        assert read[name].tolist() == rows()[name].tolist()


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.parent.name)
def test_kept_results_are_read_with_labels_split_into_columns(path):
    raw, read = pd.read_csv(path), read_results(path)
    assert len(KEPT) >= 2 and list(read.columns) == COLUMNS
    ranked = read["task"].isin(["reconstruction", "link_prediction"])
    assert set(read.loc[ranked, "protocol"]) <= set(PROTOCOLS)
    assert set(read["split"]) <= {"", *hold_outs()}
    # The label was the only column once, and the optimistic reading the only one.
    label = labels(raw.fillna(dict.fromkeys(LABEL, ""))) if "variant" in raw else raw["protocol"]
    assert labels(read).tolist() == label.tolist()
    of_ranks = read["metric"].map(lambda name: name in METRICS and METRICS[name].ranked)
    once = of_ranks.astype(bool) & read["realistic"].isna()
    assert read.loc[once, "optimistic"].equals(raw.loc[once, "value"])


@pytest.mark.parametrize("split", ["", *hold_outs()])
@pytest.mark.parametrize("part", ["test", "validation"])
@pytest.mark.parametrize("variant", ["", "itself-excluded", "all-nodes+no-self-loops"])
def test_a_label_is_read_as_it_is_composed(split, part, variant):
    one = ScoredBy(protocol="gensim-notebook", variant=variant, split=split, part=part)
    assert columns_of(one.label, "link_prediction") == one


def test_only_link_prediction_names_a_split():
    assert columns_of("mine-all5", "reconstruction") == ScoredBy(protocol="mine-all5")
    assert columns_of("synset-name", "lexical_entailment").protocol == "synset-name"


@pytest.mark.parametrize(("column", "value"), [("n_ties", "1.5"), ("protocol", None)])
def test_a_malformed_file_is_refused_by_name(column, value, tmp_path):
    frame = rows().astype(object)
    frame = frame.drop(columns=column) if value is None else frame.assign(**{column: value})
    frame.to_csv(tmp_path / "bad.csv", index=False)
    with pytest.raises(UserError, match=r"bad\.csv"):
        read_results(tmp_path / "bad.csv")


def test_scores_of_another_embedding_are_damage(tmp_path):
    record = TRAINING | {"embedding_hash": "right"}
    write_record(tmp_path / "training.json", record)
    write_table(tmp_path / "scores.csv", rows().assign(embedding_hash="right"))
    other = rows().assign(embedding_hash="wrong")
    write_table(tmp_path / "other.csv", other)
    write_table(tmp_path / "control.csv", other.assign(system="depth"))
    records = [tmp_path / "training.json"]
    found = collect([tmp_path / "scores.csv", tmp_path / "control.csv"], records)
    assert len(found) == 4
    with pytest.raises(Damaged, match=r"other\.csv"):
        collect([tmp_path / "other.csv"], records)
