import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding
from poincare.evaluation.metrics import METRICS
from poincare.evaluation.tasks import TASKS
from poincare.graphs.relations import Relations
from poincare.reporting.figures.disc import disc
from poincare.reporting.figures.loss_curves import loss_curves
from poincare.reporting.figures.over_dims import over_dims
from poincare.reporting.figures.picture import FAINT, card, read_card, save_figure


def drawn(picture):
    return card(picture, "name").svg


@pytest.mark.slow
def test_the_same_data_give_the_same_bytes(nouns_results, published, history, tree, tree_embedding):
    for draw in (
        lambda: over_dims(nouns_results, published),
        lambda: loss_curves(history),
        lambda: disc(tree_embedding, tree, "A tree"),
    ):
        first, picture = drawn(draw()), draw()
        # Drawing one figure twice must not move anything either.
        assert drawn(picture) == drawn(picture) == first
        assert "dc:date" not in first
        ElementTree.fromstring(first)


@pytest.mark.slow
def test_other_data_give_other_bytes(history):
    changed = history.assign(loss=history["loss"] * 2)
    assert drawn(loss_curves(history)) != drawn(loss_curves(changed))


def test_over_dims_holds_ours_and_the_references(nouns_results, published):
    picture = over_dims(nouns_results, published)
    assert picture.data["series"].drop_duplicates().tolist() == [
        "ours: fast, nickel2017",
        "ours: fast, gensim",
        "Nickel & Kiela 2017, Poincare",
        "Nickel & Kiela 2018, Lorentz (limited)",
    ]
    paper = picture.data.query("source == 'NickelKiela2017' and metric == 'mean_rank'")
    # Published numbers are drawn over the dims that were run.
    assert paper.set_index("dim")["value"].to_dict() == {5: 4.9, 10: 4.02}
    assert "mean rank 5.10 at d = 5 and 3.60 at d = 10" in picture.alt
    assert "2 seeds" in picture.caption
    assert "recipe ecececececec" in picture.caption


def test_over_dims_draws_as_many_systems_as_can_be_told_apart(frame_of, row_of, published):
    rows = [
        row_of("nouns", dim, metric, value, protocol=protocol, system=f"system-{place}")
        for place in range(9)
        for protocol in ("nickel2017", "gensim")
        for dim in (5, 10)
        for metric, value in (("mean_rank", 2.0 + place), ("MAP", 0.5))
    ]
    picture = over_dims(frame_of(rows), published)
    own = picture.data[picture.data["source"] == ""]
    drawn = own.loc[own["drawn"], "series"].unique()
    assert list(drawn) == [f"ours: system-{place}, nickel2017" for place in range(8)]
    assert own["series"].nunique() == 18
    assert "system-0, gensim; " in picture.caption
    lines = picture.figure.axes[0].get_legend_handles_labels()[0]
    assert len({line.get_marker() for line in lines}) == len(lines) == 10


def test_a_panel_for_every_metric_of_the_task(frame_of, row_of, published, monkeypatch):
    third = replace(METRICS["MAP"], name="third", title="Third")
    monkeypatch.setitem(METRICS, "third", third)
    task = TASKS["reconstruction"]
    monkeypatch.setitem(TASKS, task.name, replace(task, metrics=(*task.metrics, third)))
    rows = [row_of("nouns", dim, name, 0.5) for name in ("MAP", "third") for dim in (5, 10)]
    panels = over_dims(frame_of(rows), published).figure.axes
    # None for the mean rank, which nothing was scored by.
    assert [axes.get_title(loc="left").partition(" (")[0] for axes in panels] == ["MAP", "Third"]


def test_controls_are_grey_lines_and_never_ours(frame_of, row_of, published):
    rows = [
        row_of("nouns", dim, metric, value, system=system, protocol=protocol)
        for protocol in ("nickel2017", "gensim")
        for system, values in (
            ("fast", {5: 9.0, 10: 2.0}),
            ("random", {5: 800.0, 10: 1000.0}),
            ("depth-only", {0: 7.0}),
        )
        for dim, value in values.items()
        for metric in ("mean_rank", "MAP")
    ]
    picture = over_dims(frame_of(rows), published)
    assert set(picture.data.loc[picture.data["source"] == "", "system"]) == {"fast"}
    for axes in picture.figure.axes:
        lines = {line.get_label(): line for line in axes.lines}
        assert lines["control: depth-only"].get_color() == FAINT
        np.testing.assert_array_equal(lines["control: depth-only"].get_ydata(), 7.0)
        # Far from all others, it would squeeze them.
        assert "control: random" not in lines and axes.get_ylim()[1] < 100
        assert axes.get_xlim()[0] > 0
    assert "mean rank 900.00 of random" in picture.caption
    assert "depth-only" not in picture.caption


def test_over_dims_needs_results(nouns_results, published):
    with pytest.raises(UserError):
        over_dims(nouns_results[:0], published)


def test_a_single_point_can_be_drawn(frame_of, row_of, published):
    results = frame_of([row_of("mammals", 5, "mean_rank", 1.2), row_of("mammals", 5, "MAP", 0.9)])
    ElementTree.fromstring(drawn(over_dims(results, published)))


def test_loss_curves_are_means_over_seeds_with_the_settings_in_the_caption(history):
    both = pd.concat([history, history.assign(seed=1, loss=history["loss"] * 3)])
    picture = loss_curves(both)
    np.testing.assert_allclose(picture.data["loss"], 2 * history["loss"])
    assert "2 seeds" in picture.caption
    assert "Negatives per pair: 50 to 300" in picture.caption
    assert "mammals, d = 5: " in picture.alt


def test_levels_are_marked_with_the_number_of_nodes(history):
    axes = loss_curves(history).figure.axes[0]
    assert {text.get_text() for text in axes.texts} == {"40", "1,182"}
    marks = [line.get_xdata()[0] for line in axes.lines if len(set(line.get_xdata())) == 1]
    assert marks == [4]


def test_losses_of_zero_leave_the_axis_whole(history):
    axes = loss_curves(history.assign(loss=history["loss"] * (history["level"] > 1))).figure
    low, high = axes.axes[0].get_xlim()
    assert low < 1 < 6 < high
    drawn(loss_curves(history.assign(loss=0.0)))


def test_disc_labels_by_prominence_and_keeps_the_data(tree, tree_embedding):
    picture = disc(tree_embedding, tree, "A tree")
    texts = {text.get_text() for text in picture.figure.axes[0].texts}
    assert {"mammal", "carnivore"} <= texts
    data = picture.data.set_index("name")
    assert data.loc["cat.n.01", "hypernyms"] == "carnivore.n.01 rodent.n.01"
    assert data.loc["mammal.n.01", "hypernyms"] == ""
    assert data.loc["puppy.n.01", "depth"] == 3
    assert data["labelled"].sum() == len(texts)
    assert "mammal.n.01" in picture.alt
    assert tree_embedding.content_hash[:12] in picture.caption


def test_labels_do_not_overlap(tree, tree_embedding):
    # All nodes in one spot: labels have to make room for each other.
    crowded = Embedding(tree.names, tree_embedding.vectors * 1e-3, "poincare")
    picture = disc(crowded, tree, "A crowd")
    picture.figure.draw_without_rendering()
    renderer = picture.figure.canvas.get_renderer()
    texts = picture.figure.axes[0].texts
    extents = [Text.get_window_extent(text, renderer) for text in texts]
    assert len(extents) > 2
    for place, one in enumerate(extents):
        assert not one.count_overlaps(extents[place + 1 :])


@pytest.mark.slow
def test_dollar_signs_in_names_are_no_formulas(history, frame_of, row_of, published):
    name = r"$\frac{"
    results = frame_of([row_of("nouns", 5, "mean_rank", 5.0, system=name)])
    drawn(over_dims(results, published))
    drawn(loss_curves(history.assign(system=[name, "b"] * 6, dataset=name)))
    graph = Relations.from_pairs("g", ("$a$", name), np.array([[1, 0]]))
    vectors = np.array([[0.0, 0.1], [0.5, 0.5]])
    drawn(disc(Embedding(graph.names, vectors, "poincare"), graph, name))


@pytest.mark.slow
def test_figures_come_back_from_disk(tmp_path, history):
    picture = loss_curves(history)
    save_figure(picture, tmp_path, "loss")
    assert read_card(tmp_path, "loss") == card(picture, "loss")
    assert len(pd.read_csv(tmp_path / "loss.csv")) == len(history)
    (tmp_path / "loss.json").write_text("{}", encoding="utf-8")
    with pytest.raises(UserError, match=r"loss\.json"):
        read_card(tmp_path, "loss")
    with pytest.raises(UserError, match=r"other\.json"):
        read_card(tmp_path, "other")


def test_the_disc_labels_chosen_nodes(tree, tree_embedding):
    nodes = ("puppy.n.01", "cat.n.01")
    picture = disc(tree_embedding, tree, "A tree", nodes)
    shown = picture.data.loc[picture.data["labelled"], "name"]
    assert set(shown) == set(nodes)
    with pytest.raises(UserError, match="'unicorn' is no node of 'mammals'"):
        disc(tree_embedding, tree, "A tree", ("cat.n.01", "unicorn"))
