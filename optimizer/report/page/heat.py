"""Shades of maps: round steps that suit the largest value."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np

SHADES = 5
LADDER = (1.0, 3.0)
"""First digits of the steps between shades: each is about three times the one below."""
OF_LARGEST = 0.6
"""The darkest shade begins at most at this part of the largest value."""


def steps(shares: np.ndarray) -> tuple[float, ...]:
    """Lower ends of the shades, above 0, ascending: round numbers that suit the largest share.

    >>> steps(np.array([0.024]))
    (0.0, 0.0003, 0.001, 0.003, 0.01)
    """
    largest = float(np.max(np.nan_to_num(shares), initial=0.0))
    if largest <= 0.0:
        return ()
    exponent = int(np.floor(np.log10(OF_LARGEST * largest)))
    ends = [float(f"{digit:g}e{power}") for power in range(exponent - 3, exponent + 1) for digit in LADDER]
    below = [end for end in ends if end <= OF_LARGEST * largest]
    return (0.0, *below[-(SHADES - 1) :])


def levels(shares: np.ndarray, ladder: Sequence[float]) -> tuple[int, ...]:
    """The shade of each share: 0 for nothing, 1 for the lightest."""
    if not ladder:
        return (0,) * len(shares)
    return tuple(sum(share > end for end in ladder[1:]) + 1 if share > 0.0 else 0 for share in shares.tolist())


def years_of(periods: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """(year, periods in it) in order. periods : the year of each."""
    return tuple((year, len(list(group))) for year, group in groupby(periods))
