"""Characters that no name may have, and names that look alike."""

import unicodedata

import pytest

from poincare.base.names import composed, folded, refused_character, shown


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("a\0b", "U+0000"),
        ("a\tb", "U+0009"),
        ("a\nb", "U+000A"),
        ("a\x0bb", "U+000B"),
        ("a\x1b[31mb", "U+001B"),
        ("a\x7f", "U+007F"),
        ("a\x85", "U+0085"),
        ("so\u00adft", "U+00AD"),
        ("a\u200bb", "U+200B"),
        ("a\u200db", "U+200D"),
        ("\u200ca", "U+200C"),
        ("a\u200e", "U+200E"),
        ("a\u2028b", "U+2028"),
        ("a\u2029b", "U+2029"),
        ("a\u202egnp.exe", "U+202E"),
        ("a\u2066b", "U+2066"),
        ("\ufeffa", "U+FEFF"),
        ("caf\ufffd", "U+FFFD"),
        ("a\ufffe", "U+FFFE"),
        ("a\uffff", "U+FFFF"),
        ("a\ud800", "U+D800"),
    ],
)
def test_a_refused_character_is_named(name, code):
    assert refused_character(name).startswith(f"{code} ")
    assert shown(name).isprintable()


@pytest.mark.parametrize(
    "name",
    [
        "jam jar",
        "jalapeño",
        "名前",
        "dog.n.01",
        "HP:0000001",
        "=cmd",
        "a\u00a0b",
        "می\u200cخواهم",
        "👩\u200d🌾",
        "שלום",
        "]",
        "-",
        "\\",
    ],
)
def test_all_scripts_are_names(name):
    assert refused_character(name) is None


def test_every_control_character_is_refused():
    for code in range(0x110000):
        if unicodedata.category(chr(code)) in ("Cc", "Zl", "Zp", "Cs"):
            assert refused_character(f"a{chr(code)}b")


def test_forms_and_cases():
    assert composed("e\u0301") == "é" == composed("é")
    assert folded(" Jam\u00a0 JAR") == "jam jar" == folded("jam jar")
    assert folded("STRASSE") == folded("straße")
    assert shown("a" * 100) == repr("a" * 57 + "...")
