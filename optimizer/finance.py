"""Annuities: what capital costs a year, what interest during construction adds, what a payment today saves.

Rates are real, a year; times are years.
"""

from __future__ import annotations

import math

import numpy as np


def capital_recovery_factor(rate: float, years: float | None) -> float:
    """crf(ρ, L) = ρ / (1 − (1+ρ)^−L): yearly payment for one unit of capital over L years [1/yr].

    ρ = 0 gives 1/L; a life without end (None) gives ρ.

    >>> round(capital_recovery_factor(0.08, 20.0), 6)
    0.101852
    >>> capital_recovery_factor(0.0, 4.0)
    0.25
    """
    if years is None:
        return rate
    if rate == 0.0:
        return 1.0 / years
    return rate / -math.expm1(-years * math.log1p(rate))


def interest_during_construction(rate: float, build: float) -> float:
    """idc = ((1+ρ)^build − 1) / (build · ln(1+ρ)): cost at first service of one unit spent evenly over the build [1].

    1 where ρ or build is 0.

    >>> round(interest_during_construction(0.08, 1.5), 6)
    1.060008
    >>> interest_during_construction(0.0, 3.0)
    1.0
    """
    growth = build * math.log1p(rate)
    return math.expm1(growth) / growth if growth else 1.0


def annuity_weights(life: float | None, period_years: float, count: int) -> np.ndarray:
    """Share of period t' = t, t+1, ... in which an annuity of L years runs that begins in the middle of t [1].

    Half of t itself, whole periods after it, and a last part so that the shares sum to L/Δ; shape (count,).

    >>> annuity_weights(2.0, 1.0, 4).tolist()
    [0.5, 1.0, 0.5, 0.0]
    """
    end = np.inf if life is None else 0.5 + life / period_years
    k = np.arange(count)
    return np.clip(np.minimum(k + 1.0, end) - np.maximum(k, 0.5), 0.0, 1.0)


def debt_service(rate: float, tenor: float, period_years: float, count: int) -> np.ndarray:
    """Payment in period k on one unit drawn in period 0: crf(rate, tenor)·Δ from k = 1 for `tenor` years [1].

    >>> debt_service(0.0, 2.0, 1.0, 4).tolist()
    [0.0, 0.5, 0.5, 0.0]
    """
    k = np.arange(count)
    running = np.clip(tenor / period_years - (k - 1), 0.0, 1.0) * (k >= 1)
    result: np.ndarray = capital_recovery_factor(rate, tenor) * period_years * running
    return result
