"""Films: strip, animation and quality over time, of a training of six nodes."""

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding
from poincare.embeddings.snapshots import Snapshots
from poincare.geometry import ball
from poincare.reporting.figures import animation as animations
from poincare.reporting.figures.animation import animation
from poincare.reporting.figures.drawing.frames import Film
from poincare.reporting.figures.film import film_strip
from poincare.reporting.figures.picture import card, read_card, save_figure
from poincare.reporting.figures.quality_over_time import quality_over_time

SVG = "{http://www.w3.org/2000/svg}"
HISTORY = pd.DataFrame({"epoch": range(1, 21), "loss": np.linspace(2.0, 0.125, 20)})


@pytest.fixture
def snapshots(tree, tree_embedding):
    """21 frames: the points go outwards, and the puppy enters in the middle."""
    taken = Snapshots.none(tree.n_nodes, 2)
    for epoch in range(21):
        some = replace(tree_embedding, vectors=tree_embedding.vectors * epoch / 20)
        in_play = np.array([name != "puppy.n.01" or epoch >= 10 for name in tree.names])
        taken = taken.with_frame(epoch, some, in_play)
    return taken


@pytest.fixture
def film(snapshots, tree, tree_embedding):
    return Film.of(snapshots, tree_embedding, tree, HISTORY)


def test_tenths_and_labels(film):
    assert film.epochs[film.tenths()].tolist() == list(range(0, 21, 2))
    assert film.label(0) == "start"
    assert film.label(1) == "epoch 1, loss 2, 5 nodes"
    assert film.label(20) == "epoch 20, loss 0.125"


def test_looks_hold_every_node_once_and_what_has_most_descendants_comes_last(film, tree):
    nodes = np.concatenate([nodes for _, _, nodes in film.looks()])
    assert sorted(nodes) == list(range(tree.n_nodes))
    assert tree.names[nodes[-1]] == "mammal.n.01"
    for depth, size, some in film.looks():
        assert (film.depth[some] == depth).all()
        np.testing.assert_array_equal(np.round(np.log2(1 + film.below[some])), size)


def test_the_table_has_the_points_of_its_frames(film):
    table = film.table([0, 20])
    assert list(table.columns[3:]) == ["x_0", "y_0", "x_20", "y_20"]
    np.testing.assert_allclose(table[["x_20", "y_20"]], film.points[20], atol=5e-5)
    assert table["x_0"].isna().tolist() == [name == "puppy.n.01" for name in film.names]


def test_what_cannot_be_a_film_is_refused(tree, tree_embedding, snapshots):
    with pytest.raises(UserError, match="was not filmed"):
        Film.of(Snapshots.none(6, 2), tree_embedding, tree, HISTORY)
    with pytest.raises(UserError, match="not of the graph 'mammals'"):
        Film.of(snapshots, replace(tree_embedding, names=tree.names[::-1]), tree, HISTORY)
    solid = Embedding(tree.names, np.zeros((6, 3)), "poincare")
    taken = Snapshots.none(6, 3).with_frame(0, solid, np.ones(6, dtype=bool))
    with pytest.raises(UserError, match="d = 3"):
        Film.of(taken, solid, tree, HISTORY)


@pytest.mark.slow
def test_the_strip_has_a_disc_for_every_tenth(film):
    picture = film_strip(film, "A training")
    titles = [axes.get_title() for axes in picture.figure.axes if axes.get_title()]
    assert titles == [film.label(frame) for frame in film.tenths()]
    assert picture.alt.startswith("11 ") and "half of 5 points" in picture.alt
    assert card(picture, "name").svg == card(film_strip(film, "A training"), "name").svg


def test_a_strip_may_begin_with_nothing_and_have_few_frames(tree, tree_embedding):
    taken = Snapshots.none(6, 2).with_frame(0, tree_embedding, np.zeros(6, dtype=bool))
    taken = taken.with_frame(1, tree_embedding, np.ones(6, dtype=bool))
    short = Film.of(taken, tree_embedding, tree, HISTORY)
    picture = film_strip(short, "Short")
    assert "start: no node" in picture.alt and "half of 6 points" in picture.alt
    ElementTree.fromstring(card(picture, "name").svg)
    ElementTree.fromstring(animation(short, "Short").svg)


def test_the_animation_moves_without_script_and_rests_on_the_last_frame(film):
    moving = animation(film, "A <training>")
    drawn, data = card(moving, "name"), moving.data
    root = ElementTree.fromstring(drawn.svg)
    assert root.find(f"{SVG}title").text == "A <training>"
    assert drawn.moves and not set(root.iter(f"{SVG}script"))
    for step in root.iter(f"{SVG}animate"):
        times = [float(time) for time in step.get("keyTimes").split(";")]
        assert len(times) == len(step.get("values").split(";"))
        assert times[0] == 0.0 and times == sorted(times) and times[-1] <= 1.0
    for path in root.iter(f"{SVG}path"):
        *_, before, last = path.find(f"{SVG}animate").get("values").split(";")
        assert path.get("d") == before == last
    texts = [text for text in root.iter(f"{SVG}text") if text.find(f"{SVG}animate") is not None]
    assert [text.text for text in texts] == [film.label(frame) for frame in range(21)]
    assert [text.get("opacity") for text in texts] == ["0"] * 20 + ["1"]
    assert list(data["name"]) == list(film.names)


