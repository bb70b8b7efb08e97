"""Downloads from a server that hangs, cuts off, lies about the length or sends other bytes."""

import hashlib
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from poincare.base.errors import UserError
from poincare.datasets import sources
from poincare.datasets.fetching import download
from poincare.datasets.sources import DataFile, obtain

CONTENT = bytes(range(256)) * 1000
#: What the server sends by the last part of the address: the length it states, and the pieces.
STATED = {
    "right": (len(CONTENT), [CONTENT]),
    "silent": (None, []),
    "hangs": (len(CONTENT), [CONTENT[:1000]]),
    "trickles": (len(CONTENT), [CONTENT[i : i + 1] for i in range(1000)]),
    "cut": (len(CONTENT), [CONTENT[:-1]]),
    "short": (len(CONTENT) - 1, [CONTENT]),
    "long": (len(CONTENT) + 10, [CONTENT]),
    "endless": (None, [CONTENT] * 100),
    "nonsense": (None, None),
    "wrong": (len(CONTENT), [CONTENT[:-1] + b"!"]),
}
#: The digest decides: a length that is only stated wrongly does no harm.
GOOD = ["right", "long"]
BAD = sorted(STATED.keys() - set(GOOD))


@pytest.fixture
def server(monkeypatch):
    """A web server on the loopback address; its pauses end with the test."""
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            kind = self.path[1:]
            length, pieces = STATED[kind]
            if kind == "silent":
                over.wait(10)
                return
            if kind == "nonsense":
                self.wfile.write(b"no HTTP at all")
                return
            self.send_response(200)
            if length is not None:
                self.send_header("Content-Length", str(length))
            self.end_headers()
            try:
                for piece in pieces:
                    self.wfile.write(piece)
                    self.wfile.flush()
                    if kind == "trickles" and over.wait(0.05):
                        return
            except ConnectionError:  # the reader has seen enough
                return
            if kind == "hangs":
                over.wait(10)

        def log_message(self, *_):
            pass

    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setattr(download, "SILENT_SECONDS", 0.5)
    monkeypatch.setattr(download, "WHOLE_SECONDS", 1.5)
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        over.set()
        running.shutdown()
        thread.join()


def get(server, kind, folder):
    digest = hashlib.sha256(CONTENT).hexdigest()
    return download.fetched(f"{server}/{kind}", folder / "thing.bin", digest, len(CONTENT))


@pytest.mark.parametrize("kind", GOOD)
def test_a_whole_file_is_put_in_its_place(server, tmp_path, kind):
    assert get(server, kind, tmp_path).read_bytes() == CONTENT


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_server_is_left_soon_and_leaves_no_file(server, tmp_path, kind):
    began = time.monotonic()
    with pytest.raises((OSError, ValueError)):
        get(server, kind, tmp_path)
    assert time.monotonic() - began < 5
    assert not list(tmp_path.iterdir())


def test_the_next_source_helps_after_every_bad_one(server, tmp_path, monkeypatch):
    monkeypatch.delenv("POINCARE_DATA", raising=False)
    addresses = [f"{server}/{kind}" for kind in [*BAD, "right"]]
    digest = hashlib.sha256(CONTENT).hexdigest()
    entry = DataFile(file="thing.bin", sha256=digest, size=len(CONTENT), sources=tuple(addresses))
    monkeypatch.setattr(sources, "data_file", lambda name: entry)
    assert obtain("thing", tmp_path).read_bytes() == CONTENT
    entry = DataFile(
        file="other.bin", sha256=digest, size=len(CONTENT), sources=tuple(addresses[:-1])
    )
    monkeypatch.setattr(sources, "data_file", lambda name: entry)
    with pytest.raises(UserError) as caught:
        obtain("other", tmp_path)
    assert all(address in str(caught.value) for address in addresses[:-1])
    assert "\n" not in str(caught.value)
