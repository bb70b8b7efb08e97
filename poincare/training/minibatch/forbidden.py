"""Pairs that are not drawn, looked up for thousands of pairs at a time."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

#: Bits of the hash of a pair: at 743,241 pairs one bit in 23 is set.
BITS = 24

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)

#: A slot without a key.
_EMPTY = -1


@dataclass(frozen=True, eq=False)
class Forbidden:
    """Pairs (u, v') that are not drawn.

    A bit per hash rules out most other pairs. The rest are looked up in a hash table, where a key
    is in the first free slot from that of its hash on.

    Attributes
    ----------
    keys : (m,) int64
        u · n + v' of the pairs, ascending.
    n_nodes : int
        n.
    bits : (2^BITS / 8,) uint8
        A bit for every hash of a key that some forbidden pair has.
    slots : (2^s,) int64
        The keys in the slots of their hashes, fewer than half of them taken; −1 elsewhere.
    """

    keys: np.ndarray
    n_nodes: int
    bits: np.ndarray
    slots: np.ndarray

    @classmethod
    def of(cls, keys: np.ndarray, n_nodes: int) -> "Forbidden":
        """The tables of ascending keys."""
        marked = np.zeros(1 << BITS, dtype=bool)
        marked[_hash(keys, BITS)] = True
        return cls(keys, n_nodes, np.packbits(marked, bitorder="little"), _slots(keys))

    def swapped(self) -> "Forbidden":
        """The pairs (v', u)."""
        n = self.n_nodes
        return Forbidden.of(np.sort(self.keys % n * n + self.keys // n), n)

    @cached_property
    def number(self) -> np.ndarray:
        """How many nodes are forbidden for every anchor, `(n,)` int64."""
        return np.bincount(self.keys // self.n_nodes, minlength=self.n_nodes)

    def places(self, anchors: np.ndarray, nodes: np.ndarray) -> np.ndarray:
        """Places of the forbidden pairs among pairs `(m,)`, in no order, int64."""
        if len(self.keys) == 0:
            return np.zeros(0, dtype=np.int64)
        keys = anchors * self.n_nodes
        keys += nodes
        hashed = _hash(keys, BITS)
        bit = np.left_shift(1, hashed & 7, dtype=np.uint8, casting="unsafe")
        hashed >>= 3
        bit &= self.bits.take(hashed, mode="clip")
        maybe = np.flatnonzero(bit)
        return maybe[self._hold(keys.take(maybe))]

    def _hold(self, keys: np.ndarray) -> np.ndarray:
        """Places of the keys of forbidden pairs among `keys` `(m,)`, in no order."""
        places, found = np.arange(len(keys)), []
        slot = _hash(keys, _width(self.slots))
        while len(places):
            held = self.slots.take(slot, mode="clip")
            same = held == keys
            found.append(places[same])
            # Another key is there: the one looked for may be in a later slot.
            other = np.flatnonzero((held != _EMPTY) & ~same)
            places, keys = places.take(other), keys.take(other)
            slot = (slot.take(other) + 1) & (len(self.slots) - 1)
        return np.concatenate([places, *found])


def _slots(keys: np.ndarray) -> np.ndarray:
    """The hash table of distinct keys `(m,)`."""
    slots = np.full(2 << len(keys).bit_length(), _EMPTY, dtype=np.int64)
    slot = _hash(keys, _width(slots))
    while len(keys):
        free = slots[slot] == _EMPTY
        slots[slot[free]] = keys[free]
        # Of several keys for one slot one is there now.
        left = slots[slot] != keys
        keys, slot = keys[left], (slot[left] + 1) & (len(slots) - 1)
    return slots


def _width(slots: np.ndarray) -> int:
    return len(slots).bit_length() - 1


def _hash(keys: np.ndarray, bits: int) -> np.ndarray:
    """The highest `bits` bits of the keys times 2^64 over the golden ratio, int64."""
    hashed = keys.view(np.uint64) * _GOLDEN
    hashed >>= np.uint64(64 - bits)
    return hashed.view(np.int64)
