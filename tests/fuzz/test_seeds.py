"""Whatever the bytes, a reader reads them or refuses them in one line."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from targets import LONGEST, SEEDS, TARGETS, try_bytes

KEPT = sorted(path for path in SEEDS.rglob("*") if path.is_file())
#: Pieces that parsers stumble over.
PIECES = [
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\r",
    b"\n",
    b"\t",
    b'"',
    b"PK",
    b"nan",
    b"1e999",
    b"-",
    b"[" * 99,
]


def test_every_reader_has_seeds_and_every_seed_a_reader():
    assert {path.parent.name for path in KEPT} == set(TARGETS)


@pytest.mark.parametrize("path", KEPT, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_kept_seed_is_read_or_refused(path):
    try_bytes(path.parent.name, path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=60)
@given(data=st.data())
def test_changed_seeds_are_read_or_refused(name, data):
    content = data.draw(st.sampled_from([p for p in KEPT if p.parent.name == name])).read_bytes()
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        length = data.draw(st.integers(0, 20))
        piece = data.draw(st.one_of(st.sampled_from(PIECES), st.binary(max_size=8)))
        content = content[:start] + piece + content[start + length :]
    try_bytes(name, content[:LONGEST])


def test_a_good_file_is_read_by_every_reader():
    good = [path for path in KEPT if not path.name.startswith("fault-")]
    read = {path.parent.name for path in good if not try_bytes(path.parent.name, path.read_bytes())}
    # The archive has one pair instead of 2,616, and a recipe has the name of its file.
    assert set(TARGETS) - read == {"hyperlex", "recipe"}
