"""Text that is safe where it is shown: in a terminal, in XML, in a spreadsheet."""

import re
import unicodedata

import pandas as pd

#: Marks that turn the direction of the text behind them, and the byte order mark.
_INVISIBLE = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
#: Characters that no XML document may hold.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: What a spreadsheet takes for the start of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def printable(text: str) -> str:
    """The text with control characters escaped, as ``\\x1b``; ends of lines and tabs stay."""
    return "".join(_escaped(character) if _acts(character) else character for character in text)


def xml_text(text: str) -> str:
    """The text with U+FFFD for characters that XML does not allow."""
    return _NOT_XML.sub("\ufffd", text)


def without_formulas(frame: pd.DataFrame) -> pd.DataFrame:
    """The table with an apostrophe before every text that a spreadsheet takes for a formula.

    Texts that are numbers stay as they are.
    """
    texts = frame.select_dtypes(include=["object", "string"]).columns
    return frame.assign(**{column: frame[column].map(_defused) for column in texts})


def _acts(character: str) -> bool:
    """Whether a terminal acts on a character, or nobody sees it."""
    if character in "\n\t":
        return False
    category = unicodedata.category(character)
    nothing = ord(character) & 0xFFFE == 0xFFFE
    return category in ("Cc", "Cs", "Zl", "Zp") or nothing or bool(_INVISIBLE.match(character))


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def _defused(cell: object) -> object:
    if not isinstance(cell, str) or not cell.startswith(_FORMULA) or _is_number(cell):
        return cell
    return f"'{cell}"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
