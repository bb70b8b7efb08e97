"""Which lines over dims are drawn, and that they can be told apart."""

import pandas as pd

from poincare.reporting.figures.drawing.lines import LOOKS, left_out, most_readable


def test_no_two_lines_have_the_same_mark():
    assert len({look["marker"] for look in LOOKS}) == len(LOOKS)


def test_lines_are_chosen_by_place_then_by_their_dims_then_by_name():
    points = [("b", 0, 5), ("a", 0, 5), ("c", 1, 5), ("c", 1, 10), ("d", 0, 5), ("d", 0, 10)]
    many = [(f"x{place:02d}", 2, 5) for place in range(20)]
    lines = pd.DataFrame(points + many, columns=["line", "place", "dim"])
    chosen = most_readable(lines, ["place"])
    assert chosen[:5] == ["d", "a", "b", "c", "x00"]
    assert len(chosen) == len(LOOKS)


def test_what_is_left_out_is_said():
    assert left_out([]) == ""
    assert left_out(["a, b", "c"]).endswith(" a, b; c.")
    assert left_out(map(str, range(20))).endswith("; 7; 12 more.")
