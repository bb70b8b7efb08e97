"""Maps between the models of hyperbolic space of curvature −c.

- Ball: points p `(…, d)` with ‖p‖ < 1/√c.
- Klein: points k `(…, d)` with ‖k‖ < 1/√c; geodesics are straight.
- Hyperboloid: points (x₀, x) `(…, d + 1)`, time first, with ⟨x, x⟩ = −1/c.

They are isometries, and the results have the dtype of the points. At the radius r at curvature −1,
1 − √c‖p‖ is 2e^(−r) and 1 − √c‖k‖ is 2e^(−2r). So in double precision points of the ball keep half
of their digits up to a radius of 20 and points of the Klein model up to 9; from 19 on these round
to the rim. In single precision it is 8, 4 and 9.

Source: Ungar, "A Gyrovector Space Approach to Hyperbolic Geometry" (2008), chapter 3; Nickel &
Kiela, "Learning Continuous Hierarchies in the Lorentz Model of Hyperbolic Geometry" (2018),
equation 11.
"""

import numpy as np

from poincare.geometry import hyperboloid


def ball_to_hyperboloid(p: np.ndarray, curvature: float = 1.0) -> np.ndarray:
    """(x₀, x) with x = 2p/(1 − c‖p‖²) and x₀ = √(1/c + ‖x‖²)."""
    root = float(np.sqrt(curvature))
    return hyperboloid.lift(hyperboloid.from_ball(root * p)) / root


def hyperboloid_to_ball(x: np.ndarray, curvature: float = 1.0) -> np.ndarray:
    """p = x/(1 + √c x₀), given (x₀, x); x₀ is taken from x."""
    root = float(np.sqrt(curvature))
    return hyperboloid.to_ball(root * x[..., 1:]) / root


def ball_to_klein(p: np.ndarray, curvature: float = 1.0) -> np.ndarray:
    """k = 2p/(1 + c‖p‖²)."""
    return 2.0 * p / (1.0 + float(curvature) * np.einsum("...d,...d->...", p, p))[..., None]


def klein_to_ball(k: np.ndarray, curvature: float = 1.0) -> np.ndarray:
    """p = k/(1 + √(1 − c‖k‖²))."""
    squared = float(curvature) * np.einsum("...d,...d->...", k, k)
    return k / (1.0 + np.sqrt(1.0 - squared))[..., None]


def hyperboloid_to_klein(x: np.ndarray, curvature: float = 1.0) -> np.ndarray:
    """k = x/(√c x₀), given (x₀, x)."""
    return x[..., 1:] / (float(np.sqrt(curvature)) * x[..., :1])


def klein_to_hyperboloid(k: np.ndarray, curvature: float = 1.0) -> np.ndarray:
    """(x₀, x) = γ(1/√c, k) with the Lorentz factor γ = 1/√(1 − c‖k‖²)."""
    root = float(np.sqrt(curvature))
    squared = float(curvature) * np.einsum("...d,...d->...", k, k)
    x = k / np.sqrt(1.0 - squared)[..., None]
    return hyperboloid.lift(root * x) / root
