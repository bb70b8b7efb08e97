"""Quotients of hyperbolic functions that have a limit where both sides are zero."""

import numpy as np


def tanh_ratio(t: np.ndarray) -> np.ndarray:
    """tanh(t)/t for t ≥ 0; 1 at 0."""
    divisor = np.where(t > 0.0, t, np.ones_like(t))
    return np.where(t > 0.0, np.tanh(t) / divisor, np.ones_like(t))


def artanh_ratio(t: np.ndarray) -> np.ndarray:
    """artanh(t)/t for 0 ≤ t < 1; 1 at 0."""
    divisor = np.where(t > 0.0, t, np.ones_like(t))
    return np.where(t > 0.0, np.arctanh(t) / divisor, np.ones_like(t))


def sinh_ratio(t: np.ndarray, x: np.ndarray) -> np.ndarray:
    """sinh(t x)/sinh(x) for x ≥ 0; t at 0."""
    divisor = np.where(x > 0.0, np.sinh(x), np.ones_like(x))
    return np.where(x > 0.0, np.sinh(t * x) / divisor, t * np.ones_like(x))
