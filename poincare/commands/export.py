"""``export``: an embedding of this suite in the files of other programs."""

import argparse
from dataclasses import replace
from pathlib import Path

from poincare.base.errors import UserError
from poincare.commands.vectors import file_of, say
from poincare.embeddings.embedding import Embedding
from poincare.embeddings.formats.files import write
from poincare.embeddings.formats.recognise import FORMATS, format_to_write
from poincare.geometry.manifolds import MANIFOLDS

#: Coordinates that hyperbolic points can be written in; the first is the usual one.
HYPERBOLIC = sorted(name for name, space in MANIFOLDS.items() if space.hyperbolic)[::-1]


def add_to(commands: argparse._SubParsersAction) -> None:
    """Add the command's parser."""
    parser = commands.add_parser(
        "export",
        help="write an embedding of this suite for other programs",
        description="Write an embedding as npz, word2vec (text or binary), GloVe, TSV, CSV, npy or "
        "as a projector's pair; text ends in .gz to be packed.",
    )
    parser.add_argument("embedding", type=Path, metavar="RUN_OR_NPZ", help="a run's folder or npz")
    parser.add_argument("output", type=Path, metavar="OUT", help="its suffix gives the format")
    parser.add_argument("--format", choices=FORMATS, help="needed if the suffix does not give it")
    parser.add_argument(
        "--manifold",
        choices=HYPERBOLIC,
        help="coordinates of hyperbolic points: in the ball (if none is given), or the d spatial "
        "ones of the hyperboloid; an npz keeps its own if none is given",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Convert and write."""
    format_ = arguments.format or format_to_write(arguments.output)
    file = file_of(arguments.embedding)
    embedding = Embedding.load(file)
    manifold = arguments.manifold
    if manifold is None and format_ != "npz" and embedding.space.hyperbolic:
        manifold = HYPERBOLIC[0]
    try:
        chosen = embedding if manifold is None else in_coordinates(embedding, manifold)
    except UserError as error:
        raise UserError(str(error), file, "--manifold hyperboloid keeps all points") from None
    write(arguments.output, format_, chosen)
    say(
        f"{arguments.output}: {format_}, {chosen.manifold}; {len(chosen.names):,} vectors, "
        f"d = {chosen.dim}"
    )
    return 0


def in_coordinates(embedding: Embedding, manifold: str) -> Embedding:
    """The same points in the ball or on the hyperboloid."""
    bounded = MANIFOLDS[manifold].bounded
    vectors = embedding.in_ball() if bounded else embedding.on_hyperboloid()
    return replace(embedding, vectors=vectors, manifold=manifold)
