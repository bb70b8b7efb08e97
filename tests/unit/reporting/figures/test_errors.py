"""The picture of where the errors are."""

import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from poincare.reporting.figures.errors import errors
from poincare.reporting.figures.picture import card


@pytest.mark.slow
def test_the_picture_says_where_they_are(tree, ranks_of):
    picture = errors(ranks_of(tree, np.arange(tree.n_pairs)), tree, "Errors", "fast (d = 5)")
    for words in ("fast (d = 5)", "nickel2017", "10 pairs", "mean rank 5.50", "90.0%"):
        assert words in picture.caption
    assert picture.data["label"].tolist()[-3:] == ["1", "2", "4"]
    ElementTree.fromstring(card(picture, "errors").svg)
    card(errors(ranks_of(tree, np.zeros(tree.n_pairs)), tree, "None", "perfect"), "errors")
