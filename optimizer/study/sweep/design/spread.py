"""Continuous ranges of levels, and how levels are drawn from them: shares of 1 become levels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from optimizer.scenario.studies.schema import Distribution
from optimizer.study.sweep.design.needs import scipy_stats

DIGITS = 12
"""Significant digits that levels are rounded to, so that 0.1 + 0.2 reads 0.3; ends stay as they are given."""
WIDTH = 4.0
"""Standard deviations from the low to the high end of a normal distribution, which is cut off there (95 % of it)."""


@dataclass(frozen=True)
class Spread:
    """Levels from low to high [units of the factor], and how likely each is.

    mode : the most likely level of a triangular or pert distribution, and the middle of a normal one.
    """

    low: float
    high: float
    distribution: Distribution = "uniform"
    mode: float | None = None

    def evenly(self, steps: int) -> tuple[float, ...]:
        """So many levels from low to high."""
        if steps == 1:
            return (self.low,)
        inner = (rounded(level) for level in np.linspace(self.low, self.high, steps)[1:-1])
        return (self.low, *inner, self.high)

    def at(self, shares: np.ndarray) -> tuple[float, ...]:
        """The levels below which these shares of the distribution lie, shape of `shares` (N,)."""
        levels = _QUANTILES[self.distribution](self, np.asarray(shares, dtype=float))
        return tuple(float(min(max(rounded(level), self.low), self.high)) for level in levels)

    @property
    def middle(self) -> float:
        """The mode, or halfway."""
        return self.mode if self.mode is not None else (self.low + self.high) / 2


def rounded(level: float) -> float:
    """A level to so many significant digits."""
    return float(f"{level:.{DIGITS}g}")


def _uniform(spread: Spread, shares: np.ndarray) -> np.ndarray:
    return spread.low + shares * (spread.high - spread.low)


def _triangular(spread: Spread, shares: np.ndarray) -> np.ndarray:
    low, high, mode = spread.low, spread.high, spread.middle
    width, rise = high - low, mode - low
    below = low + np.sqrt(shares * width * rise)
    above = high - np.sqrt((1.0 - shares) * width * (high - mode))
    return np.where(shares * width < rise, below, above)


def _normal(spread: Spread, shares: np.ndarray) -> np.ndarray:
    deviation = (spread.high - spread.low) / WIDTH
    return _cut_normal(spread.low, spread.high, spread.middle, deviation, shares)


def _lognormal(spread: Spread, shares: np.ndarray) -> np.ndarray:
    """Normal in the logarithm, whose middle is that of the ends' logarithms where no mode is given."""
    low, high = np.log(spread.low), np.log(spread.high)
    middle = (low + high) / 2 if spread.mode is None else np.log(spread.mode)
    return np.exp(_cut_normal(low, high, middle, (high - low) / WIDTH, shares))


def _cut_normal(low: float, high: float, middle: float, deviation: float, shares: np.ndarray) -> np.ndarray:
    stats = scipy_stats()
    ends = (low - middle) / deviation, (high - middle) / deviation
    return stats.truncnorm.ppf(shares, *ends, loc=middle, scale=deviation)


def _pert(spread: Spread, shares: np.ndarray) -> np.ndarray:
    """A beta distribution about the mode, with the usual weight of 4 on it."""
    width = spread.high - spread.low
    first = 1.0 + 4.0 * (spread.middle - spread.low) / width
    second = 1.0 + 4.0 * (spread.high - spread.middle) / width
    return spread.low + width * scipy_stats().beta.ppf(shares, first, second)


_QUANTILES: Mapping[Distribution, Callable[[Spread, np.ndarray], np.ndarray]] = {
    "uniform": _uniform,
    "triangular": _triangular,
    "normal": _normal,
    "lognormal": _lognormal,
    "pert": _pert,
}
