import pandas as pd
import pytest

from poincare.base.errors import UserError
from poincare.reporting.figures.loss_curves import loss_curves
from poincare.reporting.figures.picture import save_figure
from poincare.reporting.page.data_uri import MOST_BYTES, downloads, read_data


def test_the_data_are_those_of_the_saved_figure(tmp_path, history):
    save_figure(loss_curves(history), tmp_path, "loss_curves")
    read = read_data(tmp_path, ["loss_curves"])["loss_curves"]
    assert read == (tmp_path / "loss_curves.csv").read_text(encoding="utf-8")
    assert len(pd.read_csv(tmp_path / "loss_curves.csv")) == len(history)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UserError, match=r"lost\.csv: no such file"):
        read_data(tmp_path, ["lost"])


@pytest.mark.parametrize(("size", "carried"), [(MOST_BYTES, True), (MOST_BYTES + 1, False)])
def test_only_small_files_are_carried_along(size, carried):
    # The limit is in bytes: é has two.
    text = "é" + "x" * (size - 2)
    made = downloads({"some": text})["some"]
    assert bool(made.uri) == carried and made.file == "some.csv"
