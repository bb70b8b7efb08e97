"""The shape of a graph in words."""

from collections.abc import Mapping


def shape_in_words(counts: Mapping[str, int | None]) -> str:
    """The fields of `poincare.graphs.shape.Shape` but for nodes and pairs, in words."""
    parts = [
        _number(counts["roots"], "root"),
        _number(counts["leaves"], "leaf", "leaves"),
        _number(counts["parts"], "part"),
    ]
    if counts["isolated"]:
        parts.append(_number(counts["isolated"], "isolated node"))
    if counts["longest_chain"] is None:
        parts.append(f"{_number(counts['on_cycles'], 'node')} on cycles")
    else:
        parts.append(f"longest chain {counts['longest_chain']:,}")
    if counts["repeated"]:
        parts.append(f"{counts['repeated']:,} pairs repeated, up to {counts['most_often']:,} times")
    else:
        parts.append("no pair repeated")
    return ", ".join(parts)


def _number(number: int | None, one: str, several: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"
