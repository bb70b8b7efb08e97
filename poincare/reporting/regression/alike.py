"""Whether two sets of results are comparable: same data, same recipes, same protocols."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from poincare.evaluation.labels import labelled
from poincare.evaluation.protocols import UNKNOWN
from poincare.evaluation.results import PROTOCOL_HASH
from poincare.reporting.words import joined, short_hash

KINDS = ("data", "recipe", "protocol")


@dataclass(frozen=True)
class Unlike:
    """A difference that makes numbers incomparable: one of `KINDS`, and what differs."""

    kind: str
    what: str


@dataclass(frozen=True)
class _Must:
    """A column that must have one value for each key, the same on both sides."""

    kind: str
    column: str
    by: tuple[str, ...]
    words: str


_HASHES = (
    _Must(kind="data", column="data_hash", by=("dataset",), words="the data of {dataset}"),
    _Must(
        kind="recipe",
        column="recipe_hash",
        by=("dataset", "system"),
        words="the recipe of {system} on {dataset}",
    ),
    _Must(
        kind="protocol",
        column=PROTOCOL_HASH,
        by=("dataset", "task", "protocol"),
        words="{protocol} on {dataset}",
    ),
)
_SCORED = _Must(
    kind="protocol",
    column="n_evaluated",
    by=("dataset", "task", "protocol", "metric"),
    words="the number scored by {protocol} for {metric} on {dataset}",
)


def unlike(base: pd.DataFrame, new: pd.DataFrame) -> list[Unlike]:
    """What both have results for, but of different data, recipes or protocols.

    Hashes decide; where those of data and protocols match, the numbers of pairs and nodes scored
    must match too. A hash that one side lacks is skipped. A side with two hashes for one key never
    matches.
    """
    base, new = labelled(base), labelled(new)
    found = [one for must in _HASHES for one in _differences(base, new, must)]
    if {one.kind for one in found} <= {"recipe"}:
        found += _differences(base, new, _SCORED)
    return found


def knows_protocols(results: pd.DataFrame) -> bool:
    """Whether every row has the hash of the protocol that scored it."""
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
