"""Names of nodes: characters that no name may have, and names that look alike."""

import re
import unicodedata
from collections.abc import Sequence

#: Most characters of a name. A longer one is a line whose separator is missing.
LONGEST_NAME = 1000

#: Control characters, separators of lines, invisible and directional characters, noncharacters,
#: and U+FFFD, which stands where a character was lost.
_REFUSED = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffd\ufffe\uffff\U000e0000-\U000e007f]"
    # Joiners are part of some scripts and emoji, and invisible elsewhere.
    "|(?:^|(?<=[\x00-\x7f]))[\u200c\u200d]|[\u200c\u200d](?=[\x00-\x7f]|$)"
)


def refused_character(name: str) -> str | None:
    """The first character that no name may have, as ``U+202E RIGHT-TO-LEFT OVERRIDE``; or None.

    Such a character is invisible, changes what is around it, or is not allowed in XML.
    """
    found = _REFUSED.search(name)
    if found is None:
        return None
    code = f"U+{ord(found.group()):04X}"
    return f"{code} {unicodedata.name(found.group(), 'control character')}"


def shown(name: str) -> str:
    """A name in quotes for a message of one line: escaped where needed, and shortened."""
    short = name if len(name) <= 60 else f"{name[:57]}..."
    return repr(short) if short.isprintable() else ascii(short)


def listed(names: Sequence[str]) -> str:
    """Names for a message of one line, as `shown` without quotes; the first ten of many."""
    more = f", and {len(names) - 10:,} more" if len(names) > 10 else ""
    return ", ".join(shown(name)[1:-1] for name in names[:10]) + more


def composed(name: str) -> str:
    """The name in Unicode's normal form C: one form for é as one or as two characters."""
    return name if name.isascii() else unicodedata.normalize("NFC", name)


def folded(name: str) -> str:
    """The name without its case, and with every run of blanks as one blank."""
    return " ".join(composed(name).casefold().split())
