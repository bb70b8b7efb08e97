"""Check this computer before anything is set up: one line that says what is wrong, exit code 2.

Any Python 3 runs it, before there is an environment, so it uses the standard library alone.
"""

import argparse
import os
import re
import shutil
import sys
import tempfile

OLDEST = (3, 11)
#: Folders that a run writes to, where they exist, and the project itself.
WRITTEN = (".", "data", "results", ".snakemake", ".venv")
#: Limit of a container's memory, bytes or "max": control groups 2 and 1.
LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


def python_too_old():
    """What is wrong with this Python, if anything."""
    if sys.version_info >= OLDEST:
        return None
    return "Python {}.{} or newer is required, this is {}.{}: try make PYTHON=python3.12".format(
        *OLDEST, *sys.version_info[:2]
    )


def path_for_no_shell():
    """A blank or a character of the shell's own in the path.

    Snakemake 9.27 gives the path of the environment's Python to the shell without quotes.
    """
    path = os.path.abspath(".")
    found = re.search(r"""[\s!"#$&'()*;<>?\[\\\]`{|}~]""", path)
    if not found:
        return None
    return f"the path {path!r} has {found.group()!r} in it, which Snakemake cannot run: move it"


def not_writable():
    """The first folder that cannot be written to."""
    for folder in filter(os.path.isdir, WRITTEN):
        try:
            tempfile.TemporaryFile(dir=folder).close()
        except OSError as error:
            path = os.path.abspath(folder)
            return f"cannot write to {path}: {error.strerror}; use a folder that is yours"
    return None


def too_little_disk(needed):
    """Whether less than `needed` MB are free where the project lies."""
    free = shutil.disk_usage(".").free // 10**6
    if free >= needed:
        return None
    return "{:,} MB of disk space are required, {:,} MB are free in {}".format(
        needed, free, os.path.abspath(".")
    )


def too_little_memory(needed):
    """Whether this computer, or the container, has less than `needed` MB of memory."""
    found = memory()
    if found is None or found >= needed:
        return None
    return f"{needed:,} MB of memory are required, this computer has {found:,} MB"


def memory():
    """Memory in MB that this process may use; None where the system does not say."""
    sizes = []
    try:
        sizes.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    except (AttributeError, OSError, ValueError):
        pass
    for limit in filter(os.path.isfile, LIMITS):
        with open(limit) as file:
            text = file.read().strip()
        if text.isdigit():
            sizes.append(int(text))
    return min(sizes) // 10**6 if sizes else None


def main():
    """Exit with the first fault found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--disk", type=int, default=0, help="MB that a run and its tools take")
    parser.add_argument("--memory", type=int, default=0, help="MB that the largest jobs take")
    parser.add_argument("--backend", default="", help="MPLBACKEND as the shell has it")
    needs = parser.parse_args()
    faults = (
        python_too_old,
        path_for_no_shell,
        not_writable,
        lambda: too_little_disk(needs.disk),
        lambda: too_little_memory(needs.memory),
    )
    for fault in faults:
        message = fault()
        if message:
            print("error: " + message, file=sys.stderr)
            sys.exit(2)
    if needs.backend:
        print(f"MPLBACKEND={needs.backend} is ignored: figures are files here")


if __name__ == "__main__":
    main()
