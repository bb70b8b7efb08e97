"""Windows around thresholds, against a look at every value."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from poincare.evaluation.ranks.bulk import Windows

SMALL = st.integers(-6, 12)


@given(st.lists(SMALL, min_size=1, max_size=6), st.integers(0, 4), st.lists(SMALL, max_size=40))
def test_values_are_settled_between_windows_and_open_inside(thresholds, width, values):
    high = np.sort(np.array(thresholds, dtype=np.float32))
    low = high - np.float32(width)
    values = np.array([*values, np.inf], dtype=np.float32)
    settled, open_ = Windows(low, high).settle(values)
    inside = [any(a <= v <= b for a, b in zip(low, high, strict=True)) for v in values]
    assert open_.tolist() == np.flatnonzero(inside).tolist()
    expected = np.zeros(len(high), dtype=int)
    for value in values[~np.array(inside)]:
        place = np.count_nonzero(high < value)
        if place < len(high):
            expected[place] += 1
    assert settled.tolist() == expected.tolist()
