import zipfile

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poincare.base.errors import UserError
from poincare.datasets.hyperlex import (
    HEADER,
    noun_pairs,
    parse_hyperlex,
    read_hyperlex,
    with_splits,
)

LINE = "conflict disagreement N r-hyp-1 5.20 8.67 1.25 5 6 6 6"
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=5)
ROWS = st.tuples(
    WORDS,
    WORDS,
    st.sampled_from("NV"),
    st.sampled_from(["hyp-1", "syn", "no-rel"]),
    st.floats(0, 6),
    st.floats(0, 10),
    st.floats(0, 6),
    st.lists(st.integers(0, 6), min_size=1, max_size=14),
)


@pytest.fixture(scope="module")
def pairs(hyperlex_zip):
    return read_hyperlex(hyperlex_zip)


def write_zip(path, text, member="hyperlex-all.txt"):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member, text)
    return path


def test_the_published_counts(pairs):
    assert len(pairs) == 2616
    assert len(noun_pairs(pairs)) == 2163
    assert not pairs.isna().any().any()
    assert not pairs.duplicated(["word1", "word2"]).any()
    assert pairs["n_ratings"].between(7, 14).all()


def test_first_row(pairs):
    assert pairs.iloc[0].to_dict() == {
        "word1": "conflict",
        "word2": "disagreement",
        "pos": "N",
        "type": "r-hyp-1",
        "avg_score": 5.20,
        "avg_score_0_10": 8.67,
        "std": 1.25,
        "n_ratings": 10,
    }


def test_the_two_scales_are_one(pairs):
    assert (pairs["avg_score"] * 10 / 6 - pairs["avg_score_0_10"]).abs().max() < 0.02


def test_words_are_single_and_lower_case(pairs):
    words = pd.concat([pairs["word1"], pairs["word2"]])
    assert words.str.isalpha().all()
    assert words.str.islower().all()


def test_nouns_are_those_of_the_noun_file(pairs, hyperlex_zip):
    with zipfile.ZipFile(hyperlex_zip) as archive:
        text = archive.read("nouns-verbs/hyperlex-nouns.txt").decode()
    pd.testing.assert_frame_equal(noun_pairs(pairs), parse_hyperlex(text, "nouns"))


@given(st.lists(ROWS, min_size=1, max_size=8, unique_by=lambda row: row[:3]))
def test_rows_come_back(rows):
    text = "\n".join([HEADER, *(" ".join(map(str, [*row[:7], *row[7]])) for row in rows), ""])
    frame = parse_hyperlex(text, "x")
    assert list(frame.itertuples(index=False, name=None)) == [
        (*row[:7], len(row[7])) for row in rows
    ]


@given(st.one_of(st.text(max_size=40), st.text(" \n\t.-0169ainNV", max_size=60)))
def test_any_text_is_pairs_or_a_named_mistake(text):
    try:
        frame = parse_hyperlex(f"{HEADER}\n{text}", "x.zip:member")
    except UserError as error:
        assert str(error).startswith("x.zip:member")
        assert "\n" not in str(error)
    else:
        assert frame["avg_score"].between(0, 6).all()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("conflict disagreement N r-hyp-1 5.20 8.67 1.25", "found 7"),
        (LINE.replace(" N ", " A "), "part of speech 'A'"),
        (LINE.replace("5.20", "6.01"), "6.01 is not between 0 and 6"),
        (LINE.replace("5.20", "nan"), "nan is not between"),
        (LINE.replace("8.67", "-1"), "-1 is not between 0 and 10"),
        (LINE.replace("1.25", "1,25"), "'1,25' is not a number"),
        (LINE + " 7", "7 is not between 0 and 6"),
        (LINE, "first seen in line 2"),
    ],
)
def test_malformed_lines_are_named(line, message):
    with pytest.raises(UserError, match=rf"x:4: .*{message}"):
        parse_hyperlex(f"{HEADER}\n{LINE}\n\n{line}\n", "x")


@pytest.mark.parametrize("text", ["", LINE, HEADER])
def test_files_without_header_or_pairs_are_refused(text):
    with pytest.raises(UserError, match=r"header|no pairs"):
        parse_hyperlex(text, "x")


def test_archives_of_another_kind_are_refused(tmp_path):
    with pytest.raises(UserError, match="no such file"):
        read_hyperlex(tmp_path / "missing.zip")
    (tmp_path / "text.zip").write_text(LINE)
    with pytest.raises(UserError, match="damaged or not a zip"):
        read_hyperlex(tmp_path / "text.zip")
    with pytest.raises(UserError, match=r"the archive has no hyperlex-all\.txt"):
        read_hyperlex(write_zip(tmp_path / "other.zip", "", "readme"))
    with pytest.raises(UserError, match="not UTF-8"):
        read_hyperlex(write_zip(tmp_path / "latin.zip", "é".encode("latin-1")))
    with pytest.raises(UserError, match=r"\{'N': 1\}, expected \{'N': 2163, 'V': 453\}"):
        read_hyperlex(write_zip(tmp_path / "short.zip", f"{HEADER}\n{LINE}\n"))


def test_a_damaged_member_is_refused(tmp_path):
    path = write_zip(tmp_path / "x.zip", f"{HEADER}\n{LINE}\n" * 50)
    content = bytearray(path.read_bytes())
    content[60:70] = bytes(10)
    path.write_bytes(content)
    with pytest.raises(UserError, match="damaged"):
        read_hyperlex(path)


def test_the_parts_of_the_published_splits(pairs, hyperlex_zip):
    parts = with_splits(pairs, hyperlex_zip)
    assert parts["random"].value_counts().to_dict() == {"training": 1831, "test": 655, "dev": 130}
    lexical = {"training": 1133, "": 1129, "test": 269, "dev": 85}
    assert parts["lexical"].value_counts().to_dict() == lexical
    words = {
        part: {*some["word1"], *some["word2"]} for part, some in parts.groupby("lexical") if part
    }
    assert not words["training"] & words["test"] and not words["dev"] & words["test"]


def write_splits(path, **parts):
    """An archive whose random and lexical splits have these lines."""
    with zipfile.ZipFile(path, "w") as archive:
        for split in ("random", "lexical"):
            for part in ("training", "dev", "test"):
                lines = "\n".join((HEADER, *parts.get(part, ())))
                archive.writestr(f"splits/{split}/hyperlex_{part}_all_{split}.txt", lines)
    return path


def test_faults_of_splits_are_named(tmp_path):
    pairs = parse_hyperlex(f"{HEADER}\n{LINE}\n", "x")
    other = LINE.replace("conflict", "quarrel")
    every = {"training": [LINE], "dev": [LINE], "test": [LINE]}
    with pytest.raises(UserError, match=r"in two parts, training and dev"):
        with_splits(pairs, write_splits(tmp_path / "twice.zip", **every))
    with pytest.raises(UserError, match=r"quarrel.* is no pair"):
        with_splits(pairs, write_splits(tmp_path / "other.zip", training=[other]))
    with pytest.raises(UserError, match=r"the archive has no splits/random"):
        with_splits(pairs, write_zip(tmp_path / "none.zip", ""))
