import pytest

from poincare.base.errors import UserError
from poincare.base.validation import check_against, read_yaml

SCHEMA = {"properties": {"n": {"type": "integer"}, "x": {"type": "number", "minimum": 0}}}


@pytest.mark.parametrize(
    "settings",
    [{"x": float("nan")}, {"x": float("inf")}, {"x": 10**400}, {"n": 1024.0}, {"n": True}],
)
def test_values_that_are_no_number_of_the_schema_are_refused(settings):
    (key,) = settings
    with pytest.raises(UserError, match=f"{key}: "):
        check_against(settings, SCHEMA, "here", "the schema")


@pytest.mark.parametrize("text", ["a: 1\nb: 2\na: 3\n", "a: {b: 1, b: 2}", "[" * 5000])
def test_yaml_that_says_a_thing_twice_or_never_ends_is_refused(text, tmp_path):
    (tmp_path / "x.yaml").write_text(text)
    with pytest.raises(UserError, match=r"x\.yaml"):
        read_yaml(tmp_path / "x.yaml")


def test_all_mistakes_are_one_line():
    with pytest.raises(UserError) as caught:
        check_against({"n": "one", "x": -1}, SCHEMA, "here", "the schema")
    message = str(caught.value)
    assert "n: " in message and "x: " in message and "\n" not in message
    wrong = {f"k{i}": "one" for i in range(20)}
    schema = {"properties": {key: {"type": "integer"} for key in wrong}}
    with pytest.raises(UserError, match="and 12 more"):
        check_against(wrong, schema, "here", "the schema")
