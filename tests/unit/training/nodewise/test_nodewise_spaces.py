"""What the node-wise trainer knows of its spaces."""

import numpy as np
import pytest

from poincare.base.validation import read_yaml
from poincare.training.nodewise.settings import SCHEMA
from poincare.training.nodewise.spaces import SPACES


@pytest.mark.parametrize(("dim", "sharpness"), [(1, 1), (2, 1), (5, 2), (8, 3), (10, 4), (200, 4)])
def test_the_sharpness_stays_below_the_growth_of_volume(dim, sharpness):
    assert SPACES["hyperboloid"].growth.sharpness(4, dim) == sharpness
    assert SPACES["euclidean"].growth.sharpness(4, dim) == 4


def test_room_grows_as_the_volume_of_the_space():
    assert SPACES["hyperboloid"].growth.room(0.5, 1000, 5) == pytest.approx(0.5 * np.log(1000) / 4)
    assert SPACES["euclidean"].growth.room(0.5, 32, 5) == pytest.approx(1.0)


@pytest.mark.parametrize("distance", sorted(SPACES))
def test_outwards_is_a_distance_and_a_mean_lies_between(distance, rng):
    space = SPACES[distance]

    def between(x, y):
        excess = space.products.excess(space.geometry.lift(x) - space.geometry.lift(y))
        return np.arccosh(1 + excess) if distance == "hyperboloid" else np.sqrt(excess)

    x = rng.normal(size=(9, 3))
    np.testing.assert_allclose(between(x, space.geometry.outwards(x, 0.7)), 0.7)
    np.testing.assert_allclose(space.geometry.mean(3.0 * space.geometry.lift(x)), x)
    middle = space.geometry.mean(space.geometry.lift(x) + space.geometry.lift(-x))
    np.testing.assert_allclose(middle, 0.0, atol=1e-15)
    np.testing.assert_array_equal(space.geometry.mean(np.zeros((2, 4))), np.zeros((2, 3)))


def test_the_schema_names_the_spaces():
    enum = read_yaml(SCHEMA)["properties"]["distance"]["enum"]
    assert enum == list(SPACES)
