"""Cost over dims."""

import xml.etree.ElementTree as ElementTree

import pytest

from poincare.reporting.figures.cost_over_dims import cost_by_dim, cost_over_dims
from poincare.reporting.figures.picture import card


def test_costs_are_medians_over_seeds_and_evaluation_is_summed_over_tasks(frame_of, row_of):
    rows = [
        row_of("nouns", 5, metric, 1.0, seed, train_cpu_s=cost, evaluation_cpu_s=evaluation)
        for seed, cost in ((0, 10.0), (1, 30.0), (2, 11.0))
        for metric, evaluation in (("mean_rank", 5.0), ("MAP", 5.0), ("spearman", 2.0))
    ]
    (line,) = cost_by_dim(frame_of(rows)).to_dict("records")
    assert line["line"] == "fast on nouns" and line["seeds"] == 3
    assert (line["train_cpu_s_least"], line["train_cpu_s"], line["train_cpu_s_greatest"]) == (
        10.0,
        11.0,
        30.0,
    )
    assert line["evaluation_cpu_s"] == 7.0 and line["peak_memory_mib"] == 500.0


@pytest.mark.slow
def test_too_many_lines_are_left_out_and_named(frame_of, row_of):
    rows = [
        row_of("nouns", dim, "MAP", 0.5, system=f"system-{place}", train_cpu_s=1.0 + place)
        for place in range(10)
        for dim in ((5, 10) if place else (5,))
    ]
    picture = cost_over_dims(frame_of(rows))
    drawn = set(picture.data.loc[picture.data["drawn"], "line"])
    assert len(drawn) == 8 and "system-0 on nouns" not in drawn
    assert "system-0 on nouns; system-9 on nouns." in picture.caption
    assert set(picture.data["system"]) == {f"system-{place}" for place in range(10)}
    assert "a processor" in picture.caption and "system-0" not in picture.alt
    low, high = picture.figure.axes[2].get_ylim()
    # All used the same memory: the axis does not make mountains of it.
    assert high >= 9.99 * low
    ElementTree.fromstring(card(picture, "cost").svg)
