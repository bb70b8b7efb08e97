"""Splits that are drawn: which pairs may be held out, and the draw.

Of a hierarchy held-out links never involve root or leaf nodes, as in Nickel & Kiela (2017): a pair
(u, v) is *eligible* if u has descendants and v has ancestors. Every node with ancestors thus keeps
its pairs with the roots above it: none loses all its training pairs. Of a network any edge may be
drawn, and a node may lose all of its own.
"""

import numpy as np

from poincare.base.errors import UserError
from poincare.graphs.relations import Relations
from poincare.graphs.splits import EDGES, SPLITS, HoldOut, Split, ascending


def eligible(relations: Relations) -> np.ndarray:
    """Pairs that may be held out: u ≠ v, u has descendants and v has ancestors; `(pairs,)` bool.

    A node's pair with itself counts neither as a descendant nor as an ancestor.
    """
    loop = relations.sources == relations.indices
    n = relations.n_nodes
    is_leaf = np.bincount(relations.indices[~loop], minlength=n) == 0
    is_root = np.bincount(relations.sources[~loop], minlength=n) == 0
    return ~loop & ~is_leaf[relations.sources] & ~is_root[relations.indices]


def split(relations: Relations, hold_out: HoldOut) -> Split:
    """Draw the held-out pairs.

    Raises
    ------
    UserError
        If the graph has fewer eligible pairs than are to be held out, or writes pairs several
        times.
    """
    if relations.multiplicity is not None:
        raise UserError(
            f"{relations.name!r} writes pairs several times, and a split keeps no multiplicities",
            mend="split a graph that writes each pair once",
        )
    if hold_out.of == EDGES:
        return _split_edges(relations, hold_out)
    candidates = np.flatnonzero(eligible(relations))
    total = relations.n_pairs if hold_out.of == "all" else len(candidates)
    sizes = [round(hold_out.validation * total), round(hold_out.test * total)]
    if sum(sizes) > len(candidates) or sizes[1] == 0:
        raise UserError(
            f"split {hold_out.name!r} of {relations.name!r}: {sum(sizes):,} pairs to hold out, "
            f"{len(candidates):,} eligible",
            SPLITS.name,
            "take other fractions",
        )
    drawn = np.random.default_rng(hold_out.seed).permutation(candidates)
    validation, test, rest = np.split(drawn, np.cumsum(sizes))
    always = np.flatnonzero(~eligible(relations))
    pairs = np.column_stack((relations.sources, relations.indices))
    name = f"{relations.name}-{hold_out.name}"
    kept = np.concatenate([rest, always] if hold_out.train == "rest" else [candidates, always])
    train = Relations.from_pairs(name, relations.names, pairs[kept])
    return Split(
        graph=relations.name,
        train=train,
        validation=pairs[np.sort(validation)],
        test=pairs[np.sort(test)],
    )


def _split_edges(relations: Relations, hold_out: HoldOut) -> Split:
    """Draw edges without direction; a `UserError` if a pair is there one way only."""
    if not np.array_equal(relations.reversed().keys, relations.keys):
        raise UserError(
            f"{relations.name!r} has edges in one direction only, and {hold_out.name!r} holds out"
            " both",
            mend="take a split of directed graphs, all5 for instance",
        )
    pairs = np.column_stack((relations.sources, relations.indices)).astype(np.int32)
    edges = pairs[pairs[:, 0] < pairs[:, 1]]
    drawn = np.random.default_rng(hold_out.seed).permutation(edges)
    sizes = [round(hold_out.validation * len(edges)), round(hold_out.test * len(edges))]
    validation, test, rest = (
        np.concatenate([part, part[:, ::-1]]) for part in np.split(drawn, np.cumsum(sizes))
    )
    name = f"{relations.name}-{hold_out.name}"
    return Split(
        graph=relations.name,
        train=Relations.from_pairs(name, relations.names, rest),
        validation=ascending(validation),
        test=ascending(test),
    )
