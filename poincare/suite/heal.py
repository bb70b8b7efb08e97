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

#: Files of a training, which take long; the others of a run are made from them.
TRAINING = ("embedding.npz", "history.csv", "snapshots.npz", "training.json")

Say = Callable[[str], None]


def heal(built: str | Path, results: str | Path, say: Say) -> list[Path]:
    """Set aside every damaged file of a run, so that the workflow makes it again.

    All npz files, and all files with a digest beside them, are read. Half-written files of dead
    processes are removed. What was made from a damaged file of the results is removed too, since
    the workflow does not miss a file while all that depends on it is there.

    Parameters
    ----------
    built, results : path
        Folders of the data and of the run's results.

    Returns
    -------
    list of Path
        The files that were damaged; each is kept beside its place until the next damage.
    """
    found = []
    for folder in (Path(built), Path(results)):
        remove_stale_parts(folder)
        for file in _with_digest(folder):
            if not file.exists():  # made from a damaged one
                continue
            try:
                (read_arrays if file.suffix == ".npz" else read_artefact)(file)
            except Damaged as damage:
                say(f"{damage.what}; kept as {file.name}{ASIDE} and made again")
                with refusals_of(file):
                    os.replace(file, f"{file}{ASIDE}")
                    seal_of(file).unlink(missing_ok=True)
                found.append(file)
                if folder == Path(results):
                    _remove(_made_from(file, folder))
    return found


def _made_from(file: Path, results: Path) -> Iterator[Path]:
    """The files that the workflow makes again if they are missing, and so `file` as well."""
    yield results / "report.html"
    part = file.relative_to(results).parts[0]
    if part in ("runs", "controls"):
        yield results / "results.csv"
        yield results / "history.csv"
    if part == "runs":
        yield from (path for path in file.parent.glob("*.csv") if path.name not in TRAINING)
        if file.name in TRAINING:
            yield from file.parent.glob("rank*")


def _remove(files: Iterable[Path]) -> None:
    for file in list(files):
        with refusals_of(file):
            file.unlink(missing_ok=True)
            seal_of(file).unlink(missing_ok=True)


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


def _with_digest(folder: Path) -> list[Path]:
    sealed = (seal.with_suffix("") for seal in folder.rglob(f"*{SEAL}"))
    return sorted([*folder.rglob("*.npz"), *sealed])
