import gzip
import hashlib
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from poincare.base.errors import UserError
from poincare.datasets import sources
from poincare.datasets.hyperlex import PAIRS
from poincare.datasets.registry import DATASETS
from poincare.datasets.sources import DataFile, content, data_file, ledger, locate, obtain

README = Path(__file__).parents[3] / "data" / "README.md"
CONTENT = b"the right bytes"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project with one data file, ``thing``, and no address for it."""
    monkeypatch.delenv("POINCARE_DATA", raising=False)
    monkeypatch.setenv("NO_PROXY", "*")
    register(monkeypatch, ())
    (tmp_path / "project").mkdir()
    return tmp_path / "project"


def register(monkeypatch, addresses):
    digest = hashlib.sha256(CONTENT).hexdigest()
    entry = DataFile(file="thing.bin", sha256=digest, size=len(CONTENT), sources=tuple(addresses))
    monkeypatch.setattr(sources, "data_file", lambda name: {"thing": entry}[name])


def put(folder, content=CONTENT):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "thing.bin").write_bytes(content)
    return folder / "thing.bin"


@pytest.fixture
def server():
    """A web server on the loopback address that has two files and counts requests."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            body = {"/right": CONTENT, "/wrong": b"other bytes"}.get(self.path)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_):
            pass

    asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{running.server_address[1]}", asked
        running.shutdown()
        thread.join()


def test_folders_are_searched_in_order(project, tmp_path, monkeypatch):
    assert locate("thing", project) is None
    raw = put(project / "data" / "raw")
    assert locate("thing", project) == raw
    shared = put(tmp_path / "shared" / "datasets")
    assert locate("thing", project) == shared
    own = put(tmp_path / "own")
    monkeypatch.setenv("POINCARE_DATA", str(tmp_path / "own"))
    assert locate("thing", project) == own
    assert obtain("thing", project) == own


def test_the_project_may_be_given_relative_to_the_working_folder(project, tmp_path, monkeypatch):
    shared = put(tmp_path / "shared" / "datasets")
    monkeypatch.chdir(project)
    assert locate("thing", ".") == shared


def test_compressed_copies_and_those_of_a_collection_are_found(project, tmp_path, monkeypatch):
    entry = DataFile(
        file="thing.bin",
        sha256=hashlib.sha256(CONTENT).hexdigest(),
        size=len(CONTENT),
        sources=(),
        folder="many",
    )
    monkeypatch.setattr(sources, "data_file", lambda name: entry)
    packed = tmp_path / "own" / "many" / "thing.bin.gz"
    packed.parent.mkdir(parents=True)
    packed.write_bytes(gzip.compress(CONTENT))
    monkeypatch.setenv("POINCARE_DATA", str(tmp_path / "own"))
    assert obtain("thing", project) == packed and content(packed) == CONTENT
    packed.write_bytes(packed.read_bytes()[:-9])
    with pytest.raises(UserError, match=r"thing\.bin\.gz"):
        obtain("thing", project)


def test_locate_does_not_verify_but_obtain_does(project):
    path = put(project / "data" / "raw", b"damaged")
    assert locate("thing", project) == path
    with pytest.raises(UserError, match=r"thing\.bin: damaged.*expected.*delete the file"):
        obtain("thing", project)


def test_downloads_into_data_raw_once(project, server, monkeypatch, capfd):
    address, asked = server
    register(monkeypatch, [f"{address}/right"])
    path = obtain("thing", project)
    assert path == project / "data" / "raw" / "thing.bin"
    assert path.read_bytes() == CONTENT
    assert obtain("thing", project) == path
    assert asked == ["/right"]
    assert capfd.readouterr() == ("", "")


def test_the_next_address_helps_when_one_is_gone_or_serves_something_else(
    project, server, monkeypatch
):
    address, asked = server
    register(monkeypatch, [f"{address}/gone", f"{address}/wrong", f"{address}/right"])
    assert obtain("thing", project).read_bytes() == CONTENT
    assert asked == ["/gone", "/wrong", "/right"]
    assert [path.name for path in (project / "data" / "raw").iterdir()] == ["thing.bin"]


def test_failure_names_every_place_and_the_remedy(project, server, monkeypatch):
    address, _ = server
    monkeypatch.setenv("POINCARE_DATA", str(project / "empty"))
    closed = "http://127.0.0.1:1/x"
    register(monkeypatch, [f"{address}/gone", f"{address}/wrong", closed])
    with pytest.raises(UserError) as caught:
        obtain("thing", project)
    message = str(caught.value)
    for place in ("$POINCARE_DATA", "../shared/datasets", "data/raw", "/gone", "/wrong", closed):
        assert place in message
    assert "404" in message
    assert "put the file into data/raw" in message
    assert "\n" not in message
    assert not list((project / "data" / "raw").iterdir())


def test_unknown_names_are_refused():
    with pytest.raises(UserError, match=r"'wordnet'.*'hyperlex'"):
        data_file("wordnet")


def test_the_ledger_is_complete():
    for entry in ledger()["files"].values():
        assert {"file", "what", "licence", "citation", "sources"} <= entry.keys()
        assert entry.keys() & {"sha256", "check"}
        assert entry["sources"]
    assert ledger()["graphs"].keys() == DATASETS.keys()


def test_readme_and_ledger_agree():
    text = README.read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w-]+)` \| (.*?) \|$", text, flags=re.MULTILINE)
    table = {}
    for name, row in rows:
        if row.count("|") != 3:
            continue  # the table of the splits, which test_splits compares
        nodes, pairs, loops, content_hash = (cell.strip(" `") for cell in row.split("|"))
        table[name] = [int(number.replace(",", "")) for number in (nodes, pairs, loops)]
        table[name].append(content_hash)
    expected = {
        name: [graph[key] for key in ("nodes", "pairs", "self_loops", "content_hash")]
        for name, graph in ledger()["graphs"].items()
    }
    assert table == expected

    flat = " ".join(text.replace("*", "").replace("`", "").split())
    checked = [file for file in ledger()["files"].values() if "sha256" in file]
    stated = re.findall(r"SHA-256: ([0-9a-f]{64})", flat)
    assert sorted(stated) == sorted(file["sha256"] for file in checked)
    places = [place for file in checked for place in file["sources"]]
    packages = [place for place in places if isinstance(place, dict)]
    assert all(f"<{place}>" in flat for place in places if place not in packages)
    assert packages and all(said in flat for package in packages for said in package.values())
    for count in (sum(PAIRS.values()), PAIRS["N"], PAIRS["V"]):
        assert f"{count:,}" in flat
    for entry in ledger()["files"].values():
        assert entry["citation"] in flat
        assert entry["licence"].lower() in flat.lower()
