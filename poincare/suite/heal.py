"""Before a run: what a kill left is removed, what is damaged is set aside and made again."""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from poincare.base.artefacts import SEAL, read_artefact, read_record, seal_of
from poincare.base.errors import Damaged, UserError
from poincare.base.files import refusals_of
from poincare.base.storage import read_arrays, remove_stale_parts
from poincare.datasets import sources

#: What a damaged file's name ends with once it is set aside.
ASIDE = ".damaged"

Say = Callable[[str], None]


def heal(folders: Iterable[str | Path], say: Say) -> list[Path]:
    """Set aside every damaged file below some folders, so that the workflow makes it again.

    All npz files, and all files with a digest beside them, are read. Half-written files of dead
    processes are removed.

    Returns
    -------
    list of Path
        The files that were damaged; each is kept beside its place until the next damage.
    """
    found = []
    for folder in map(Path, folders):
        remove_stale_parts(folder)
        for file in _with_digest(folder):
            try:
                (read_arrays if file.suffix == ".npz" else read_artefact)(file)
            except Damaged as damage:
                say(f"{damage.what}; kept as {file.name}{ASIDE} and made again")
                with refusals_of(file):
                    os.replace(file, f"{file}{ASIDE}")
                    seal_of(file).unlink(missing_ok=True)
                found.append(file)
    return found


def look_again_for_hyperlex(root: Path, say: Say) -> None:
    """Fetch HyperLex if an earlier run did not find it; the rule sees it where it is then."""
    record = Path("data", "built", "hyperlex", "record.json")
    if not record.is_file() or sources.locate("hyperlex", root) is not None:
        return
    try:
        if not read_record(record)["available"]:
            sources.obtain("hyperlex", root)
            say("HyperLex was missing and is found now")
    except (UserError, KeyError, TypeError):
        return  # still missing, as the record says


def _with_digest(folder: Path) -> Iterator[Path]:
    yield from sorted(folder.rglob("*.npz"))
    for seal in sorted(folder.rglob(f"*{SEAL}")):
        file = seal.with_suffix("")
        if file.is_file():
            yield file
