"""Points that the study lists: the first level of every factor, the second of every factor, and so on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from optimizer.study.sweep.design.axes import Axis
from optimizer.study.sweep.design.plans.plan import Plan


def listed(axes: Sequence[Axis], points: int | None) -> Plan:
    """One point a place in the lists, which are equally long (the rules of study files see to that)."""
    rows = tuple(zip(*(axis.listed or axis.stops() for axis in axes), strict=True))
    if points is None or len(rows) <= points:
        return Plan(rows)
    kept = tuple(rows[round(at)] for at in np.linspace(0, len(rows) - 1, points))
    return Plan(kept, notes=(f"{points} of the {len(rows)} points listed, evenly",))
