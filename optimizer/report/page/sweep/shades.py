"""Shades of a map of numbers: steps with round ends."""

from __future__ import annotations

import math

import numpy as np

from optimizer.report.words import decimals_for

MOST = 8
"""Shades that can be told apart side by side."""
ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)
MOST_DECIMALS = 6
ROUNDING = 1e-10
"""Part of the values by which they have to differ to be told apart."""


def edges(values: np.ndarray, most: int = MOST) -> tuple[float, ...]:
    """Round numbers between which the values lie, in even steps; one number where all values are the same.

    >>> edges(np.array([1244.0, 1444.0])), edges(np.array([3.0, 3.0]))
    ((1225.0, 1250.0, 1275.0, 1300.0, 1325.0, 1350.0, 1375.0, 1400.0, 1425.0, 1450.0), (3.0,))
    """
    known = values[np.isfinite(values)]
    if not len(known):
        return ()
    low, high = float(known.min()), float(known.max())
    step = _step(high - low, most)
    if not step or high - low <= ROUNDING * max(abs(low), abs(high)):
        return (low,)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(float(f"{place * step:.12g}") for place in range(first, max(last, first + 1) + 1))


def decimals(values: np.ndarray, ends: tuple[float, ...]) -> int:
    """Decimals that show differences of a tenth of a step."""
    known = values[np.isfinite(values)].tolist()
    if len(ends) < 2:
        return decimals_for(known)
    needed = math.ceil(-math.log10((ends[1] - ends[0]) / 10) - 1e-9)
    return min(max(needed, 0), MOST_DECIMALS)


def coarse(values: np.ndarray, ends: tuple[float, ...], exact: int) -> int:
    """Decimals that still tell steps apart; where there are none, those of three digits. exact : that tell more."""
    known = values[np.isfinite(values)].tolist()
    return max(exact - 1, 0) if len(ends) > 1 else min(exact, decimals_for(known))


def _step(span: float, most: int) -> float:
    """The smallest round step that parts the span into few."""
    if span <= 0.0 or not math.isfinite(span):
        return 0.0
    least = span / most
    power = 10.0 ** math.floor(math.log10(least))
    return next(digit * power for digit in ROUND if digit * power >= least * (1 - 1e-9))
