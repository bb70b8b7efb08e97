"""One download of a file of known size and SHA-256, which no server can make long or large."""

import time
import urllib.request
from functools import partial
from http.client import HTTPException
from pathlib import Path

import pooch

#: For the connection, and between two pieces of the file.
SILENT_SECONDS = 30
#: For the whole file, however steadily a server sends it.
WHOLE_SECONDS = 300
_PIECE = 1 << 16


def fetched(address: str, path: Path, sha256: str, size: int) -> Path:
    """Download a file to `path`, in its place only when it is whole.

    Parameters
    ----------
    address : str
    path : Path
    sha256 : str
        Of the file's bytes, hexadecimal.
    size : int
        Bytes of the file; no more are read.

    Raises
    ------
    OSError
        If the server cannot be reached, is too slow, or breaks off; `ValueError` if it sends more
        bytes or other bytes.
    """
    pooch.get_logger().setLevel("WARNING")
    return Path(
        pooch.retrieve(
            address,
            known_hash=f"sha256:{sha256}",
            fname=path.name,
            path=path.parent,
            downloader=partial(_read, size=size),
        )
    )


def _read(address: str, output: str, _: pooch.Pooch | None, *, size: int) -> None:
    deadline = time.monotonic() + WHOLE_SECONDS
    received = 0
    try:
        with (
            urllib.request.urlopen(address, timeout=SILENT_SECONDS) as response,
            open(output, "wb") as file,
        ):
            while piece := response.read1(_PIECE):
                received += len(piece)
                if received > size:
                    raise ValueError(f"more than the {size:,} bytes of the file")
                if time.monotonic() > deadline:
                    raise TimeoutError(f"not whole after {WHOLE_SECONDS} s")
                file.write(piece)
    except HTTPException as error:
        raise ConnectionError(f"{type(error).__name__}: {error}") from None
