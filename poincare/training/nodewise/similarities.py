"""Similarities e^{−t d(u,v)} of the distances that the node-wise trainer knows, and their slopes.

All gradients here are those of a function of m, where ∂m/∂u = −(v − …) in the ambient coordinates
of the space: on the hyperboloid m = L = −⟨u, v⟩, in flat space m = ½‖u − v‖².

- ``hyperboloid``: with L = cosh d and q = √(L² − 1) = sinh d, e^{−d} = 1/(L + q) and
  ∂d/∂m = 1/q, so neither logarithm nor exponential is evaluated for the negatives.
- ``euclidean``: d = ‖u − v‖, ∂d/∂m = 1/d.
- ``squared``: d = ‖u − v‖², ∂d/∂m = 2.

The similarities of a batch's candidates are computed in place, from the product of two
matrices, which is L or ‖u − j‖²; those of pairs from L − 1 or ‖u − v‖², free of cancellation.
"""

from dataclasses import dataclass

import numpy as np

#: Least similarity of a pair in flat space, where nothing else bounds it: 1/(e^{−td} + Z), times
#: the weights of a node's pairs and its coordinates, has to stay within single precision.
LEAST_SIMILARITY = 1e-30


@dataclass(frozen=True, eq=False)
class Similarity:
    """Blocks `(rows, s)` that belong to one tile of negatives.

    Attributes
    ----------
    value : e^{−td}
    slope : e^{−td} ∂d/∂m, which is −(1/t) ∂e^{−td}/∂m
    """

    value: np.ndarray
    slope: np.ndarray


@dataclass(frozen=True, eq=False)
class OfPairs:
    """Similarities of pairs, `(pairs,)` each.

    Attributes
    ----------
    value : e^{−td} > 0
    root : ∂m/∂d
    """

    value: np.ndarray
    root: np.ndarray


def hyperboloid(product: np.ndarray, scratch: np.ndarray, sharpness: float) -> Similarity:
    """e^{−td} and its slope from L = −⟨u, j⟩, in place of `product` and `scratch`.

    Parameters
    ----------
    product : (rows, s)
        L; overwritten. Values below the dtype's least safe L (rounding) are raised to it.
    scratch : (rows, s)
        Overwritten.
    sharpness : float
        t.
    """
    sinh, value = scratch, product
    np.maximum(product, 1.0 + _least(product.dtype), out=product)
    np.multiply(product, product, out=sinh)
    np.subtract(sinh, 1.0, out=sinh)
    np.sqrt(sinh, out=sinh)
    np.add(product, sinh, out=value)
    np.reciprocal(value, out=value)
    # Squaring is several times cheaper than the general power.
    while sharpness % 2 == 0:
        np.square(value, out=value)
        sharpness //= 2
    if sharpness != 1:
        np.power(value, sharpness, out=value)
    np.divide(value, sinh, out=sinh)
    return Similarity(value=value, slope=sinh)


def hyperboloid_of_pairs(excess: np.ndarray, sharpness: float) -> OfPairs:
    """e^{−td} and sinh d from L − 1 `(pairs,)`."""
    m = np.maximum(excess, _least(excess.dtype))
    sinh = np.sqrt(m * (m + 2.0))
    return OfPairs(value=(1.0 + m + sinh) ** -float(sharpness), root=sinh)


def euclidean(product: np.ndarray, scratch: np.ndarray, sharpness: float) -> Similarity:
    """As `hyperboloid`, from ‖u − j‖², for d = ‖u − j‖."""
    distance, value = scratch, product
    np.maximum(product, _least(product.dtype), out=product)
    np.sqrt(product, out=distance)
    np.multiply(distance, -sharpness, out=value)
    np.exp(value, out=value)
    np.divide(value, distance, out=distance)
    return Similarity(value=value, slope=distance)


def euclidean_of_pairs(squared: np.ndarray, sharpness: float) -> OfPairs:
    """e^{−td} and d from ‖u − v‖² `(pairs,)`."""
    distance = np.sqrt(np.maximum(squared, _least(squared.dtype)))
    return OfPairs(value=_exp(-sharpness * distance), root=distance)


def squared(product: np.ndarray, scratch: np.ndarray, sharpness: float) -> Similarity:
    """As `hyperboloid`, from ‖u − j‖², for d = ‖u − j‖²."""
    np.multiply(product, -sharpness, out=product)
    np.exp(product, out=product)
    np.multiply(product, 2.0, out=scratch)
    return Similarity(value=product, slope=scratch)


def squared_of_pairs(squared: np.ndarray, sharpness: float) -> OfPairs:
    """e^{−td} and ½ from d = ‖u − v‖² `(pairs,)`."""
    return OfPairs(value=_exp(-sharpness * squared), root=np.full(squared.shape, 0.5))


def _exp(x: np.ndarray) -> np.ndarray:
    """e^x, at least `LEAST_SIMILARITY`."""
    return np.maximum(np.exp(x), LEAST_SIMILARITY)


def _least(dtype: np.dtype) -> np.floating:
    """The least L − 1 for which L² − 1 keeps a few digits, and so the least ‖u − v‖²."""
    return dtype.type(16.0 * np.finfo(dtype).eps)
