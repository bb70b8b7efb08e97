"""What a file gives: the pairs as they are written, and what is to be said of it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from poincare.base.names import LONGEST_NAME, composed, folded, refused_character, shown
from poincare.datasets.own.faults import SHOWN, Faults
from poincare.datasets.own.words import number_of

#: One pair: line, name of the node, name of its hypernym.
Pair = tuple[int, str, str]


@dataclass(frozen=True, eq=False, kw_only=True)
class Given:
    """The pairs of a file, and how it was read.

    Attributes
    ----------
    names : tuple of str, length n
        In the order in which they first appear.
    pairs : (pairs, 2) int64
        Node and hypernym, distinct.
    line_of : mapping
        Line of every pair of indices.
    layout : str
        How the file was read, in words.
    warnings : tuple of str
        What may be a mistake.
    """

    names: tuple[str, ...]
    pairs: np.ndarray
    line_of: Mapping[tuple[int, int], int]
    layout: str
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Dropped:
    """Which faults are dropped rather than reported: self-loops, duplicate pairs."""

    self_loops: bool = False
    duplicates: bool = False


#: Self-loops and duplicates are faults.
NOTHING = Dropped()


def given(
    written: list[Pair], layout: str, warnings: list[str], faults: Faults, dropped: Dropped
) -> Given:
    """Give every name an index, and note self-loops, duplicates and names that look alike.

    The nodes are those of the pairs that stay, in the order in which they appear. A node that has
    nothing but a self-loop is none, and a warning says so.
    """
    index: dict[str, int] = {}
    line_of: dict[tuple[int, int], int] = {}
    loops: list[Pair] = []
    again = 0
    for line, node, hypernym in written:
        if node == hypernym:
            loops.append((line, node, hypernym))
            continue
        pair = index.setdefault(node, len(index)), index.setdefault(hypernym, len(index))
        first = line_of.setdefault(pair, line)
        if first != line:
            again += 1
            if not dropped.duplicates:
                words = f"{shown(node)} → {shown(hypernym)} (first in line {first})"
                faults.add("duplicates", line, words)
    if not dropped.self_loops:
        for line, node, _ in loops:
            faults.add("self_loops", line, shown(node))
    _compare_names(written, faults, warnings)
    faults.raise_any()
    if loops:
        alone = len({node for _, node, _ in loops} - index.keys())
        lost = f", and {number_of(alone, 'node')} without other pairs" if alone else ""
        warnings.append(f"{number_of(len(loops), 'self-loop')} dropped{lost}")
    if again:
        warnings.append(f"{number_of(again, 'duplicate pair')} dropped")
    return Given(
        names=tuple(index),
        pairs=np.array(list(line_of), dtype=np.int64).reshape(-1, 2),
        line_of=line_of,
        layout=layout,
        warnings=tuple(warnings),
    )


def note_if_unsound(name: str, line: int, faults: Faults) -> bool:
    """Note the fault of a name that no node may have; whether there is one."""
    refused = refused_character(name)
    if not name:
        faults.add("empty", line, "has none")
    elif refused:
        faults.add("characters", line, f"{shown(name)} ({refused})")
    elif len(name) > LONGEST_NAME:
        faults.add("length", line, f"{shown(name)} ({len(name):,} characters)")
    else:
        return False
    return True


def _compare_names(written: list[Pair], faults: Faults, warnings: list[str]) -> None:
    """Names that are equal in form C are faults; but for case and blanks, a warning."""
    first: dict[str, int] = {}
    for line, *names in written:
        for name in names:
            first.setdefault(name, line)
    forms: dict[str, str] = {}
    alike: dict[str, str] = {}
    pairs: list[str] = []
    for name, line in first.items():
        same = forms.setdefault(composed(name), name)
        if same != name:
            words = f"{name!a} is {same!a} of line {first[same]}"
            faults.add("forms", line, words)
            continue
        near = alike.setdefault(folded(name), name)
        if near != name:
            pairs.append(f"{shown(near)} (line {first[near]}) and {shown(name)} (line {line})")
    if pairs:
        more = f", and {len(pairs) - SHOWN:,} more" if len(pairs) > SHOWN else ""
        warnings.append(
            f"{number_of(len(pairs), 'name')} equal to another but for case or blanks: "
            f"{', '.join(pairs[:SHOWN])}{more}"
        )
