"""What reads files of others, each as a function of the file's bytes.

A reader either reads the bytes or raises a `UserError` of one line. Whatever else it raises is a
fault. `benchmarks/fuzz.py` searches for such bytes; those that it kept are in `seeds`.
"""

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from poincare.base.artefacts import read_record
from poincare.base.errors import UserError
from poincare.base.storage import read_arrays
from poincare.base.validation import read_yaml
from poincare.datasets.hyperlex import read_hyperlex
from poincare.datasets.own.graph import held_out_pairs, read_graph
from poincare.embeddings.formats.files import VectorFile, header, read
from poincare.evaluation.results import read_results
from poincare.training.recipe import read_recipe

SEEDS = Path(__file__).with_name("seeds")
#: Bytes of the longest input; faults of parsers need few.
LONGEST = 4096


def vectors(path: Path) -> None:
    """Vectors of any format, which the content tells."""
    read(VectorFile(path))


def vectors_header(path: Path) -> None:
    """Dimension and manifold of vectors, from the first of them."""
    header(VectorFile(path))


def vectors_as(format_: str, path: Path) -> None:
    """Vectors of a format that the user names."""
    read(VectorFile(path, format=format_))


def pairs(path: Path) -> None:
    """A graph of the user's own from a file of pairs."""
    read_graph("mine", {"pairs": str(path), "closure": True})


def ontology(path: Path) -> None:
    """A graph of the user's own from an ontology."""
    read_graph("mine", {"obo": str(path)})


#: The readers by name, and the suffix of their files.
TARGETS: dict[str, tuple[Callable[[Path], object], str]] = {
    "pairs": (pairs, ".tsv"),
    "pairs-gz": (pairs, ".tsv.gz"),
    "held-out": (lambda path: held_out_pairs(str(path)), ".tsv"),
    "ontology": (ontology, ".obo"),
    "vectors": (vectors, ".txt"),
    "vectors-header": (vectors_header, ".txt"),
    "vectors-csv": (vectors, ".csv"),
    "vectors-binary": (partial(vectors_as, "word2vec-binary"), ".bin"),
    "vectors-npz": (vectors, ".npz"),
    "vectors-npz-header": (vectors_header, ".npz"),
    "arrays": (read_arrays, ".npz"),
    "yaml": (read_yaml, ".yaml"),
    "recipe": (read_recipe, ".yaml"),
    "results": (read_results, ".csv"),
    "record": (read_record, ".json"),
    "hyperlex": (read_hyperlex, ".zip"),
}


def try_bytes(name: str, content: bytes) -> str:
    """Give bytes to a reader; its refusal, or blank if it reads them.

    Raises
    ------
    AssertionError
        For a refusal of several lines; whatever else the reader raises is raised.
    """
    reader, suffix = TARGETS[name]
    with tempfile.NamedTemporaryFile(suffix=suffix, dir=scratch()) as file:
        file.write(content)
        file.flush()
        try:
            reader(Path(file.name))
        except UserError as refusal:
            assert "\n" not in str(refusal), str(refusal)
            return str(refusal)
    return ""


def scratch() -> str | None:
    """A folder in memory where there is one."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() else None
