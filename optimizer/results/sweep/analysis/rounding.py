"""What the solver's rounding can look like in the numbers of a sweep, and so is not told as something found."""

from __future__ import annotations

import numpy as np

ROUNDING = 1e-7
"""Share of a value by which the same point may differ when it is solved by another route."""
VISIBLE = 1e-5
"""Share of the range of a curve below which a departure from a straight line is not told."""


def is_constant(values: np.ndarray) -> bool:
    """Whether nothing but rounding separates numbers, shape (points,); of none, too."""
    return not len(values) or float(np.ptp(values)) <= ROUNDING * float(np.max(np.abs(values)))


def departure(values: np.ndarray) -> float:
    """How far a point of a curve may lie off the line through its neighbours and count as on it [their unit]."""
    return max(ROUNDING * float(np.max(np.abs(values))), VISIBLE * float(np.ptp(values)))
