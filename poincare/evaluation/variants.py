"""Variants of a protocol: single parts switched, to measure their effect on the same vectors.

A variant is named after its protocol and the parts switched, in turn: ``gensim-notebook+all-nodes``
scores all nodes, and is ``gensim-notebook`` otherwise. Compared with the name before the last plus
it shows the effect of its last part alone on mean rank and MAP.
"""

from dataclasses import dataclass, replace

from poincare.base.errors import UserError
from poincare.evaluation.protocols import Protocol, protocol_named


@dataclass(frozen=True)
class Switch:
    """A part of a protocol and what it is set to.

    Attributes
    ----------
    name : str
        What a variant's name says after the plus.
    attribute : str
        The attribute of `Protocol`.
    value : bool, int, str or None
        What it is set to.
    flaw : str
        The flaw that the part is, for the reader.
    adds : bool
        Whether the variant has the flaw, and not the protocol that it is a variant of.
    """

    name: str
    attribute: str
    value: bool | int | str | None
    flaw: str
    adds: bool


_SELF_LOOPS = "self-loops are kept, and scored at rank 1"
_ITSELF = "u is a negative of its own"
_FIRST = "only the first 1,001 nodes are scored"
_BOTH = "descendants are positives too"

SWITCHES = {
    switch.name: switch
    for switch in (
        Switch(
            name="self-loops", attribute="keeps_self_loops", value=True, flaw=_SELF_LOOPS, adds=True
        ),
        Switch(
            name="no-self-loops",
            attribute="keeps_self_loops",
            value=False,
            flaw=_SELF_LOOPS,
            adds=False,
        ),
        Switch(
            name="itself-negative",
            attribute="itself_is_negative",
            value=True,
            flaw=_ITSELF,
            adds=True,
        ),
        Switch(
            name="itself-excluded",
            attribute="itself_is_negative",
            value=False,
            flaw=_ITSELF,
            adds=False,
        ),
        Switch(name="first-1001-nodes", attribute="max_n", value=1000, flaw=_FIRST, adds=True),
        Switch(name="all-nodes", attribute="max_n", value=None, flaw=_FIRST, adds=False),
        Switch(
            name="both-directions", attribute="both_directions", value=True, flaw=_BOTH, adds=True
        ),
        Switch(
            name="one-direction", attribute="both_directions", value=False, flaw=_BOTH, adds=False
        ),
        Switch(
            name="complete-closure",
            attribute="closure",
            value="nouns",
            flaw="pairs over mixed chains of hypernyms and instances are lost",
            adds=False,
        ),
    )
}


def switched(variant: str) -> tuple[str, Switch]:
    """The variant without its last part, blank if it has one only, and that part."""
    rest, _, last = variant.rpartition("+")
    return rest, SWITCHES[last]


def protocol_or_variant(name: str) -> Protocol:
    """The protocol or the variant of that name.

    Raises
    ------
    UserError
        If the protocol or a part is unknown, if a part is as it would be switched already or is
        switched twice, or if no ranks are kept that the variant could be scored by.
    """
    base, *parts = name.split("+")
    protocol = protocol_named(base)
    if parts and protocol.measures == "norms":
        raise UserError(f"{name}: {base!r} scores no ranks, so it has no variants")
    unknown = [part for part in parts if part not in SWITCHES]
    if unknown:
        known = f"one of {', '.join(SWITCHES)}"
        raise UserError(f"{name}: unknown part {unknown[0]!r}", mend=known)
    for switch in (SWITCHES[part] for part in parts):
        alike = [part for part in parts if SWITCHES[part].attribute == switch.attribute]
        if len(alike) > 1:
            raise UserError(
                f"{name}: {' and '.join(map(repr, alike))} switch the same part", mend="keep one"
            )
        if getattr(protocol, switch.attribute) == switch.value:
            raise UserError(f"{name}: {switch.name!r} changes nothing", mend="leave it out")
        variant = f"{protocol.variant}+{switch.name}" if protocol.variant else switch.name
        protocol = replace(protocol, variant=variant, **{switch.attribute: switch.value})
    if protocol.closure and (protocol.graph != "nouns-facebook" or protocol.both_directions):
        raise UserError(
            f"{name}: 'complete-closure' is for protocols of nouns-facebook, in one direction"
        )
    return protocol
