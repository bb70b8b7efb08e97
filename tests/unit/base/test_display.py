import io
from xml.etree import ElementTree

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poincare.base.display import printable, without_formulas, xml_text

ACTING = ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\u2028", "\u202e", "\ufeff", "\ufffe", "\ud800"]


@pytest.mark.parametrize("character", ACTING)
def test_what_acts_on_a_terminal_is_escaped(character):
    shown = printable(f"a{character}b")
    assert character not in shown and shown.startswith("a\\") and shown.endswith("b")


@given(st.text(st.characters(categories=["L", "M", "N", "P", "S", "Zs"])))
def test_letters_of_all_scripts_stay(text):
    assert printable(text) == text


@given(st.text())
def test_any_text_is_in_a_document_that_xml_reads(text):
    kept = xml_text(text).replace("&", "").replace("<", "").replace(">", "")
    ElementTree.fromstring(f"<svg>{kept}</svg>")
    assert len(xml_text(text)) == len(text)


def test_no_cell_is_a_formula():
    frame = pd.DataFrame(
        {"name": ["=1+1", "@x", "+y", "-z", "-0.5", "dog"], "n": [1, -2, 3, 4, 5, 6]}
    )
    read = pd.read_csv(io.StringIO(without_formulas(frame).to_csv(index=False)), dtype=str)
    assert read["name"].tolist() == ["'=1+1", "'@x", "'+y", "'-z", "-0.5", "dog"]
    assert read["n"].tolist() == ["1", "-2", "3", "4", "5", "6"]
