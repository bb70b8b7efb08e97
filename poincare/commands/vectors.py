"""The arguments by which commands are given vectors, and the files that they name."""

import argparse
import sys
from pathlib import Path

from poincare.base.display import printable
from poincare.base.errors import UserError
from poincare.embeddings.formats.files import Read, VectorFile, read
from poincare.embeddings.formats.recognise import FORMATS
from poincare.geometry.manifolds import MANIFOLDS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options that describe a file of vectors."""
    parser.add_argument("--format", choices=FORMATS, help="recognised if it is not given")
    parser.add_argument(
        "--manifold",
        choices=MANIFOLDS,
        help="coordinates of the points; poincare by default, an npz states its own",
    )
    parser.add_argument(
        "--names", type=Path, metavar="FILE", help="names of a .npy or a projector, one a line"
    )
    parser.add_argument(
        "--curvature",
        type=float,
        default=1.0,
        metavar="C",
        help="C of points in hyperbolic space of curvature −C, a ball of radius 1/√C; 1 by default",
    )


def read_given(path: Path, arguments: argparse.Namespace) -> Read:
    """Read the vectors of `path`, a file or the folder of a run, and say what was recognised."""
    file = file_of(path)
    given = read(
        VectorFile(
            path=file,
            format=arguments.format,
            manifold=arguments.manifold,
            names=arguments.names,
            curvature=arguments.curvature,
        )
    )
    say(
        f"{file}: {given.format}, {given.coordinates}; {len(given.embedding.names):,} vectors, "
        f"d = {given.embedding.dim}"
    )
    if given.question:
        say(f"{file}: {given.question}")
    return given


def file_of(path: Path) -> Path:
    """The file itself, or the vectors of a run's folder."""
    if not path.is_dir():
        return path
    if not (path / "embedding.npz").is_file():
        raise UserError("a folder without embedding.npz", path, "name a run's folder, or a file")
    return path / "embedding.npz"


def say(line: str) -> None:
    """A line of progress, on standard error."""
    print(printable(line), file=sys.stderr, flush=True)
