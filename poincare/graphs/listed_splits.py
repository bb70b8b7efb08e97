"""Splits whose held-out pairs are listed, as the user's own files do."""

from collections.abc import Mapping

import numpy as np

from poincare.base.errors import UserError
from poincare.graphs.relations import Relations
from poincare.graphs.splits import PARTS, HoldOut, Split


def split_by_files(
    relations: Relations, hold_out: HoldOut, held_out: Mapping[str, Relations]
) -> Split:
    """Hold out listed pairs; the others are trained on.

    Parameters
    ----------
    held_out : mapping
        The pairs of ``test``, and of ``validation`` if there are any, by the names of nodes.

    Raises
    ------
    UserError
        If a pair is none of the graph, or is held out for both parts; if none is left to train on.
    """
    empty = np.empty(0, dtype=np.int64)
    places = {part: empty for part in PARTS}
    for part, listed in held_out.items():
        places[part] = _places(relations, listed, f"{relations.name}-{hold_out.name}, {part}")
    both = np.intersect1d(places["validation"], places["test"])
    if len(both):
        raise UserError(
            f"{len(both):,} pairs are held out for validation and for the test, first "
            f"{_pair(relations, both[0])}",
            f"{relations.name}-{hold_out.name}",
            "leave them out of one of the files",
        )
    keep = np.ones(relations.n_pairs, dtype=bool)
    keep[np.concatenate([*places.values()])] = False
    if not keep.any():
        raise UserError(
            f"all {relations.n_pairs:,} pairs are held out",
            f"{relations.name}-{hold_out.name}",
            "leave some to train on",
        )
    pairs = np.column_stack((relations.sources, relations.indices))
    name = f"{relations.name}-{hold_out.name}"
    return Split(
        graph=relations.name,
        train=Relations.from_pairs(name, relations.names, pairs[keep]),
        validation=pairs[places["validation"]],
        test=pairs[places["test"]],
    )


def _places(relations: Relations, listed: Relations, where: str) -> np.ndarray:
    """Places of listed pairs among those of a graph, ascending; `(pairs,)` int64."""
    index = np.array([relations.index.get(name, -1) for name in listed.names], dtype=np.int64)
    u, v = index[listed.sources], index[listed.indices]
    keys = np.where((u < 0) | (v < 0), -1, u * relations.n_nodes + v)
    places = np.searchsorted(relations.keys, keys)
    found = relations.keys[np.minimum(places, relations.n_pairs - 1)] == keys
    if not found.all():
        raise UserError(
            f"{np.count_nonzero(~found):,} of {len(found):,} held-out pairs are no pairs of "
            f"{relations.name!r}, first {_pair(listed, np.flatnonzero(~found)[0])}",
            where,
            "the graph's file has all pairs, held-out ones too; with closure: true, its closure",
        )
    return np.sort(places)


def _pair(relations: Relations, place: int) -> str:
    u, v = relations.sources[place], relations.indices[place]
    return f"{relations.names[u]!r}, {relations.names[v]!r}"
