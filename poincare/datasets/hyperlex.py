"""HyperLex: word pairs rated by people for graded lexical entailment.

Vulić et al. (2017), "HyperLex: A Large-Scale Evaluation of Graded Lexical Entailment".
"""

import zipfile
from pathlib import Path

import pandas as pd

from poincare.base.errors import UserError
from poincare.base.storage import BROKEN_ARCHIVE

MEMBER = "hyperlex-all.txt"
HEADER = "WORD1 WORD2 POS TYPE AVG_SCORE AVG_SCORE_0_10 STD SCORES.."
PAIRS = {"N": 2163, "V": 453}
HIGHEST_RATING = 6
#: The published splits, and their parts; columns of `with_splits`.
SPLITS = ("random", "lexical")
PARTS = ("training", "dev", "test")
COLUMNS = [
    "word1", "word2", "pos", "type", "avg_score", "avg_score_0_10", "std", "n_ratings", *SPLITS,
]  # fmt: skip
RANGES = {"avg_score": (0, HIGHEST_RATING), "avg_score_0_10": (0, 10), "std": (0, HIGHEST_RATING)}


def read_hyperlex(path: str | Path) -> pd.DataFrame:
    """Read all 2,616 pairs out of ``hyperlex-data.zip``, which is not unpacked.

    Returns
    -------
    pandas.DataFrame
        One row per pair, in the file's order: ``word1`` (hyponym), ``word2`` (hypernym), ``pos``
        (``N`` or ``V``), ``type`` (WordNet relation, e.g. ``hyp-1``), ``avg_score`` (mean rating
        in [0, 6]), ``avg_score_0_10`` (the same in [0, 10]), ``std`` and ``n_ratings``.

    Raises
    ------
    UserError
        If the archive or its member cannot be read, for a malformed line, a pair that occurs
        twice, or another number of pairs than published.
    """
    pairs = parse_hyperlex(_read_member(path, MEMBER), f"{path}:{MEMBER}")
    found = pairs["pos"].value_counts().to_dict()
    if found != PAIRS:
        raise UserError(f"pairs by part of speech {found}, expected {PAIRS}", f"{path}:{MEMBER}")
    return pairs


def parse_hyperlex(text: str, where: str) -> pd.DataFrame:
    """Parse the text of a HyperLex file; `where` names it in messages."""
    lines = text.split("\n")
    if lines[0].strip() != HEADER:
        raise UserError(f"expected the header {HEADER!r}", f"{where}:1")
    rows, first_line = [], {}
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        row = _parse_line(line, f"{where}:{number}")
        key = (row["word1"], row["word2"], row["pos"])
        if key in first_line:
            raise UserError(
                f"duplicate pair {key}, first seen in line {first_line[key]}", f"{where}:{number}"
            )
        first_line[key] = number
        rows.append(row)
    if not rows:
        raise UserError("no pairs", where)
    return pd.DataFrame(rows)


def with_splits(pairs: pd.DataFrame, path: str | Path) -> pd.DataFrame:
    """The rows of `read_hyperlex`, and in which part of each published split they are.

    The random split has all pairs. The lexical split has no word in two parts, and leaves pairs
    out.

    Returns
    -------
    pandas.DataFrame
        The columns `SPLITS` in addition: ``training``, ``dev``, ``test``, or blank.

    Raises
    ------
    UserError
        If a file of the archive cannot be read, a pair is in two parts, or is none of HyperLex.
    """
    return pairs.assign(**{split: _parts(pairs, path, split) for split in SPLITS})


def _parts(pairs: pd.DataFrame, path: str | Path, split: str) -> list[str]:
    key = ["word1", "word2", "pos"]
    keys = list(pairs[key].itertuples(index=False, name=None))
    part_of = dict.fromkeys(keys, "")
    for part in PARTS:
        member = f"splits/{split}/hyperlex_{part}_all_{split}.txt"
        where = f"{path}:{member}"
        for pair in parse_hyperlex(_read_member(path, member), where)[key].itertuples(
            index=False, name=None
        ):
            if pair not in part_of:
                raise UserError(f"{pair} is no pair of {MEMBER}", where)
            if part_of[pair]:
                raise UserError(f"{pair} is in two parts, {part_of[pair]} and {part}", where)
            part_of[pair] = part
    return [part_of[pair] for pair in keys]


def noun_pairs(pairs: pd.DataFrame) -> pd.DataFrame:
    """The rows of `read_hyperlex` that are pairs of nouns, renumbered."""
    return pairs_of(pairs, "N")


def pairs_of(pairs: pd.DataFrame, pos: str) -> pd.DataFrame:
    """The rows of one part of speech, a key of `PAIRS`, renumbered."""
    return pairs[pairs["pos"] == pos].reset_index(drop=True)


def no_pairs() -> pd.DataFrame:
    """The columns of `with_splits` without a row, where HyperLex is missing."""
    return pd.DataFrame(columns=COLUMNS)


def _parse_line(line: str, where: str) -> dict[str, str | float | int]:
    fields = line.split()
    if len(fields) < 8:
        raise UserError(f"expected 8 fields or more, found {len(fields)}", where)
    word1, word2, pos, relation, *numbers = fields
    if pos not in PAIRS:
        raise UserError(f"part of speech {pos!r}, expected one of {list(PAIRS)}", where)
    row = {"word1": word1, "word2": word2, "pos": pos, "type": relation}
    for name, text in zip(RANGES, numbers[:3], strict=True):
        row[name] = _number(text, *RANGES[name], where)
    for text in numbers[3:]:
        _number(text, 0, HIGHEST_RATING, where)
    return row | {"n_ratings": len(numbers) - 3}


def _number(text: str, lowest: float, highest: float, where: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise UserError(f"{text!r} is not a number", where) from None
    if not lowest <= value <= highest:  # NaN fails too
        raise UserError(f"{text} is not between {lowest} and {highest}", where)
    return value


def _read_member(path: str | Path, member: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.read(member).decode("utf-8")
    except FileNotFoundError:
        raise UserError("no such file", path) from None
    except KeyError:
        raise UserError(f"the archive has no {member}", path) from None
    except UnicodeDecodeError as error:
        raise UserError(f"not UTF-8 text (byte {error.start})", f"{path}:{member}") from None
    except (OSError, *BROKEN_ARCHIVE) as error:
        raise UserError(f"damaged or not a zip archive ({error})", path) from None
