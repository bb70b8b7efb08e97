"""Provenance: which code, on what machine, at what cost."""

import hashlib
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import scipy
from threadpoolctl import threadpool_info

import poincare
from poincare.base.code import PACKAGE


def code_version() -> str:
    """Version of the package, with git's description of the checkout where there is one."""
    command = ["git", "-C", str(PACKAGE), "describe", "--always", "--dirty", "--abbrev=12"]
    try:
        described = subprocess.run(command, capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return poincare.__version__
    commit = described.stdout.strip()
    return f"{poincare.__version__}+{commit}" if commit else poincare.__version__


@cache
def code_hash() -> str:
    """SHA-256 over all sources of the package."""
    state = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        state.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0" + path.read_bytes())
    return state.hexdigest()


def environment() -> dict[str, str]:
    """Versions of code and libraries, and the processor's name."""
    return {"code_version": code_version(), **versions()}


def versions() -> dict[str, str]:
    """What decides the bits besides the code: Python, libraries, BLAS kernels and processor."""
    blas = {
        f"{library['internal_api']} {library['version']} ({library.get('architecture', '?')})"
        for library in threadpool_info()
        if library["user_api"] == "blas"
    }
    return {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "blas": ", ".join(sorted(blas)) or "unknown",
        "cpu": _processor(),
    }


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return f"{line.partition(':')[2].strip()}, {os.cpu_count()} cores"
    except OSError:
        pass
    return f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores"


@dataclass
class Cost:
    """What some work cost; filled in when it ends.

    Attributes
    ----------
    cpu_s, wall_s : float
        Seconds of all threads' CPU time, and of the clock.
    peak_memory_mib : float
        Greatest resident size of the process so far, in MiB.
    """

    cpu_s: float = 0.0
    wall_s: float = 0.0
    peak_memory_mib: float = 0.0


@contextmanager
def measured() -> Iterator[Cost]:
    """Measure the enclosed work, as in `with measured() as cost`."""
    cost, cpu, wall = Cost(), time.process_time(), time.perf_counter()
    try:
        yield cost
    finally:
        cost.cpu_s = time.process_time() - cpu
        cost.wall_s = time.perf_counter() - wall
        cost.peak_memory_mib = peak_memory_mib()


def peak_memory_mib() -> float:
    """Greatest resident size of this process so far, in MiB.

    Linux states it as ``VmHWM``. Its ``ru_maxrss`` counts the process that started this one too.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024
    except (OSError, IndexError, ValueError):
        # In bytes on macOS, in KiB elsewhere.
        unit = 1024**2 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def untrained() -> dict[str, Any]:
    """Provenance and cost of vectors that were not trained here, as a training's record has them.

    Times and trainer's version are None and the memory is 0, since nothing was trained.
    """
    return {
        "code_hash": code_hash(),
        **environment(),
        "trainer_version": None,
        "train_cpu_s": None,
        "train_wall_s": None,
        "peak_memory_mib": 0.0,
        "date": today(),
    }


def today() -> str:
    """Date in UTC, ISO format."""
    return datetime.now(UTC).date().isoformat()
