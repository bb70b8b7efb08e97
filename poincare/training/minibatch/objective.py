"""The loss of a pair against its own negatives, and its derivatives by the distances.

    ℓ(u, v) = d(u, v) + log Z,   Z = Σ_{v'} e^{−d(u,v')} [+ e^{−d(u,v)}] [+ e^{−d(u,u)} = 1],

where the recipe says which of the terms in brackets are there. With the first one it is a
softmax, with the second one equation 6 of Nickel & Kiela (2017) as printed. For networks it is the
cross-entropy of their section 4.2,

    ℓ(u, v) = log(1 + e^{(d(u,v) − r)/t}) + Σ_{v'} log(1 + e^{−(d(u,v') − r)/t}).
"""

import numpy as np
from scipy.special import expit

from poincare.training.minibatch.settings import Denominator


def softmax(distance: np.ndarray, positive: bool, constant: float) -> tuple[np.ndarray, np.ndarray]:
    """ℓ of every pair, and ∂ℓ/∂d of every distance.

    Parameters
    ----------
    distance : (b, k)
        Of the positive in column 0 and of the negatives; overwritten.
    positive : bool
        Whether Z holds the positive.
    constant : float
        What Z holds besides.

    Returns
    -------
    loss : (b,)
    slope : (b, k)
        1 − e^{−d}/Z for a positive in the denominator, 1 for one that is not, −e^{−d}/Z for a
        negative.
    """
    loss = distance[:, 0].copy()
    # The nearest term of Z becomes 1, so that far points do not make Z vanish.
    if constant == 0.0:
        nearest = (distance if positive else distance[:, 1:]).min(axis=1, keepdims=True)
        distance -= nearest
        loss -= nearest[:, 0]
    slope = np.negative(distance, out=distance)
    np.exp(slope, out=slope)
    if not positive:
        slope[:, 0] = 0.0
    z = slope.sum(axis=1, keepdims=True)
    z += constant
    slope /= z
    np.negative(slope, out=slope)
    slope[:, 0] += 1.0
    loss += np.log(z, out=z)[:, 0]
    return loss, slope


def softmax_of_similarities(
    similarity: np.ndarray, positive: bool, constant: float
) -> tuple[np.ndarray, np.ndarray]:
    """The same of e^{−d} `(b, k)`, overwritten; they are not so small that Z vanishes."""
    nearness = similarity[:, 0].copy()
    if not positive:
        similarity[:, 0] = 0.0
    z = np.add.reduce(similarity, axis=1, keepdims=True)
    if constant:
        z += constant
    slope = np.divide(similarity, -z, out=similarity)
    slope[:, 0] += 1.0
    return np.log(z[:, 0] / nearness), slope


def fermi_dirac(
    distance: np.ndarray, radius: float, temperature: float
) -> tuple[np.ndarray, np.ndarray]:
    """The same for the link probability 1/(e^{(d − r)/t} + 1) of every distance `(b, k)`.

    ∂ℓ/∂d is (1 − p)/t of the positive, −p/t of a negative.
    """
    beyond = (distance - radius) / temperature
    beyond[:, 1:] *= -1.0
    loss = np.logaddexp(0.0, beyond).sum(axis=1)
    slope = expit(beyond) / temperature
    slope[:, 1:] *= -1.0
    return loss, slope


def constant_of(denominator: Denominator, padding: float) -> float:
    """What Z holds besides points: e^{−d(u,u)} = 1, and the NumPy program's padding."""
    return float(denominator.itself) + padding
