"""What ``neighbours`` and ``path`` share: the vectors they look at, and a node by its name."""

import argparse
import difflib
from pathlib import Path

from poincare.base.errors import UserError
from poincare.commands import project, vectors
from poincare.commands.vectors import say
from poincare.embeddings.embedding import Embedding
from poincare.evaluation.neighbourhood import Neighbourhood
from poincare.reporting.tables.views import Row, Table, plain


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The node, and the vectors."""
    parser.add_argument("name", metavar="NAME", help="a node, dog.n.01 for instance")
    parser.add_argument(
        "--vectors",
        type=Path,
        metavar="VECTORS",
        help="a file, or a run's folder; if none is given, the lowest dimension on the nouns in "
        "the newest of the folders under results",
    )
    vectors.add_arguments(parser)


def node_of(arguments: argparse.Namespace) -> tuple[Embedding, int]:
    """The vectors, and the index of the node among them; the `count` of rows is checked first."""
    if arguments.count < 1:
        raise UserError(f"--count {arguments.count}", mend="give 1 or more")
    embedding = embedding_of(arguments)
    return embedding, node_named(arguments.name, embedding)


def embedding_of(arguments: argparse.Namespace) -> Embedding:
    """The vectors that were named, or those of a finished run."""
    path = arguments.vectors or newest_run(project.RESULTS)
    return vectors.read_given(path, arguments).embedding


def newest_run(results: Path) -> Path:
    """The finished run on the nouns of lowest dimension in the newest folder under `results`."""
    found = sorted(results.glob("*/runs/dataset~nouns/system~*/dim~*/seed~*/training.json"))
    if not found:
        mend = "make one with 'make replicate', or name vectors with --vectors"
        raise UserError("no finished run on the nouns", results, mend)
    newest = max(found, key=lambda path: path.stat().st_mtime).relative_to(results).parts[0]
    same = [path for path in found if path.relative_to(results).parts[0] == newest]
    return min(same, key=lambda path: int(path.parts[-3].removeprefix("dim~"))).parent


def node_named(name: str, embedding: Embedding) -> int:
    """Index of a node; a `UserError` with similar names if there is none of that name."""
    if name in embedding.index:
        return embedding.index[name]
    close = close_names(name, embedding.names)
    raise UserError(
        f"no node is called {name!r}",
        mend=f"similar are {', '.join(close)}"
        if close
        else f"names are such as {embedding.names[0]!r}",
    )


def close_names(name: str, names: tuple[str, ...]) -> list[str]:
    """Up to five names like `name`, which may lack the ``.n.01`` of a synset's."""
    first: dict[str, str] = {}
    for known in names:
        first.setdefault(known.partition(".")[0], known)
    words = difflib.get_close_matches(name.partition(".")[0], first, n=5)
    return [first[word] for word in words]


def nodes_table(
    embedding: Embedding,
    seen: Neighbourhood,
    nodes: list[int],
    marks: dict[str, list[str]] | None = None,
) -> str:
    """Nodes with their distance and norm, and further columns of words."""
    marks = marks or {}
    rows = [
        Row(
            "plain",
            (
                embedding.names[node],
                f"{seen.distance[node]:.3f}",
                f"{seen.norms[node]:.6f}",
                *(column[place] for column in marks.values()),
            ),
        )
        for place, node in enumerate(nodes)
    ]
    return plain(Table(("", "distance", "norm", *marks), tuple(rows)))


def say_where(embedding: Embedding, seen: Neighbourhood) -> None:
    """The node's own norm."""
    say(f"{embedding.names[seen.node]}: norm {seen.norms[seen.node]:.6f}")
