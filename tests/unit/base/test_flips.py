"""Injected damage to every kind of artefact: none is read as something else than was written."""

import numpy as np
import pandas as pd
import pytest

from poincare.base.artefacts import (
    SEAL,
    read_artefact,
    read_record,
    read_table,
    require_range,
    seal_of,
    write_artefact,
    write_record,
    write_table,
)
from poincare.base.errors import Damaged, UserError
from poincare.base.storage import digest, read_arrays, write_arrays
from poincare.suite.heal import ASIDE, heal

ARRAYS = {"a": np.arange(60, dtype=np.int32).reshape(20, 3), "b": np.linspace(0, 1, 40)}
TABLE = pd.DataFrame({"epoch": range(40), "MAP": np.linspace(0, 1, 40)})
SVG = f"<svg xmlns='http://www.w3.org/2000/svg'>{'<path d=&quot;M0 0&quot;/>' * 20}</svg>\n"
#: How each kind is written, and what is read of it, to compare.
KINDS = {
    "x.npz": (lambda path: write_arrays(path, ARRAYS), lambda path: digest(read_arrays(path))),
    "x.csv": (lambda path: write_table(path, TABLE), lambda path: read_table(path).to_csv()),
    "x.json": (lambda path: write_record(path, {"a": [*range(60)]}), read_record),
    "x.svg": (lambda path: write_artefact(path, SVG), read_artefact),
}
FLIPS = 100


def damages(content: bytes, rng):
    """Flips of single bits, then files that are cut off, doubled, emptied."""
    for position in rng.integers(8 * len(content), size=FLIPS):
        flipped = bytearray(content)
        flipped[position // 8] ^= 1 << position % 8
        yield bytes(flipped)
    for length in (0, 1, len(content) // 2, len(content) - 1):
        yield content[:length]
    yield content * 2


@pytest.mark.parametrize("name", KINDS)
def test_no_damage_is_read_as_something_else(name, tmp_path, rng):
    write, read = KINDS[name]
    write(tmp_path / name)
    whole, right = (tmp_path / name).read_bytes(), read(tmp_path / name)
    refused = 0
    for damaged in damages(whole, rng):
        (tmp_path / name).write_bytes(damaged)
        try:
            assert read(tmp_path / name) == right  # time stamps and padding of an archive
        except UserError as error:
            assert name in str(error) and "\n" not in str(error)
            refused += 1
    assert refused >= FLIPS * (0.5 if name == "x.npz" else 1.0)


@pytest.mark.parametrize("name", ["x.csv", "x.json", "x.svg"])
def test_a_damaged_digest_is_noticed(name, tmp_path, rng):
    write, read = KINDS[name]
    write(tmp_path / name)
    seal = seal_of(tmp_path / name)
    whole = seal.read_bytes()
    for place in range(64):
        seal.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(Damaged):
            read(tmp_path / name)


def test_damage_is_set_aside_and_the_rest_stays(tmp_path):
    for name, (write, _) in KINDS.items():
        write(tmp_path / "runs" / name)
        write(tmp_path / "runs" / f"whole-{name}")
        content = (tmp_path / "runs" / name).read_bytes()
        (tmp_path / "runs" / name).write_bytes(content[:-3])
    said = []
    assert {path.name for path in heal(tmp_path, tmp_path / "none", said.append)} == set(KINDS)
    assert len(said) == len(KINDS)
    left = {path.name for path in (tmp_path / "runs").iterdir()}
    whole = {f"whole-{name}" for name in KINDS}
    seals = {f"{name}{SEAL}" for name in whole if not name.endswith(".npz")}
    assert left == {*whole, *seals, *(f"{name}{ASIDE}" for name in KINDS)}
    assert heal(tmp_path, tmp_path / "none", said.append) == []


def test_a_table_without_digest_still_has_whole_rows_and_possible_values(tmp_path):
    path = tmp_path / "x.csv"
    for text in ("", "a,b\n1,2\n3\n", "a,b\n1,2,3\n", 'a,b\n"1,2\n', "a,b\n1,\xff\n"):
        path.write_bytes(text.encode("latin-1"))
        with pytest.raises(Damaged):
            read_table(path)
    for value in ("7.990", "-0.1", "nan(", "inf"):
        path.write_text(f"MAP\n0.5\n{value}\n")
        with pytest.raises(Damaged):
            require_range(read_table(path), {"MAP": (0, 1)}, path)
