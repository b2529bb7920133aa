"""Points of a design of SALib in the blocks that belong together; a block that lacks an answer is dropped whole."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from optimizer.results.sweep.analysis.sample import Sample

FEWEST = 2
"""Blocks without which there is nothing to compare."""


@dataclass(frozen=True)
class Blocks:
    """Answers by block, shape (blocks, size) [unit of the record], of whole blocks only; where each comes from.

    rows : places of the points among the sample's rows, shape (blocks, size).  dropped : blocks left out.
    """

    values: np.ndarray
    rows: np.ndarray
    dropped: int

    @property
    def enough(self) -> bool:
        """Whether there is something to compare."""
        return len(self.values) >= FEWEST


def blocks(sample: Sample, record: str, size: int) -> Blocks:
    """A record in blocks of points that follow one another."""
    values = sample.values(record)
    count = len(values) // size
    whole = values[: count * size].reshape(count, size)
    rows = np.arange(count * size).reshape(count, size)
    known = np.isfinite(whole).all(axis=1)
    return Blocks(whole[known], rows[known], int(count - known.sum()))


def size(sample: Sample) -> int:
    """How many points belong together: a block of a Sobol design, a trajectory of Morris; 1 in other designs."""
    names, pairs = movers(sample), bool((sample.study.problem or {}).get("second_order"))
    return {"sobol": (2 if pairs else 1) * len(names) + 2, "morris": len(names) + 1}.get(sample.study.design, 1)


def half_width(value: float) -> float:
    """The half-width of an interval as SALib gives it; infinite where it could not estimate any."""
    return float(value) if math.isfinite(value) else math.inf


def problem(sample: Sample) -> dict[str, Any]:
    """The problem as SALib takes it: without keys of ours, and a copy, since SALib writes into it."""
    given: Mapping[str, Any] = sample.study.problem or {}
    names = list(given.get("names") or [axis.name for axis in sample.axes])
    found = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
    return found | ({"groups": list(given["groups"])} if given.get("groups") else {})


def movers(sample: Sample) -> list[str]:
    """The groups, or the factors where there are no groups, in the order of the problem."""
    whole = problem(sample)
    return list(dict.fromkeys(whole.get("groups", whole["names"])))


def places(sample: Sample) -> np.ndarray:
    """Where the factors of the problem stand, shape (rows, factors): levels, texts by their place among the levels."""
    axes = {axis.name: axis for axis in sample.axes}
    columns = [axes[name].positions([row.levels[name] for row in sample.rows]) for name in problem(sample)["names"]]
    return np.column_stack(columns)
