import errno
import os

import pytest

from poincare.base.errors import Damaged, UserError
from poincare.base.files import file_to_replace, plain_file, read_bytes, system_error
from poincare.base.storage import (
    PART,
    read_arrays,
    read_json,
    remove_stale_parts,
    write_arrays,
    write_atomically,
    write_text,
)
from tests.copies import ROOT

REFUSALS = ("EACCES", "ENOSPC", "EROFS", "EIO", "ENAMETOOLONG", "EFBIG", "EDQUOT", "EMFILE")


def one_line(error):
    text = str(error.value)
    assert "\n" not in text
    return text


def not_plain(folder):
    """A folder, a pipe, a device, and links to them."""
    (folder / "folder").mkdir()
    os.mkfifo(folder / "pipe")
    (folder / "link").symlink_to(folder / "pipe")
    return [folder / "folder", folder / "pipe", folder / "link", "/dev/full"]


@pytest.mark.parametrize("name", REFUSALS)
def test_what_the_system_refuses_is_no_damage(name, tmp_path, monkeypatch):
    number = getattr(errno, name)
    error = system_error(OSError(number, os.strerror(number)), "x.npz")
    assert not isinstance(error, Damaged)
    assert "x.npz" in str(error) and "delete" not in str(error) and "damaged" not in str(error)
    path = tmp_path / "x.npz"
    write_arrays(path, {})

    def fail(*_, **__):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("numpy.load", fail)
    monkeypatch.setattr("poincare.base.storage.os.fsync", fail)
    for work in (lambda: read_arrays(path), lambda: write_text(path, "new")):
        with pytest.raises(UserError) as refused:
            work()
        assert one_line(refused) == str(system_error(OSError(number, ""), path))
    assert list(tmp_path.iterdir()) == [path]


def test_only_plain_files_are_read(tmp_path):
    for path in [*not_plain(tmp_path), tmp_path / "none", tmp_path / ("x" * 300), "a\0b"]:
        for read in (read_bytes, read_arrays, read_json):
            with pytest.raises(UserError) as refused:
                read(path)
            assert "delete" not in one_line(refused)


def test_only_plain_files_are_replaced(tmp_path):
    (tmp_path / "file").write_text("")
    below = [tmp_path / "file" / "x", "/proc/none/x", tmp_path / ("x" * 300), "a\0b"]
    for path in [*not_plain(tmp_path), *below]:
        before = sorted(tmp_path.iterdir())
        with pytest.raises(UserError) as refused:
            write_text(path, "new")
        assert "delete" not in one_line(refused)
        assert sorted(tmp_path.iterdir()) == before
    assert (tmp_path / "pipe").is_fifo() and (tmp_path / "folder").is_dir()


def test_a_link_stays_and_its_file_is_replaced(tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "there" / "file")
    for text in ("first", "second"):
        write_text(tmp_path / "link", text)
        assert (tmp_path / "link").is_symlink()
        assert (tmp_path / "there" / "file").read_text() == text
    assert file_to_replace(tmp_path / "link") == (tmp_path / "there" / "file").resolve()


def test_the_longest_name_can_be_written(tmp_path):
    name = "é" * 127
    write_text(tmp_path / name, "x")
    assert (tmp_path / name).read_text() == "x"


def test_parts_of_dead_processes_are_removed_and_those_at_work_stay(tmp_path):
    stale = tmp_path / "runs" / f".x.npz.abc{PART}"
    stale.parent.mkdir()
    stale.write_text("half")
    at_work = []

    def write(part):
        assert remove_stale_parts(tmp_path) == [stale]
        at_work.append(part.exists())
        part.write_text("whole")

    write_atomically(tmp_path / "x.npz", write)
    assert at_work == [True] and (tmp_path / "x.npz").read_text() == "whole"
    assert not stale.exists()


def test_a_plain_file_is_open_within_the_block():
    with plain_file(ROOT / "LICENSE") as stream:
        assert stream.read(3) == b"MIT"
