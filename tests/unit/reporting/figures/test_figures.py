import xml.etree.ElementTree as ElementTree

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding
from poincare.graphs.relations import Relations
from poincare.reporting.figures import facade as figures
from poincare.reporting.figures.facade import card, read_card, save_figure


def drawn(picture):
    return card(picture, "name").svg


@pytest.mark.slow
def test_the_same_data_give_the_same_bytes(nouns_results, published, history, tree, tree_embedding):
    for draw in (
        lambda: figures.over_dims(nouns_results, published),
        lambda: figures.loss_curves(history),
        lambda: figures.disc(tree_embedding, tree, "A tree"),
    ):
        first, picture = drawn(draw()), draw()
        # Drawing one figure twice must not move anything either.
        assert drawn(picture) == drawn(picture) == first
        assert "dc:date" not in first
        ElementTree.fromstring(first)


@pytest.mark.slow
def test_other_data_give_other_bytes(history):
    changed = history.assign(loss=history["loss"] * 2)
    assert drawn(figures.loss_curves(history)) != drawn(figures.loss_curves(changed))


def test_over_dims_holds_ours_and_the_references(nouns_results, published):
    picture = figures.over_dims(nouns_results, published)
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
    picture = figures.over_dims(frame_of(rows), published)
    own = picture.data[picture.data["source"] == ""]
    drawn = own.loc[own["drawn"], "series"].unique()
    assert list(drawn) == [f"ours: system-{place}, nickel2017" for place in range(8)]
    assert own["series"].nunique() == 18
    assert "Not drawn" in picture.caption and "data: system-0, gensim; " in picture.caption
    lines = picture.figure.axes[0].get_legend_handles_labels()[0]
    assert len({line.get_marker() for line in lines}) == len(lines) == 10


def test_over_dims_needs_reconstruction(nouns_results, published):
    with pytest.raises(UserError, match="no results for reconstruction"):
        figures.over_dims(nouns_results.query("metric == 'spearman'"), published)


def test_a_single_point_can_be_drawn(frame_of, row_of, published):
    results = frame_of([row_of("mammals", 5, "mean_rank", 1.2), row_of("mammals", 5, "MAP", 0.9)])
    ElementTree.fromstring(drawn(figures.over_dims(results, published)))


def test_loss_curves_are_means_over_seeds_with_the_settings_in_the_caption(history):
    both = pd.concat([history, history.assign(seed=1, loss=history["loss"] * 3)])
    picture = figures.loss_curves(both)
    np.testing.assert_allclose(picture.data["loss"], 2 * history["loss"])
    assert "2 seeds" in picture.caption
    assert "Negatives per pair: 50 to 300" in picture.caption
    assert "mammals, d = 5: " in picture.alt


def test_levels_are_marked_with_the_number_of_nodes(history):
    axes = figures.loss_curves(history).figure.axes[0]
    assert {text.get_text() for text in axes.texts} == {"40", "1,182"}
    marks = [line.get_xdata()[0] for line in axes.lines if len(set(line.get_xdata())) == 1]
    assert marks == [4]


def test_losses_of_zero_leave_the_axis_whole(history):
    axes = figures.loss_curves(history.assign(loss=history["loss"] * (history["level"] > 1))).figure
    low, high = axes.axes[0].get_xlim()
    assert low < 1 < 6 < high
    drawn(figures.loss_curves(history.assign(loss=0.0)))


def test_disc_labels_by_prominence_and_keeps_the_data(tree, tree_embedding):
    picture = figures.disc(tree_embedding, tree, "A tree")
    texts = {text.get_text() for text in picture.figure.axes[0].texts}
    assert {"mammal", "carnivore"} <= texts
    data = picture.data.set_index("name")
    assert data.loc["cat.n.01", "hypernyms"] == "carnivore.n.01 rodent.n.01"
    assert data.loc["mammal.n.01", "hypernyms"] == ""
    assert data.loc["puppy.n.01", "depth"] == 3
    assert data["labelled"].sum() == len(texts)
    assert "mammal.n.01 lies nearest to the centre" in picture.alt
    assert tree_embedding.content_hash[:12] in picture.caption


def test_labels_do_not_overlap(tree, tree_embedding):
    # All nodes in one spot: labels have to make room for each other.
    crowded = Embedding(tree.names, tree_embedding.vectors * 1e-3, "poincare")
    picture = figures.disc(crowded, tree, "A crowd")
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
    drawn(figures.over_dims(results, published))
    drawn(figures.loss_curves(history.assign(system=[name, "b"] * 6, dataset=name)))
    graph = Relations.from_pairs("g", ("$a$", name), np.array([[1, 0]]))
    vectors = np.array([[0.0, 0.1], [0.5, 0.5]])
    drawn(figures.disc(Embedding(graph.names, vectors, "poincare"), graph, name))


@pytest.mark.slow
def test_figures_come_back_from_disk(tmp_path, history):
    picture = figures.loss_curves(history)
    save_figure(picture, tmp_path, "loss")
    assert read_card(tmp_path, "loss") == card(picture, "loss")
    assert len(pd.read_csv(tmp_path / "loss.csv")) == len(history)
    (tmp_path / "loss.json").write_text("{}", encoding="utf-8")
    with pytest.raises(UserError, match=r"loss\.json"):
        read_card(tmp_path, "loss")
    with pytest.raises(UserError, match=r"other\.json"):
        read_card(tmp_path, "other")
