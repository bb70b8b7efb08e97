"""Keys that exclude each other."""

import pytest

from poincare.base.errors import UserError
from poincare.base.validation import require_one


@pytest.mark.parametrize(("keys", "number"), [({}, 0), ({"a": 1, "b": 2, "c": 3}, 2)])
def test_of_keys_that_exclude_each_other_one_is_given(keys, number):
    require_one({"a": 0, "c": 0}, "a", "b")
    with pytest.raises(UserError, match=rf"a and b: {number} "):
        require_one(keys, "a", "b")
