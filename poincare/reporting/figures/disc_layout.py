"""What the picture of a two-dimensional embedding is made of: edges, depths, geodesics, circles."""

import numpy as np
from scipy import sparse

from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding
from poincare.graphs.relations import Relations, closure


def direct_edges(relations: Relations) -> np.ndarray:
    """Transitive reduction of a closure: pairs `(edges, 2)` of (node, direct hypernym).

    An edge u → v stays if no other positive w of u has v among its positives. So the pairs of a
    tree that are direct edges already all stay. Pairs (u, u) are passed over.
    """
    relations = relations.subset(relations.sources != relations.indices)
    pairs = _adjacency(relations)
    through_others = pairs.multiply(pairs @ pairs)
    direct = sparse.coo_array(pairs - (through_others > 0))
    kept = direct.data > 0
    edges = np.stack([direct.row[kept], direct.col[kept]], axis=1)
    return edges[np.lexsort((edges[:, 1], edges[:, 0]))]


def depths(edges: np.ndarray, n: int) -> np.ndarray:
    """Length of the shortest chain of direct edges up to a root, `(n,)`; 0 for roots."""
    parents_to_children = sparse.csr_array(
        (np.ones(len(edges)), (edges[:, 1], edges[:, 0])), shape=(n, n)
    )
    depth = np.full(n, -1)
    reached = np.ones(n, dtype=bool)
    reached[edges[:, 0]] = False
    level = 0
    while reached.any():
        depth[reached] = level
        reached = (reached.astype(float) @ parents_to_children > 0) & (depth < 0)
        level += 1
    return depth


def descendants(relations: Relations) -> np.ndarray:
    """Number of nodes below each, `(n,)` int64, whether the pairs are a closure or direct edges."""
    return np.bincount(closure(_adjacency(relations)).indices, minlength=relations.n_nodes)


def prominence(below: np.ndarray) -> np.ndarray:
    """Node indices by number of descendants `(n,)`, most first; ties by index."""
    return np.argsort(-below, kind="stable")


def ball_coordinates(embedding: Embedding, names: tuple[str, ...]) -> np.ndarray:
    """Coordinates `(n, 2)` in the disc of the nodes `names`.

    Raises
    ------
    UserError
        If the embedding is not two-dimensional, not hyperbolic or lacks one of the names.
    """
    if embedding.dim != 2:
        raise UserError(
            f"a picture of the disc needs d = 2; this embedding has d = {embedding.dim}"
        )
    return embedding.in_ball()[places(embedding, names)]


def places(embedding: Embedding, names: tuple[str, ...]) -> np.ndarray:
    """Rows `(n,)` of the embedding that the nodes `names` have; all of them, or a `UserError`."""
    absent = [name for name in names if name not in embedding.index]
    if absent:
        raise UserError(f"{len(absent)} nodes without vector, first {absent[0]!r}")
    return np.array([embedding.index[name] for name in names], dtype=np.int64)


def geodesic(u: np.ndarray, v: np.ndarray, steps: int) -> np.ndarray:
    """Points of the hyperbolic geodesics from u to v, both `(…, d)` in the unit ball.

    Through k = 2p / (1 + ‖p‖²) geodesics become straight chords (Klein's model), and back
    p = k / (1 + √(1 − ‖k‖²)). In the disc they are arcs of circles that meet the boundary at right
    angles. The chord is divided by cosines, which gives nearly even pieces of the arc in the disc.

    Returns
    -------
    `(…, steps, d)`, ends included.
    """
    s = (1.0 - np.cos(np.linspace(0.0, np.pi, steps))) / 2.0
    uu, vv = np.einsum("...d,...d->...", u, u), np.einsum("...d,...d->...", v, v)
    difference = u - v
    squared = np.einsum("...d,...d->...", difference, difference)
    start, end = 2.0 * u / (1.0 + uu)[..., None], 2.0 * v / (1.0 + vv)[..., None]
    chord = (1.0 - s)[:, None] * start[..., None, :] + s[:, None] * end[..., None, :]
    # 1 − ‖k(s)‖² as a sum of positive terms, so that nothing cancels near the boundary.
    both = ((1.0 - uu) * (1.0 - vv) + 2.0 * squared) / ((1.0 + uu) * (1.0 + vv))
    gap = (
        (1.0 - s) ** 2 * (((1.0 - uu) / (1.0 + uu)) ** 2)[..., None]
        + s**2 * (((1.0 - vv) / (1.0 + vv)) ** 2)[..., None]
        + 2.0 * s * (1.0 - s) * both[..., None]
    )
    return chord / (1.0 + np.sqrt(gap))[..., None]


def circle(centre: np.ndarray, radius: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Centre `(…, 2)` and radius `(…)`, as drawn, of the points at distance `radius` `(…)`.

    With p = `centre` `(…, 2)` and t = tanh(r/2) these are (1 − t²)p / (1 − t²‖p‖²) and
    t(1 − ‖p‖²) / (1 − t²‖p‖²): the translation x ↦ p ⊕ x takes the circle ‖x‖ = t there.
    """
    t = np.tanh(0.5 * np.asarray(radius))
    squared = np.einsum("...d,...d->...", centre, centre)
    divisor = 1.0 - t**2 * squared
    return ((1.0 - t**2) / divisor)[..., None] * centre, t * (1.0 - squared) / divisor


def _adjacency(relations: Relations) -> sparse.csr_array:
    shape = (relations.n_nodes, relations.n_nodes)
    return sparse.csr_array(
        (np.ones(relations.n_pairs), relations.indices, relations.indptr), shape=shape
    )
