"""Windows: the words around every position, up to a random distance, within its document."""

from typing import NamedTuple

import numpy as np


class Windows(NamedTuple):
    """Context of some positions that follow each other.

    Attributes
    ----------
    indptr : (m + 1,) int64
        The context of position i is ``places[indptr[i]:indptr[i + 1]]``.
    places : (words,) int64
        Other positions, ascending within a window.
    """

    indptr: np.ndarray
    places: np.ndarray


def windows(documents: np.ndarray, radius: np.ndarray) -> Windows:
    """Windows of positions with these documents and radii, both `(m,)`.

    Positions of one document follow each other.
    """
    m = len(documents)
    here = np.arange(m)
    starts = np.flatnonzero(np.diff(documents, prepend=-1))
    lengths = np.diff(np.append(starts, m))
    begin = np.maximum(here - radius, np.repeat(starts, lengths))
    end = np.minimum(here + radius + 1, np.repeat(starts + lengths, lengths))
    size = end - begin - 1
    indptr = np.append(0, np.cumsum(size))
    places = np.arange(indptr[-1]) + np.repeat(begin - indptr[:-1], size)
    # A window goes on behind its own position.
    return Windows(indptr, places + (places >= np.repeat(here, size)))
