import zipfile

import nltk.data
import pytest

from poincare.base.errors import UserError
from poincare.datasets import wordnet_source
from poincare.datasets.wordnet_fetch import FILES
from poincare.datasets.wordnet_source import locate_wordnet, obtain_wordnet


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project without WordNet, on a computer without WordNet or network."""
    monkeypatch.delenv("POINCARE_DATA", raising=False)
    monkeypatch.setattr(nltk.data, "path", [str(tmp_path / "nltk")])
    for name in ("fetch_from_nltk", "fetch_from_debian"):
        monkeypatch.setattr(wordnet_source, name, unreachable)
    (tmp_path / "project").mkdir()
    return tmp_path / "project"


def unreachable(folder):
    (folder / "half").mkdir()
    raise UserError("unreachable")


def put_folder(data, files=FILES):
    corpus = data / "corpora" / "wordnet"
    corpus.mkdir(parents=True)
    for name in files:
        (corpus / name).touch()
    return corpus


def put_zip(data, files=FILES):
    archive = data / "corpora" / "wordnet.zip"
    archive.parent.mkdir(parents=True)
    with zipfile.ZipFile(archive, "w") as members:
        for name in files:
            members.writestr(f"wordnet/{name}", "")
    return archive


def test_folders_are_searched_in_order(project, tmp_path, monkeypatch):
    assert locate_wordnet(project) is None
    put_zip(tmp_path / "nltk")
    found = locate_wordnet(project)
    assert found.corpus == f"{tmp_path}/nltk/corpora/wordnet.zip/wordnet/"
    assert found.origin == "an NLTK data folder"
    raw = put_folder(project / "data" / "raw" / "nltk_data")
    assert locate_wordnet(project).corpus == str(raw)
    shared = put_folder(tmp_path / "shared" / "datasets")
    assert locate_wordnet(project).corpus == str(shared)
    own = put_folder(tmp_path / "own" / "nltk_data")
    monkeypatch.setenv("POINCARE_DATA", str(tmp_path / "own"))
    found = obtain_wordnet(project)
    assert (found.corpus, found.origin) == (str(own), "$POINCARE_DATA")
    assert found.folder == tmp_path / "own" / "nltk_data"


def test_incomplete_or_damaged_copies_are_passed_over(project, tmp_path):
    put_folder(project / "data" / "raw" / "nltk_data", FILES[:-1])
    put_zip(project / "data" / "raw", FILES[1:])
    damaged = put_zip(tmp_path / "shared" / "datasets")
    damaged.write_bytes(damaged.read_bytes()[:100])
    assert locate_wordnet(project) is None


@pytest.mark.parametrize("put", [put_folder, put_zip])
def test_fetches_into_data_raw(project, monkeypatch, put):
    monkeypatch.setattr(wordnet_source, "fetch_from_nltk", put)
    found = obtain_wordnet(project)
    raw = project / "data" / "raw"
    assert found.folder == raw / "nltk_data"
    assert found.origin == "NLTK's downloader"
    assert [path.name for path in raw.iterdir()] == ["nltk_data"]
    assert all(path.stat().st_mode & 0o022 == 0 for path in found.folder.rglob("*"))
    assert obtain_wordnet(project).corpus == found.corpus


def test_debian_helps_when_nltk_does_not(project, monkeypatch):
    monkeypatch.setattr(wordnet_source, "fetch_from_debian", put_folder)
    assert obtain_wordnet(project).origin == "Debian's packages"


def test_failure_names_every_place_and_the_remedy(project, monkeypatch):
    monkeypatch.setattr(
        wordnet_source, "fetch_from_debian", lambda folder: put_zip(folder, FILES[2:])
    )
    with pytest.raises(UserError) as caught:
        obtain_wordnet(project)
    message = str(caught.value)
    for part in (
        "$POINCARE_DATA (not set)",
        "../shared/datasets",
        "data/raw",
        "NLTK's downloader (unreachable)",
        "Debian's packages (it gave an incomplete WordNet)",
        "set POINCARE_DATA",
    ):
        assert part in message
    assert "\n" not in message
    assert not list((project / "data" / "raw" / "nltk_data" / "corpora").iterdir())
    assert [path.name for path in (project / "data" / "raw").iterdir()] == ["nltk_data"]


def test_what_is_in_the_way_is_named(project, monkeypatch):
    put_folder(project / "data" / "raw" / "nltk_data", FILES[:-1])
    monkeypatch.setattr(wordnet_source, "fetch_from_debian", put_folder)
    with pytest.raises(UserError, match="corpora/wordnet: is in the way"):
        obtain_wordnet(project)


def test_another_process_may_be_faster(project, monkeypatch):
    def fetch(folder):
        put_folder(project / "data" / "raw" / "nltk_data")
        put_folder(folder)

    monkeypatch.setattr(wordnet_source, "fetch_from_nltk", fetch)
    assert obtain_wordnet(project).origin == "NLTK's downloader"
