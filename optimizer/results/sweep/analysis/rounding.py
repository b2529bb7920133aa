"""What the solver's rounding can look like in the numbers of a sweep, and so is not told as something found."""

from __future__ import annotations

import numpy as np

ROUNDING = 1e-7
"""Share of a value by which the same point may differ when it is solved by another route."""
OF_OBJECTIVE = 1e-9
"""Share of the largest objective of a sweep below which money is rounding: the solver knows it no better than that."""
VISIBLE = 1e-5
"""Share of the range of a curve below which a departure from a straight line is not told."""


def is_constant(values: np.ndarray, noise: float = 0.0) -> bool:
    """Whether nothing but rounding separates numbers, shape (points,); of none, too.

    noise : what they may differ by in any case [their unit], see `Sample.noise`.
    """
    return not len(values) or float(np.ptp(values)) <= max(ROUNDING * float(np.max(np.abs(values))), noise)


def departure(values: np.ndarray) -> float:
    """How far a point of a curve may lie off the line through its neighbours and count as on it [their unit]."""
    return max(ROUNDING * float(np.max(np.abs(values))), VISIBLE * float(np.ptp(values)))
