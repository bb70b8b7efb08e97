"""All faults of a file in one message: how many of each kind, the first few with their lines."""

from dataclasses import dataclass, field
from pathlib import Path

from poincare.base.errors import UserError

#: Faults of a kind that a message shows.
SHOWN = 3


@dataclass(frozen=True)
class Kind:
    """A kind of fault: what one and several are called, their mend, and how each is shown."""

    one: str
    several: str
    mend: str
    shown: str = "line {line} {words}"


KINDS = {
    "fields": Kind("line of other width", "lines of other width", "give all lines the same fields"),
    "quotes": Kind("faulty quote", "faulty quotes", "close every quote in its line"),
    "empty": Kind("empty name", "empty names", "give every name, or remove the lines"),
    "characters": Kind(
        "name with a character that is refused",
        "names with characters that are refused",
        "remove the characters",
    ),
    "length": Kind("overlong name", "overlong names", "check the separator"),
    "forms": Kind(
        "name in two Unicode forms",
        "names in two Unicode forms",
        "write every name in one form (NFC)",
    ),
    "headers": Kind("repeated header", "repeated headers", "keep the first only"),
    "self_loops": Kind("self-loop", "self-loops", "remove them or set self_loops: drop"),
    "duplicates": Kind("duplicate pair", "duplicate pairs", "remove them or set duplicates: drop"),
    "terms": Kind("term defined twice", "terms defined twice", "keep one of each"),
    "cycles": Kind(
        "cycle", "cycles", "remove a pair of each, or set closure: false", shown="{words}"
    ),
}


@dataclass(frozen=True)
class Faults:
    """The faults that were found in a file, by kind of `KINDS`, each with its line."""

    path: Path
    found: dict[str, list[tuple[int, str]]] = field(default_factory=dict)

    def add(self, kind: str, line: int, words: str) -> None:
        """Note a fault of `line`."""
        self.found.setdefault(kind, []).append((line, words))

    def raise_any(self) -> None:
        """Raise one `UserError` with all of them, if there are any."""
        if not self.found:
            return
        kinds = [kind for kind in KINDS if kind in self.found]
        first = min(line for some in self.found.values() for line, _ in some)
        raise UserError(
            "; ".join(counted(kind, self.found[kind]) for kind in kinds),
            f"{self.path}:{first}",
            ", ".join(dict.fromkeys(KINDS[kind].mend for kind in kinds)),
        )


def counted(kind: str, found: list[tuple[int, str]]) -> str:
    """Faults of a kind in words: their number, and the first with their lines."""
    title = KINDS[kind].one if len(found) == 1 else KINDS[kind].several
    parts = [KINDS[kind].shown.format(line=line, words=words) for line, words in found[:SHOWN]]
    if len(found) > SHOWN:
        parts.append(f"and {len(found) - SHOWN:,} more")
    return f"{len(found):,} {title}: {', '.join(parts)}"
