"""Tasks in fresh processes, so that each one's CPU time and peak memory are its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

#: gensim may draw a node as its own negative; it divides by zero and puts that right after.
QUIET = ("-W", "ignore::RuntimeWarning:gensim.models.poincare")

#: One thread, everywhere, set before NumPy is imported.
ONE_THREAD = {name: "1" for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")}


def run(task: str, **arguments: object) -> dict:
    """Call the function `task` of `tasks.py` in a new process; its result, with `peak_mib`."""
    command = [sys.executable, *QUIET, str(Path(__file__).with_name("tasks.py")), task]
    finished = subprocess.run(
        [*command, json.dumps(arguments)],
        env={**os.environ, **ONE_THREAD},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(finished.stdout.splitlines()[-1])
