"""The objective: a softmax over one positive and the negatives, and its derivatives.

For a pair (u, v) with inverse temperature t,

    ℓ(u, v) = −log( e^{−t d(u,v)} / (e^{−t d(u,v)} + Z_u) ),   Z_u = K Σ_j w_j e^{−t d(u,j)},

where the w_j estimate a mean over the nodes in play (`poincare.training.negatives`). With t = 1
it is equation 5 of Nickel & Kiela (2017) with the positive in the denominator; t ≠ 1 is the same
objective where lengths are t times as great, in a space of curvature −1/t².

With L = −⟨u, v⟩ = cosh d and q = √(L² − 1) = sinh d, e^{−d} = 1/(L + q) and ∂d/∂L = 1/q, so
neither logarithm nor exponential is evaluated for the negatives.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Similarity:
    """Blocks `(rows, s)` that belong to one tile of negatives.

    Attributes
    ----------
    value : e^{−td}
    slope : e^{−td} / sinh d, which is −(1/t) ∂e^{−td}/∂L
    """

    value: np.ndarray
    slope: np.ndarray


def similarity(product: np.ndarray, scratch: np.ndarray, power: int) -> Similarity:
    """e^{−td} and its slope from L = −⟨u, j⟩, in place of `product` and `scratch`.

    Parameters
    ----------
    product : (rows, s)
        L; overwritten. Values below the dtype's least safe L (rounding) are raised to it.
    scratch : (rows, s)
        Overwritten.
    power : int
        Inverse temperature t.
    """
    sinh, value = scratch, product
    np.maximum(product, _least_cosh(product.dtype), out=product)
    np.multiply(product, product, out=sinh)
    np.subtract(sinh, 1.0, out=sinh)
    np.sqrt(sinh, out=sinh)
    np.add(product, sinh, out=value)
    np.reciprocal(value, out=value)
    # Squaring is several times cheaper than the general power.
    while power % 2 == 0:
        np.square(value, out=value)
        power //= 2
    if power != 1:
        np.power(value, power, out=value)
    np.divide(value, sinh, out=sinh)
    return Similarity(value, sinh)


def _least_cosh(dtype: np.dtype) -> np.floating:
    """The least L > 1 whose L² − 1 keeps a few digits."""
    return dtype.type(1.0 + 16.0 * np.finfo(dtype).eps)


@dataclass(frozen=True, eq=False)
class PairTerms:
    """Loss and derivatives of the pairs (u, v) of one tile.

    Attributes
    ----------
    loss : float
        Σ weight · ℓ(u, v).
    attraction : (pairs,)
        weight · ∂ℓ/∂L(u, v) ≥ 0.
    repulsion : (rows,)
        t Σ_v weight · ∂ℓ(u, v)/∂Z_u = t Σ_v weight/(e^{−td(u,v)} + Z_u). Times K w_j slope(u, j)
        it is −∂/∂L(u, j) of the losses of u's pairs.
    """

    loss: float
    attraction: np.ndarray
    repulsion: np.ndarray


def pair_terms(
    excess: np.ndarray,
    segments: np.ndarray,
    weights: np.ndarray,
    partition: np.ndarray,
    power: int,
) -> PairTerms:
    """Terms of the pairs given L(u, v) − 1, their rows and weights `(pairs,)`, and Z `(rows,)`."""
    m = np.maximum(excess, _least_cosh(excess.dtype) - 1.0)
    sinh = np.sqrt(m * (m + 2.0))
    value = (1.0 + m + sinh) ** -float(power)
    z = partition[segments]
    denominator = value + z
    loss = float((weights * np.log(denominator / value)).sum())
    repulsion = power * np.bincount(segments, weights / denominator, minlength=len(partition))
    return PairTerms(loss, weights * (power * z / (denominator * sinh)), repulsion)
