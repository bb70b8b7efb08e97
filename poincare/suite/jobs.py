"""The environment of the jobs that a run starts."""

import os
from pathlib import Path


def let_jobs_import(root: Path) -> None:
    """Let processes started from here import this package from `root`, installed or not."""
    others = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
    os.environ["PYTHONPATH"] = os.pathsep.join(dict.fromkeys([str(root), *others]))
