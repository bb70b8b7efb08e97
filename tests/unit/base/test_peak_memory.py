"""The peak of a process is its own, whoever started it."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from poincare.base.provenance import peak_memory_mib

PRINT = "from poincare.base.provenance import peak_memory_mib; print(peak_memory_mib())"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc, as on macOS")
def test_a_large_process_does_not_count_in_a_small_one_that_it_starts():
    before = peak_memory_mib()
    large = np.ones(40_000_000)  # 305 MiB
    assert peak_memory_mib() >= min(before + 1, 305) and large[-1] == 1
    done = subprocess.run([sys.executable, "-c", PRINT], capture_output=True, text=True, check=True)
    assert float(done.stdout) < 200
