"""Whether two sets of results may be compared: same data, same recipes, same protocols."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from poincare.evaluation.protocols import UNKNOWN
from poincare.evaluation.results import PROTOCOL_HASH
from poincare.reporting.words import joined, short_hash

KINDS = ("data", "recipe", "protocol")


@dataclass(frozen=True)
class Unlike:
    """A difference that makes numbers incomparable: one of `KINDS`, and what differs, in words."""

    kind: str
    what: str


@dataclass(frozen=True)
class _Must:
    """A column that must have one and the same value for each key of both sides."""

    kind: str
    column: str
    by: tuple[str, ...]
    words: str


_HASHES = (
    _Must("data", "data_hash", ("dataset",), "the data of {dataset}"),
    _Must("recipe", "recipe_hash", ("dataset", "system"), "the recipe of {system} on {dataset}"),
    _Must("protocol", PROTOCOL_HASH, ("dataset", "task", "protocol"), "{protocol} on {dataset}"),
)
_SCORED = _Must(
    "protocol",
    "n_evaluated",
    ("dataset", "task", "protocol", "metric"),
    "how much {protocol} scores for the {metric} on {dataset}",
)


def unlike(base: pd.DataFrame, new: pd.DataFrame) -> list[Unlike]:
    """What both have results for, but not of the same data, recipe or protocol.

    Hashes decide, and if data and protocols agree in them, the numbers of pairs and nodes scored.
    A hash that one side does not know is passed over. A side that holds two versions of a thing
    is unlike any other.
    """
    found = [one for must in _HASHES for one in _differences(base, new, must)]
    if {one.kind for one in found} <= {"recipe"}:
        found += _differences(base, new, _SCORED)
    return found


def knows_protocols(results: pd.DataFrame) -> bool:
    """Whether every row says by what definition it was scored."""
    return not results[PROTOCOL_HASH].fillna(UNKNOWN).eq(UNKNOWN).any()


def _differences(base: pd.DataFrame, new: pd.DataFrame, must: _Must) -> Iterator[Unlike]:
    ours, theirs = _values(base, must), _values(new, must)
    for key in (key for key in ours if key in theirs):
        values = {*ours[key], *theirs[key]}
        if UNKNOWN not in values and len(values) > 1:
            what = must.words.format(**dict(zip(must.by, key, strict=True)))
            sides = [joined(map(short_hash, side[key])) for side in (ours, theirs)]
            yield Unlike(must.kind, f"{what} differs: base {sides[0]}, new {sides[1]}")


def _values(results: pd.DataFrame, must: _Must) -> dict[tuple[str, ...], list]:
    """Distinct values of each key, in the order of their appearance."""
    found: dict[tuple[str, ...], list] = {}
    distinct = results[[*must.by, must.column]].drop_duplicates()
    for *key, value in distinct.itertuples(index=False, name=None):
        found.setdefault(tuple(key), []).append(UNKNOWN if pd.isna(value) else value)
    return found
