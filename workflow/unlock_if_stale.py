"""Remove Snakemake's lock on this folder if no run uses it any more, as after a kill.

It runs before Snakemake, so that the same command resumes after a crash. While another run works
here, or a job that outlived it, on this host or another one, the lock stays. Exit code 2 says so.
"""

import subprocess
import sys
from pathlib import Path

# This checkout's package, whichever is installed.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from poincare.suite.running import at_work_in, living_elsewhere


def main() -> int:
    """Remove the lock, or say who has it."""
    if not any(Path(".snakemake/locks").glob("*")):
        return 0
    busy, elsewhere = at_work_in(Path.cwd()), living_elsewhere()
    if busy or elsewhere:
        who = f"processes {', '.join(map(str, busy))}" if busy else f"on {elsewhere}"
        print(
            f"Another run works in this folder ({who}); wait for it or stop it, then repeat the "
            "command.",
            file=sys.stderr,
        )
        return 2
    print("An earlier run was killed; resuming from what it finished.")
    return subprocess.run([sys.executable, "-m", "snakemake", "--unlock", "--quiet"]).returncode


if __name__ == "__main__":
    sys.exit(main())
