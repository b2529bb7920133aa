"""What a user may ask of the solver."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

METHODS = ("auto", "simplex", "ipm", "hipo")
MODEL_FILES = (".mps", ".lp")
"""Endings of the files that a model can be written to."""


@dataclass(frozen=True)
class SolverOptions:
    """Settings of one run, on top of the scenario's `solver` block.

    options : any HiGHS option by name; `method` and `time_limit` (seconds) are understood here as well.
    """

    options: Mapping[str, str | float | int | bool] = field(default_factory=dict)
