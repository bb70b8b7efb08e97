"""Places of a batch's points, and arrays that are used again."""

import numpy as np

from poincare.training.nodewise.batch import Workspace, distinct


def test_distinct_keeps_the_order_of_appearance():
    place = np.full(10, 77)
    assert distinct(np.array([7, 3, 7, 0, 3, 9]), place).tolist() == [7, 3, 0, 9]
    assert place[[7, 3, 0, 9]].tolist() == [0, 1, 2, 3]


def test_a_workspace_grows_and_is_used_again():
    workspace = Workspace.of(3)
    first = workspace.array("a", (10, 4))
    assert np.shares_memory(first, workspace.array("a", (3, 5), np.float32))
    assert workspace.array("a", (100, 7)).shape == (100, 7)
