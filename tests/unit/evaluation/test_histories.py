"""Histories of several runs, some of which were not trained here."""

import pandas as pd

from poincare.base.storage import write_json, write_text
from poincare.evaluation.results import TRAINED, collect_histories
from poincare.suite.external_record import HISTORY


def test_runs_that_were_not_trained_have_no_rows(tmp_path):
    trained = pd.DataFrame([[1, 2, 3, 0.5, 0.1, 50.0, 1.0, 1.0]], columns=HISTORY)
    for name, frame in (("fast", trained), ("mine", trained[:0])):
        write_text(tmp_path / f"{name}.csv", frame.to_csv(index=False))
        record = dict.fromkeys(TRAINED, "x") | {"system": name}
        write_json(tmp_path / f"{name}.json", record)
    paths = [[tmp_path / f"{name}.{kind}" for name in ("mine", "fast")] for kind in ("csv", "json")]
    together = collect_histories(*paths)
    assert together["system"].tolist() == ["fast"]
    assert list(together.columns) == [*TRAINED, *HISTORY]
