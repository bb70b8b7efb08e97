"""The Riemannian geometry of the Poincaré ball: exponential map, logarithm, transport, geodesics.

In the ball of curvature −c a tangent vector v at x has the length λ_x‖v‖, λ_x = 2/(1 − c‖x‖²).
Range, precision and dtypes are those of `poincare.geometry.mobius`. Points and vectors are
`(…, d)`, and so are the results.

Source: Ganea, Bécigneul & Hofmann, "Hyperbolic Neural Networks" (2018), sections 2.2 to 2.4.
"""

import numpy as np

from poincare.geometry import ball, hyperboloid, mobius
from poincare.geometry.ratios import artanh_ratio, sinh_ratio, tanh_ratio


def conformal_factor(x: np.ndarray, curvature: float = 1.0) -> np.ndarray:
    """λ_x = 2/(1 − c‖x‖²), as `(…, 1)`."""
    return 2.0 / (1.0 - float(curvature) * mobius.dot(x, x))


def distance(x: np.ndarray, y: np.ndarray, curvature: float = 1.0) -> np.ndarray:
    """d(x, y) = 2/√c · artanh(√c‖−x ⊕ y‖), `(…)`.

    It is `ball.distance` of the points √c x and √c y, which has no artanh that overflows: the norm
    of −x ⊕ y rounds to the rim at a distance of 37.

    Source: Ganea et al. (2018), equation 6.
    """
    root = float(np.sqrt(curvature))
    return ball.distance(root * x, root * y) / root


def exponential(x: np.ndarray, v: np.ndarray, curvature: float = 1.0) -> np.ndarray:
    """exp_x(v) = x ⊕ tanh(√c λ_x‖v‖/2) v/(√c‖v‖), the point as far along v as v is long.

    `ball.exponential_map` is the same map by the formula as printed, for steps of a training, whose
    bits stay.

    Source: Ganea et al. (2018), equation 11.
    """
    half = conformal_factor(x, curvature) / 2.0
    length = half * np.sqrt(float(curvature) * mobius.dot(v, v))
    return mobius.add(x, half * tanh_ratio(length) * v, curvature)


def logarithm(x: np.ndarray, y: np.ndarray, curvature: float = 1.0) -> np.ndarray:
    """log_x(y) = 2/(√c λ_x) · artanh(√c‖−x ⊕ y‖) (−x ⊕ y)/‖−x ⊕ y‖, the inverse of exp_x.

    Far apart artanh is half of √c `distance`, which does not overflow.

    Source: Ganea et al. (2018), equation 12.
    """
    apart = mobius.add(-x, y, curvature)
    norm = np.sqrt(float(curvature) * mobius.dot(apart, apart))
    far = norm > 0.5
    root = float(np.sqrt(curvature))
    half = root * distance(x, y, curvature)[..., None] / 2.0
    ratio = np.where(far, half / np.where(far, norm, 1.0), artanh_ratio(np.where(far, 0.5, norm)))
    return (2.0 / conformal_factor(x, curvature) * ratio).astype(norm.dtype) * apart


def exponential_at_origin(v: np.ndarray, curvature: float = 1.0) -> np.ndarray:
    """exp_0(v) = tanh(√c‖v‖) v/(√c‖v‖). Source: Ganea et al. (2018), equation 13."""
    return tanh_ratio(np.sqrt(float(curvature) * mobius.dot(v, v))) * v


def logarithm_at_origin(y: np.ndarray, curvature: float = 1.0) -> np.ndarray:
    """log_0(y) = artanh(√c‖y‖) y/(√c‖y‖). Source: Ganea et al. (2018), equation 13."""
    return artanh_ratio(np.sqrt(float(curvature) * mobius.dot(y, y))) * y


def transport(x: np.ndarray, y: np.ndarray, v: np.ndarray, curvature: float = 1.0) -> np.ndarray:
    """Parallel transport of v at x along the geodesic to y: λ_x/λ_y · gyr[y, −x]v.

    From the origin it is λ_0/λ_y · v.

    Source: Ganea et al. (2018), theorem 4; Ungar (2008), chapter 3.
    """
    shrunk = conformal_factor(x, curvature) / conformal_factor(y, curvature)
    return shrunk * mobius.gyration(y, -x, v, curvature)


def point_at(
    x: np.ndarray, y: np.ndarray, t: float | np.ndarray, curvature: float = 1.0
) -> np.ndarray:
    """The point x ⊕ t ⊗ (−x ⊕ y) of the geodesic that is at x for t = 0 and at y for t = 1.

    On the hyperboloid, with δ = √c d(x, y), it is (sinh((1 − t)δ) X + sinh(tδ) Y)/sinh δ. That form
    is used: between the ends nothing in it cancels. `t`, a number or `(…)`, may lie outside [0, 1].

    Source: Ganea et al. (2018), section 2.3, for the first form; Nickel & Kiela, "Learning
    Continuous Hierarchies in the Lorentz Model of Hyperbolic Geometry" (2018), section 3, for
    geodesics of the hyperboloid.
    """
    root = float(np.sqrt(curvature))
    x, y = root * x, root * y
    far = ball.distance(x, y)[..., None]
    t = np.asarray(t, dtype=far.dtype)[..., None]
    between = sinh_ratio(1.0 - t, far) * hyperboloid.from_ball(x)
    between = between + sinh_ratio(t, far) * hyperboloid.from_ball(y)
    return hyperboloid.to_ball(between) / root
