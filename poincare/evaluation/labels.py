"""What a value was scored by, as four columns, and the label that shows them.

The columns are ``protocol`` (its base name), ``variant`` (the parts switched, joined by a plus),
``split`` (the hold-out) and ``part`` (``test`` or ``validation``); what does not apply is blank.
`label` joins them for display. Nothing parses a label but `columns_of`, which reads files that
were written when the label was the only column.
"""

from dataclasses import dataclass

import pandas as pd

from poincare.graphs.splits import hold_outs

#: The columns that say what scored a row, in the order of the results.
LABEL = ["protocol", "variant", "split", "part"]


@dataclass(frozen=True, kw_only=True)
class ScoredBy:
    """Protocol or look-up, variant, split and part of a value; blank where there is none."""

    protocol: str
    variant: str = ""
    split: str = ""
    part: str = ""

    @property
    def name(self) -> str:
        """Protocol and variant as one name, as configurations have it."""
        return label(self.protocol, self.variant, split="", part="")

    @property
    def label(self) -> str:
        """The four as one name, as tables show it."""
        return label(self.protocol, self.variant, self.split, self.part)


def label(protocol: str, variant: str, split: str, part: str) -> str:
    """``nickel2017``, ``gensim+itself-excluded``, ``nickel2017-all5``, ``…-all5-validation``."""
    text = f"{protocol}-{split}" if split else protocol
    if part == "validation":
        text += "-validation"
    return f"{text}+{variant}" if variant else text


def labels(results: pd.DataFrame) -> pd.Series:
    """`label` of every row."""
    rows = results[LABEL].itertuples(index=False, name=None)
    return pd.Series([label(*row) for row in rows], results.index, dtype=object)


def labelled(results: pd.DataFrame) -> pd.DataFrame:
    """The rows with the label in ``protocol``, for display, and the name in ``base_protocol``."""
    return results.assign(base_protocol=results["protocol"], protocol=labels(results).to_numpy())


def columns_of(text: str, task: str) -> ScoredBy:
    """The columns of a label in a file that has no others.

    The rows of link prediction are the only ones that name a split.
    """
    text, _, variant = text.partition("+")
    if task != "link_prediction":
        return ScoredBy(protocol=text, variant=variant)
    protocol = text.removesuffix("-validation")
    part = "test" if protocol == text else "validation"
    found = [name for name in hold_outs() if protocol.endswith(f"-{name}")]
    split = max(found, key=len, default="")
    if split:
        protocol = protocol.removesuffix(f"-{split}")
    return ScoredBy(protocol=protocol, variant=variant, split=split, part=part)
