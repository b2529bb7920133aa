"""Risk: one tail level for all futures, where the objective asks for it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimizer.model.arrays import Axis, Coefficient
from optimizer.model.reads import ALL
from optimizer.model.relation import members
from optimizer.model.subjects.subject import Set, Subject, dense


class Risk(Subject):
    """Letters: b a future, x the tail level."""

    reads = (("objective", ALL),)

    def sets(self) -> Iterator[Set]:
        asked = self.places.scenario.objective.risk is not None
        tail = members("x", Axis("tail", ("tail",)), range(1 if asked else 0))
        futures = self.futures if asked else self.futures.where(np.zeros(len(self.futures), bool))
        yield tail.index_set("TAIL", "x")
        yield futures.index_set("SHORTFALL", "b")
        yield futures.joined(tail).indexed_set("TAIL_OF", "b", "x")

    def coefficients(self) -> Iterator[Coefficient]:
        risk, future = self.places.scenario.objective.risk, self.places.future_axis
        share = 1.0 / risk.tail.value if risk else 0.0
        yield from dense((future,), {"tail_share": np.full(len(future), share)})
