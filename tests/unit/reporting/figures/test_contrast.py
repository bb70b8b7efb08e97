"""Words can be read on every ground that the style sheet puts them on (WCAG 2, level AA)."""

import re
from itertools import product
from pathlib import Path

import pytest

from poincare.reporting.page import page

CSS = (Path(page.__file__).parent / "templates" / "report.css").read_text(encoding="utf-8")
WORDS = ("ink", "soft", "faint", "link", "good", "bad")
GROUNDS = ("ground", "card", "ours", "band")


def luminance(colour):
    """Relative luminance of #rgb or #rrggbb."""
    digits = colour if len(colour) == 6 else "".join(2 * digit for digit in colour)
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def palettes():
    """Light, dark and print: what each sets is laid over the light one."""
    found = [
        dict(re.findall(r"--(\w+): #([0-9a-f]+);", rules))
        for rules in re.findall(r":root \{([^}]*)\}", CSS)
    ]
    assert len(found) == 3
    return [found[0] | one for one in found]


@pytest.mark.parametrize("palette", palettes(), ids=["light", "dark", "print"])
def test_contrast(palette):
    for word, ground in product(WORDS, GROUNDS):
        light, dark = sorted((luminance(palette[name]) for name in (word, ground)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (word, ground)
