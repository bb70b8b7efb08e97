import os
import stat

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poincare.base.errors import UserError
from poincare.base.storage import (
    digest,
    pack_text,
    read_arrays,
    read_json,
    sha256_of_file,
    unpack_text,
    write_arrays,
    write_atomically,
    write_json,
    write_text,
)

ARRAYS = {"a": np.arange(6, dtype=np.int32).reshape(2, 3), "b": np.array([0.5, -1.0])}


def test_arrays_come_back(tmp_path):
    write_arrays(tmp_path / "new" / "x.npz", ARRAYS)
    loaded = read_arrays(tmp_path / "new" / "x.npz")
    assert loaded.keys() == ARRAYS.keys()
    for key, array in ARRAYS.items():
        assert loaded[key].dtype == array.dtype
        np.testing.assert_array_equal(loaded[key], array)


@pytest.mark.slow
def test_any_changed_byte_is_noticed_or_harmless(tmp_path):
    path = tmp_path / "x.npz"
    write_arrays(path, ARRAYS)
    whole = path.read_bytes()
    noticed = 0
    for position in range(len(whole)):
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 0x55]) + whole[position + 1 :])
        try:
            loaded = read_arrays(path)
        except UserError as error:
            assert str(path) in str(error)
            noticed += 1
        else:  # padding or a time stamp of the archive
            assert digest(loaded) == digest(ARRAYS)
    assert noticed > len(whole) / 2


@pytest.mark.parametrize("keep", [0, 1, 100, -1])
def test_a_truncated_file_is_damaged(tmp_path, keep):
    path = tmp_path / "x.npz"
    write_arrays(path, ARRAYS)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(UserError, match="delete the file"):
        read_arrays(path)


def test_files_of_another_kind_are_refused(tmp_path):
    with pytest.raises(UserError, match="no such file"):
        read_arrays(tmp_path / "missing.npz")
    np.save(tmp_path / "single.npy", ARRAYS["a"])
    with pytest.raises(UserError, match="damaged: not an npz"):
        read_arrays(tmp_path / "single.npy")
    np.savez(tmp_path / "undigested.npz", **ARRAYS)
    with pytest.raises(UserError, match="digest"):
        read_arrays(tmp_path / "undigested.npz")
    np.savez(tmp_path / "pickled.npz", a=np.array([{}], dtype=object))
    with pytest.raises(UserError, match="damaged"):
        read_arrays(tmp_path / "pickled.npz")


@pytest.mark.parametrize(
    "other",
    [
        {"a": ARRAYS["a"].reshape(3, 2), "b": ARRAYS["b"]},
        {"a": ARRAYS["a"].view(np.uint32), "b": ARRAYS["b"]},
        {"a": ARRAYS["b"], "b": ARRAYS["a"]},
        {"a": ARRAYS["a"]},
    ],
)
def test_digest_tells_names_shapes_and_dtypes_apart(other):
    assert digest(other) != digest(ARRAYS)


def test_digest_ignores_the_order_of_keys_and_memory_layout():
    turned = {"b": ARRAYS["b"], "a": np.asfortranarray(ARRAYS["a"])}
    assert digest(turned) == digest(ARRAYS)


def test_a_failing_writer_leaves_the_old_file_alone(tmp_path):
    path = tmp_path / "x.txt"
    write_text(path, "old")

    def fail(part):
        part.write_text("half")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_atomically(path, fail)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_files_get_the_usual_mode(tmp_path):
    before = os.umask(0o027)
    try:
        write_text(tmp_path / "x.txt", "é")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "x.txt").stat().st_mode) == 0o640
    assert (tmp_path / "x.txt").read_bytes() == "é".encode()


def test_json_comes_back(tmp_path):
    value = {"b": [1, 2.5, None], "a": "ü"}
    write_json(tmp_path / "x.json", value)
    assert read_json(tmp_path / "x.json") == value


def test_json_mistakes_are_named(tmp_path):
    with pytest.raises(UserError, match="no such file"):
        read_json(tmp_path / "missing.json")
    (tmp_path / "half.json").write_text('{"a": ')
    with pytest.raises(UserError, match="damaged: no JSON"):
        read_json(tmp_path / "half.json")


@given(st.text())
def test_packed_text_comes_back(text):
    assert unpack_text(pack_text(text)) == text


def test_sha256_of_file(tmp_path):
    (tmp_path / "x").write_bytes(b"abc")
    assert sha256_of_file(tmp_path / "x") == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )
