"""A history is a table with a row per epoch, and takes 8 bytes a number."""

import pandas as pd

from poincare.training.history import History


def filled(rows):
    history = History()
    for epoch in range(1, rows + 1):
        history.append({"epoch": epoch, "loss": 1 / epoch, "n_active": 3})
    return history


def test_it_is_the_table_of_its_rows():
    rows = [{"epoch": epoch, "loss": 1 / epoch, "n_active": 3} for epoch in range(1, 51)]
    pd.testing.assert_frame_equal(filled(50).frame(), pd.DataFrame(rows))
    assert len(filled(50)) == 50 and len(History()) == 0 and History().frame().empty


def test_it_comes_back_from_its_arrays_and_grows_on():
    again = History.of(filled(7).arrays())
    assert again.frame().equals(filled(7).frame())
    again.append({"epoch": 8, "loss": 0.125, "n_active": 3})
    assert again.frame().equals(filled(8).frame())


def test_a_hundred_thousand_epochs_take_eight_bytes_a_number():
    arrays = filled(100_000).arrays()
    assert sum(array.nbytes for array in arrays.values()) == 100_000 * 3 * 8
