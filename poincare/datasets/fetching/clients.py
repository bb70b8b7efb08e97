"""Downloading packages by the clients of their registries, pip and apt-get, without installing."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from poincare.base.errors import UserError, one_line

#: For one run of a client.
CLIENT_SECONDS = 180


def download_from_pypi(packages: Sequence[str], folder: Path) -> None:
    """Have pip put the wheels of packages, such as ``name==1.0``, into a folder.

    Wheels only: pip runs the build script of a source package to learn its name.

    Raises
    ------
    UserError
        If there is no pip, or with the last line that it says.
    """
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    wheels = ["--no-input", "--no-deps", "--only-binary=:all:", "--dest", str(folder)]
    run([*pip, *wheels, *packages], folder)


def download_from_debian(packages: Sequence[str], folder: Path) -> None:
    """Have apt-get put packages, such as ``name=1.0-1`` or ``name``, into a folder.

    Root has the package lists updated if apt-get does not know a package.

    Raises
    ------
    UserError
        If there is no apt-get, or with the last line that it says.
    """
    if not shutil.which("apt-get"):
        raise UserError("there is no apt-get here")
    download = ["apt-get", "-q", "-o", "Acquire::Retries=1", "download", *packages]
    try:
        run(download, folder)
        return
    except UserError as error:
        if os.geteuid() != 0:
            raise UserError(
                str(error), mend="if the package lists are stale, run 'apt-get update' as root"
            ) from None
    run(["apt-get", "-q", "update"], folder)
    run(download, folder)


def run(command: list[str], folder: Path) -> bytes:
    """What a program writes to its standard output, run in a folder.

    Raises
    ------
    UserError
        If it fails or takes too long; the message has the last line of its standard error.
    """
    environment = {**os.environ, "LC_ALL": "C"}
    try:
        return subprocess.run(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=CLIENT_SECONDS,
            check=True,
        ).stdout
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().splitlines() or ["no message"]
        words = [word for word in command[1:] if not word.startswith("-")]
        raise UserError(f"{Path(command[0]).name} {words[0]} failed: {said[-1]}") from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UserError(one_line(error)) from None