def numbers(path):
    return [int(number) for number in re.findall(r"-?\d+", path)]


def test_its_points_are_those_of_the_film_to_thousandths(film):
    dots = animations._dots(animations._whole(film.points[20]))
    places = np.array([numbers(dot.removesuffix("h0")) for dot in dots.split("M")[1:]])
    np.testing.assert_allclose(places / (1000, -1000), film.points[20], atol=5.1e-4)


def test_its_edges_are_near_the_geodesics():
    """The parabola through the ends and a point amid leaves the arc by some thousandths."""
    ends = np.array([[700, 300], [-200, -500], [-800, 500]])
    edges = np.array([[0, 1], [1, 2], [0, 2]])
    text = animations._edges(ends, edges)
    t = np.linspace(0, 1, 50)[:, None]
    for edge, (u, v) in zip(text.split("M")[1:], edges, strict=True):
        x, y, *rest = numbers(edge)
        start, control, end = np.array([x, y]), np.array(rest[:2]), np.array(rest[2:])
        np.testing.assert_array_equal(start, ends[u])
        np.testing.assert_array_equal(start + end, ends[v])
        curve = (start + 2 * t * (1 - t) * control + t**2 * end) / 1000
        arc = ball.geodesic(ends[u] / 1000, ends[v] / 1000, 400)
        gap = np.linalg.norm(curve[:, None] - arc[None], axis=2).min(axis=1)
        assert gap.max() < 0.03


def test_nodes_without_a_place_lie_on_the_hypernym(film, tree):
    points = animations.parked(film, 5)
    puppy, dog = tree.index["puppy.n.01"], tree.index["dog.n.01"]
    np.testing.assert_array_equal(points[puppy], film.points[5, dog])
    others = np.arange(6) != puppy
    np.testing.assert_array_equal(points[others], film.points[5, others])
    film.points[5] = np.nan
    np.testing.assert_array_equal(animations.parked(film, 5), np.zeros((6, 2)))


def test_fewer_frames_are_taken_where_there_are_many_points(film, monkeypatch):
    monkeypatch.setattr(animations, "MOST_POINTS", 6 * 8)
    assert animations.chosen_frames(film) == [0, 2, 5, 8, 11, 14, 17, 20]


def test_an_animation_comes_back_from_disk(film, tmp_path):
    moving = animation(film, "A training")
    save_figure(moving, tmp_path, "name")
    assert read_card(tmp_path, "name") == card(moving, "name")
    assert len(pd.read_csv(tmp_path / "name.csv")) == len(moving.data)


def test_quality_over_time_is_the_mean_over_seeds_and_begins_with_the_ranks():
    quality = pd.DataFrame(
        {
            "dataset": "mammals",
            "system": "fast",
            "dim": dim,
            "seed": seed,
            "data_hash": "d" * 64,
            "recipe_hash": "e" * 64,
            "epoch": epoch,
            "cpu_s": 0.5 * epoch,
            "loss": (np.nan, 0.0, 2.0)[epoch],
            "n_active": 6 if epoch else 5,
            "mean_rank": np.nan if epoch == 0 else 3.0 + seed,
            "MAP": np.nan if epoch == 0 else 0.5,
            "best_mean_rank": np.nan if epoch == 0 else 2.0 + seed,
            "best_MAP": np.nan if epoch == 0 else 0.75,
        }
        for dim in (2, 5)
        for seed in (0, 1)
        for epoch in range(3)
    )
    picture = quality_over_time(quality, "nickel2017")
    assert len(picture.data) == 6
    assert picture.data["mean_rank"].dropna().eq(3.5).all()
    assert picture.data["best_mean_rank"].dropna().eq(2.5).all()
    (of_rank, of_map, of_loss) = picture.figure.axes
    assert [len(axes.lines) for axes in picture.figure.axes] == [2, 2, 2]
    np.testing.assert_array_equal(of_rank.lines[0].get_ydata(), [np.nan, 3.5, 3.5])
    np.testing.assert_array_equal(of_map.lines[0].get_xdata(), [0.0, 0.5, 1.0])
    np.testing.assert_array_equal(of_loss.lines[0].get_ydata(), [np.nan, np.nan, 2.0])
    assert all(
        words in picture.alt for words in ("3.50 (best 2.50)", "0.500 (best 0.750)", "1.0 s")
    )
    assert "nickel2017" in picture.caption and "2 seeds" in picture.caption
