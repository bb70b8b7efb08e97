"""Runs at work in a folder: what a run says of itself, and how its processes are told.

A run keeps a file beside Snakemake's lock while it works, with its host, its boot, its process
namespace and its process; it touches the file every `BEAT` seconds. On this host the process tells
whether the run lives. From another host or container the age of the file does.
"""

import atexit
import os
import signal
import socket
import tempfile
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from poincare.base.errors import UserError
from poincare.base.storage import read_json, write_json

#: What a run says of itself.
SIGN = Path(".snakemake", "poincare-run.json")
#: Seconds between two touches of the sign, and those after which a run elsewhere is taken for dead.
BEAT, DEAD_AFTER = 20.0, 120.0

_SCRIPTS = f"{os.sep}.snakemake{os.sep}scripts{os.sep}"


def is_snakemake(command: Sequence[str]) -> bool:
    """Whether a command line is that of Snakemake itself; one that only names it is not."""
    names = [Path(word).name for word in command[:2]]
    module = list(command[1:3]) == ["-m", "snakemake"]
    main = len(command) > 1 and command[1].endswith(f"snakemake{os.sep}__main__.py")
    return "snakemake" in names[:1] or (
        _is_python(command) and (module or main or "snakemake" in names[1:])
    )


def is_job(command: Sequence[str]) -> bool:
    """Whether a command line is that of a job's script."""
    return _is_python(command) and any(_SCRIPTS in word for word in command[1:3])


def at_work_in(folder: Path) -> list[int]:
    """Processes of Snakemake or of its jobs, on this host, whose working folder is this one."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            command = process.cmdline()
            if (is_snakemake(command) or is_job(command)) and Path(process.cwd()) == folder:
                found.append(process.pid)
    return found


def begin() -> None:
    """Say that this process runs here, and pass signals on to its jobs, until it ends."""
    write_json(SIGN, _identity())
    threading.Thread(target=_beat, daemon=True).start()
    atexit.register(SIGN.unlink, missing_ok=True)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _passing_on(signal.getsignal(number)))


def living_elsewhere() -> str:
    """The host of a run on another host or in another container that lives; blank if none does."""
    try:
        sign, touched = read_json(SIGN), SIGN.stat().st_mtime
    except (UserError, OSError):
        return ""
    here = _identity()
    if not isinstance(sign, dict):
        return ""
    if all(sign.get(key) == here[key] for key in ("boot", "namespace")):
        return ""
    return str(sign.get("host")) if _now(SIGN.parent) - touched < DEAD_AFTER else ""


def _identity() -> dict[str, Any]:
    boot = Path("/proc/sys/kernel/random/boot_id")
    namespace = Path("/proc/self/ns/pid")
    return {
        "host": socket.gethostname(),
        "boot": boot.read_text().strip() if boot.is_file() else socket.gethostname(),
        "namespace": os.readlink(namespace) if namespace.is_symlink() else "",
        "process": os.getpid(),
    }


def _beat() -> None:
    while not threading.Event().wait(BEAT):
        with suppress(OSError):
            os.utime(SIGN)


def _now(folder: Path) -> float:
    """The present time by the clock that stamps the files of a folder."""
    with tempfile.NamedTemporaryFile(dir=folder) as stamp:
        return os.stat(stamp.name).st_mtime


def _passing_on(before: Any) -> Any:
    """A handler that stops the jobs of this process, then does what the one before did."""

    def handle(number: int, frame: Any) -> None:
        for process in psutil.Process().children(recursive=True):
            with suppress(psutil.Error):
                if is_job(process.cmdline()):
                    process.send_signal(signal.SIGTERM)
        if callable(before):
            before(number, frame)

    return handle


def _is_python(command: Sequence[str]) -> bool:
    return bool(command) and Path(command[0]).name.startswith("python")
