"""Numbers of things, and the shape of a graph, in words."""

from collections.abc import Mapping


def number_of(number: int | None, one: str, several: str | None = None) -> str:
    """A number and the word for one thing or for several, as ``1 leaf`` and ``2,000 leaves``."""
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"


def shape_in_words(counts: Mapping[str, int | None]) -> str:
    """The fields of `poincare.graphs.shape.Shape` but for nodes and pairs, in words."""
    parts = [
        number_of(counts["roots"], "root"),
        number_of(counts["leaves"], "leaf", "leaves"),
        number_of(counts["parts"], "part"),
    ]
    if counts["isolated"]:
        parts.append(number_of(counts["isolated"], "isolated node"))
    if counts["longest_chain"] is None:
        parts.append(f"{number_of(counts['on_cycles'], 'node')} on cycles")
    else:
        parts.append(f"longest chain {counts['longest_chain']:,}")
    if counts["repeated"]:
        repeated = number_of(counts["repeated"], "pair")
        parts.append(f"{repeated} repeated, up to {counts['most_often']:,} times")
    else:
        parts.append("no pair repeated")
    return ", ".join(parts)
