"""Schedules: from first to last, by equal factors or by equal differences."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poincare.base.validation import read_yaml
from poincare.training.schedule import SCHEDULES, schedule_of
from poincare.training.trainers import MODULES, trainer_named

positive = st.floats(1e-6, 1e6)


@given(st.sampled_from(sorted(SCHEDULES)), positive, positive)
def test_they_go_from_first_to_last_and_stay_between(kind, first, last):
    schedule = schedule_of({"first": first, "last": last, "schedule": kind})
    values = schedule.at(np.linspace(0.0, 1.0, 9))
    np.testing.assert_allclose(values[[0, -1]], [first, last], atol=1e-9 * max(first, last))
    steps = np.diff(np.log(values) if kind == "geometric" else values)
    np.testing.assert_allclose(steps, steps.mean(), rtol=1e-6, atol=1e-9 * max(first, last))


@given(st.sampled_from(sorted(SCHEDULES)), positive, st.floats(0.0, 1.0))
def test_equal_ends_are_a_constant(kind, value, progress):
    keys = {"first": value, "last": value, "schedule": kind}
    assert schedule_of(keys).at(progress) == value


@pytest.mark.parametrize("trainer", MODULES)
def test_the_schemas_name_the_schedules(trainer):
    enum = read_yaml(trainer_named(trainer).schema)["$defs"]["schedule"]["properties"]["schedule"]
    assert set(enum["enum"]) == set(SCHEDULES)
