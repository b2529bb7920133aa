"""Time kernels: what one unit started evenly over a period does in that period and the later ones, exactly averaged.

Every kernel is an array over k = 0..K-1, the periods since the start, for periods of Δ years. Source: docs/model.md,
"Time kernels".
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

KEPT = 4096
"""Kernels that are remembered: a scenario has some hundred different ones, and a neighbour of it most of the same."""
STEP = 1e-9
"""A ramp shorter than this is a step [yr]: dividing by it would cost the digits that it stands for."""


def ramp_integral(years: np.ndarray, ramp: float) -> np.ndarray:
    """F_w(y) = ∫₀^y clip(u/w, 0, 1) du [yr]; for w = 0 the integral of a unit step.

    >>> ramp_integral(np.array([-1.0, 1.0, 3.0]), 2.0).tolist()
    [0.0, 0.25, 2.0]
    """
    y = np.maximum(years, 0.0)
    if ramp < STEP:
        return y
    return np.where(y < ramp, y**2 / (2.0 * ramp), y - ramp / 2.0)


def ramp_double_integral(years: np.ndarray, ramp: float) -> np.ndarray:
    """G_w(y) = ∫₀^y F_w(u) du [yr²].

    >>> ramp_double_integral(np.array([-1.0, 2.0]), 0.0).tolist()
    [0.0, 2.0]
    """
    y = np.maximum(years, 0.0)
    if ramp < STEP:
        return y**2 / 2.0
    return np.where(y < ramp, y**3 / (6.0 * ramp), ramp**2 / 6.0 + y * (y - ramp) / 2.0)


@lru_cache(KEPT)
def in_service(delay: float, ramp: float, life: float | None, period_years: float, count: int) -> np.ndarray:
    """φ_k(D, w, L): share of a unit started in period 0 that serves in period k, averaged over it, shape (count,) [1].

    Parameters: delay D = permit + build [yr], ramp w to full output [yr], life L [yr] (None: for ever), Δ [yr].

    >>> in_service(1.5, 0.0, None, 1.0, 5).tolist()
    [0.0, 0.125, 0.875, 1.0, 1.0]
    >>> in_service(0.0, 0.0, None, 1.0, 3).tolist()
    [0.5, 1.0, 1.0]
    """
    arrived = _second_difference(ramp_double_integral, delay, ramp, period_years, count) / period_years**2
    if life is not None:
        arrived -= _second_difference(ramp_double_integral, delay + life, 0.0, period_years, count) / period_years**2
    return _shared(arrived)


@lru_cache(KEPT)
def outlay(first: float, last: float, period_years: float, count: int) -> np.ndarray:
    """σ_k(A, B): share of an outlay, spread evenly over [A, B] years after the start, that falls in period k [1].

    Shape (count,); sums to 1 over an endless horizon. A = B is a payment at one moment.

    >>> outlay(0.0, 0.0, 1.0, 3).tolist()
    [1.0, 0.0, 0.0]
    >>> outlay(0.5, 0.5, 1.0, 3).tolist()
    [0.5, 0.5, 0.0]
    """
    return _shared(_second_difference(ramp_integral, first, last - first, period_years, count) / period_years)


def _shared(kernel: np.ndarray) -> np.ndarray:
    """A kernel that several may hold, so that none may change it."""
    kernel.flags.writeable = False
    return kernel


def _second_difference(
    integral: Callable[[np.ndarray, float], np.ndarray], delay: float, ramp: float, period_years: float, count: int
) -> np.ndarray:
    at = integral(np.arange(-1, count + 1) * period_years - delay, ramp)
    result: np.ndarray = at[2:] - 2.0 * at[1:-1] + at[:-2]
    return result
