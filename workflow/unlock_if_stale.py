"""Remove Snakemake's lock on this folder if no run uses it any more, as after a kill.

It runs before Snakemake, so that the same command resumes after a crash. While another Snakemake,
or a job that outlived it, works here, the lock stays and the processes are named.
"""

import subprocess
import sys
from pathlib import Path

import psutil


def at_work_here() -> list[int]:
    """Processes of Snakemake, or of its jobs, whose working directory is this one."""
    found = []
    for process in psutil.process_iter():
        try:
            snakemakes = any("snakemake" in word for word in process.cmdline())
            if snakemakes and Path(process.cwd()) == Path.cwd():
                found.append(process.pid)
        except psutil.Error:
            continue
    return found


if __name__ == "__main__":
    if any(Path(".snakemake/locks").glob("*")):
        busy = at_work_here()
        if busy:
            sys.exit(
                f"Another run works in this folder (processes {', '.join(map(str, busy))}); "
                "wait for it or stop it, then repeat the command."
            )
        print("An earlier run was killed; resuming from what it finished.")
        subprocess.run([sys.executable, "-m", "snakemake", "--unlock", "--quiet"], check=True)
