"""Ontologies in OBO files: terms are nodes, is_a and other relations are pairs.

https://owlcollab.github.io/oboformat/doc/GO.format.obo-1_4.html
"""

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from poincare.base.errors import UserError
from poincare.base.names import listed, shown
from poincare.base.text import lines
from poincare.datasets.own.faults import SHOWN, Faults
from poincare.datasets.own.given import NOTHING, Dropped, Given, Pair, given, note_if_unsound
from poincare.datasets.own.words import number_of

IS_A = "is_a"

# A file without header is read as well; obonet's word on it is for nobody.
logging.getLogger("obonet").addHandler(logging.NullHandler())


def read_obo(
    path: str | Path, relations: Sequence[str] = (IS_A,), dropped: Dropped = NOTHING
) -> Given:
    """Read (term, related term) for every relation of `relations`; the names are the ids.

    Obsolete terms are left out, and so is what relates to them or to a term that the file does not
    define, which a warning counts. A pair that two relations give is
    one pair.

    Raises
    ------
    UserError
        For a file that is no OBO file, has none of the relations, or has faults, with the lines of
        the terms.
    """
    path = Path(path)
    faults = Faults(path)
    written = list(lines(path))
    terms = _terms([line for _, line in written], path)
    line_of = _lines_of_terms(written, faults)
    live = {term["id"] for term in terms if term.get("is_obsolete") != "true"}
    obsolete = {term["id"] for term in terms} - live
    pairs: list[Pair] = []
    skipped, undefined = 0, []
    for number, node, related in _distinct(terms, relations, line_of):
        if node in obsolete or related in obsolete:
            skipped += 1
        elif related not in live:
            undefined.append(f"{shown(node)} → {shown(related)} (term in line {number})")
        else:
            pairs.append((number, node, related))
    for name in sorted(live):
        note_if_unsound(name, line_of.get(name, 1), faults)
    layout = f"OBO, {', '.join(relations)}, {number_of(len(live), 'term')}"
    if alone := live - {name for _, *names in pairs for name in names}:
        layout += f" ({len(alone):,} of them without a pair)"
    if obsolete:
        layout += f", {number_of(len(obsolete), 'obsolete term')} left out"
    if skipped:
        layout += f" with {number_of(skipped, 'pair')}"
    warnings = []
    if undefined:
        warnings.append(
            f"{number_of(len(undefined), 'pair')} with terms that are not in the file left out: "
            f"{', '.join(undefined[:SHOWN])}{', …' if len(undefined) > SHOWN else ''}"
        )
    read = given(pairs, layout, warnings, faults, dropped)
    if not len(read.pairs):
        raise UserError(f"no pairs; {layout}", path, f"relations are {_known(terms)}")
    return read


def _terms(text: list[str], path: Path) -> list[dict[str, Any]]:
    """The [Term] stanzas of a file."""
    # It imports networkx, which only ontologies need.
    from obonet.read import get_sections

    try:
        _, terms, _, _ = get_sections(iter(text))
    except ValueError as error:
        # Its message ends with the line that is no tag and value.
        wrong = str(error).rpartition("\n")[2]
        where = f"{path}:{text.index(wrong) + 1}" if wrong in text else path
        raise UserError(f"no OBO file: {shown(wrong)} is no tag and value", where) from None
    if not terms:
        raise UserError("no OBO file: it has no [Term]", path)
    nameless = sum("id" not in term for term in terms)
    if nameless:
        raise UserError(f"{nameless:,} [Term] without an id", path, "give every term an id")
    return terms


def _lines_of_terms(written: list[tuple[int, str]], faults: Faults) -> dict[str, int]:
    """Line of every term's id; ids of two terms are faults."""
    found: dict[str, int] = {}
    in_term = False
    for number, line in written:
        if line.startswith("["):
            in_term = line.startswith("[Term]")
        elif in_term and line.startswith("id:"):
            name = line[3:].partition(" !")[0].strip()
            first = found.setdefault(name, number)
            if first != number:
                faults.add("terms", number, f"{shown(name)} (first in line {first})")
    return found


def _distinct(
    terms: list[dict[str, Any]], relations: Sequence[str], line_of: dict[str, int]
) -> Iterator[Pair]:
    """The pairs of the relations, each once, with the line of the term's id."""
    seen: set[tuple[str, str]] = set()
    for term in terms:
        for relation, related in _related(term):
            pair = term["id"], related
            if relation in relations and pair not in seen:
                seen.add(pair)
                yield line_of.get(term["id"], 1), *pair


def _related(term: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(relation, related term) of a term."""
    for parent in term.get(IS_A, ()):
        yield IS_A, parent
    for value in term.get("relationship", ()):
        relation, _, related = value.partition(" ")
        yield relation, related.strip()


def _known(terms: list[dict[str, Any]]) -> str:
    known = {relation for term in terms for relation, _ in _related(term)}
    return listed(sorted(known)) or "none"
