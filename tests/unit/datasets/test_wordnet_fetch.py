import gzip
import io
import os
import tarfile
import urllib.error
import urllib.request

import nltk.data
import nltk.downloader
import pytest

from poincare.base.errors import UserError
from poincare.datasets.wordnet_fetch import (
    CATEGORY,
    FILES,
    fetch_from_debian,
    fetch_from_nltk,
    lexnames_from_manual,
    nltk_reads,
)

LISTED = [("adj", 0), ("adj", 1), ("adv", 2), *(("noun", i) for i in range(3, 29))]
LISTED += [*(("verb", i) for i in range(29, 44)), ("adj", 44)]
PAGE = (
    ".TS\n\\fBFile Number\\fP\t\\fBName\\fP\t\\fBContents\\fP\n_\n"
    + "".join(f"{i:02}\t{pos}.x{i} \tsome words 12\tmore\n" for pos, i in LISTED)
    + ".TE\n"
)


def packages(page=PAGE):
    """The members of the two packages, WordNet's files holding their own names."""
    base = {f"./usr/share/wordnet/{name}": name for name in FILES if name != "index.sense"}
    del base["./usr/share/wordnet/lexnames"]
    base["./usr/share/man/man5/lexnames.5WN.gz"] = gzip.compress(page.encode())
    base["./usr/share/doc/wordnet-base/copyright"] = "the notice"
    base["../../wordnet/evil"] = base["./usr/share/wordnet/sents.vrb"] = "not wanted"
    return {
        "wordnet-base.deb": base,
        "wordnet-sense-index.deb": {
            "./usr/share/wordnet/index.sense": "index.sense",
            "./usr/share/doc/wordnet-sense-index/copyright": "another notice",
        },
    }


def write_tar(path, members):
    with tarfile.open(path, "w") as archive:
        for name, content in members.items():
            content = content.encode() if isinstance(content, str) else content
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))


@pytest.fixture
def debian(tmp_path, monkeypatch):
    """Stand-ins for apt-get and dpkg-deb; apt-get wants its lists updated first."""
    programs = {
        "apt-get": 'echo "$*" >> {here}/calls\n'
        'case "$*" in *update*) touch {here}/lists; exit;; esac\n'
        "[ -e {here}/lists ] || {{ echo noise >&2; echo E: no package >&2; exit 100; }}\n"
        "cp {here}/packages/* .",
        "dpkg-deb": 'cat "$2"',
    }
    (tmp_path / "bin").mkdir()
    for name, script in programs.items():
        program = tmp_path / "bin" / name
        program.write_text(f"#!/bin/sh\n{script.format(here=tmp_path)}\n")
        program.chmod(0o755)
    (tmp_path / "packages").mkdir()
    for name, members in packages().items():
        write_tar(tmp_path / "packages" / name, members)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    (tmp_path / "data").mkdir()
    return tmp_path


def test_debian_packages_become_a_corpus(debian):
    (debian / "lists").touch()
    fetch_from_debian(debian / "data")
    corpus = debian / "data" / "corpora" / "wordnet"
    assert sorted(path.name for path in corpus.iterdir()) == sorted([*FILES, "LICENSE"])
    for name in set(FILES) - {"lexnames"}:
        assert (corpus / name).read_text() == name
    assert (corpus / "LICENSE").read_text() == "the notice"
    assert (corpus / "lexnames").read_text().splitlines()[3] == "03\tnoun.x3\t1"
    assert "update" not in (debian / "calls").read_text()


def test_stale_package_lists_are_updated_by_root(debian):
    fetch_from_debian(debian / "data")
    calls = (debian / "calls").read_text().splitlines()
    assert ["update" in call for call in calls] == [False, True, False]


def test_stale_package_lists_are_reported_to_others(debian, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(UserError, match="E: no package; if the package lists are stale, run"):
        fetch_from_debian(debian / "data")
    assert "update" not in (debian / "calls").read_text()


def test_other_systems_are_told(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UserError, match="no apt-get"):
        fetch_from_debian(tmp_path)


def test_lexnames_have_number_name_and_category():
    lines = lexnames_from_manual(PAGE).splitlines()
    assert [line.split("\t") for line in lines] == [
        [f"{i:02}", f"{pos}.x{i}", str(CATEGORY[pos])] for pos, i in LISTED
    ]


@pytest.mark.parametrize(
    "page", ["", PAGE.replace("07\t", "77\t"), PAGE.replace("44\tadj.x44", "44\tother")]
)
def test_an_unexpected_manual_is_refused(page):
    with pytest.raises(UserError, match="expected 45"):
        lexnames_from_manual(page)


def test_nltk_searches_the_folder_for_a_while(tmp_path):
    before = list(nltk.data.path)
    with pytest.raises(RuntimeError), nltk_reads(tmp_path):
        assert nltk.data.path == [str(tmp_path), *before]
        raise RuntimeError
    assert nltk.data.path == before


def test_nltk_downloads_silently(tmp_path, monkeypatch, capfd):
    class Downloader(nltk.downloader.Downloader):
        def download(self, package, folder, print_error_to, **_):
            print("some noise", file=print_error_to)
            downloaded.append((package, folder))

    downloaded = []
    monkeypatch.setattr(urllib.request, "urlopen", lambda *_, **__: io.BytesIO())
    monkeypatch.setattr(nltk.downloader, "Downloader", Downloader)
    fetch_from_nltk(tmp_path)
    assert downloaded == [("wordnet", str(tmp_path))]
    assert capfd.readouterr() == ("", "")


def test_an_unreachable_server_is_one_line(tmp_path, monkeypatch):
    def refuse(request, timeout):
        assert request.get_method() == "HEAD"
        assert timeout <= 10
        raise urllib.error.URLError("no\nroute")

    monkeypatch.setattr(urllib.request, "urlopen", refuse)
    with pytest.raises(UserError, match=r"^URLError: .*no.*route") as caught:
        fetch_from_nltk(tmp_path)
    assert "\n" not in str(caught.value)
