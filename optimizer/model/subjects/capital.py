"""Capital: what a start costs, and what is charged for it a year."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from optimizer.model.arrays import Coefficient
from optimizer.model.reads import ALL, DELAYS
from optimizer.model.subjects.subject import Subject, dense

PRICE = ("capex", "surge", "life", "hurdle_rate")
"""Fields of an asset that say what a start costs, and how it is charged."""


class Capital(Subject):
    """Letters: a a site, l a lane, q a surge step, n a node."""

    reads = (("assets", (*DELAYS, *PRICE)), ("permitting", ALL), ("objective", ALL))

    def coefficients(self) -> Iterator[Coefficient]:
        p = self.places
        yield from dense((p.site_axis, p.node_axis), {"capex": self._capex})
        yield self._unit_capital()
        yield from dense((p.site_axis, p.lane_axis, p.node_axis), {"annuity": self._annuity()})

    @cached_property
    def _capex(self) -> np.ndarray:
        """capex of a start at each node, shape (sites, nodes) [money/capacity]; 0 for what cannot be built."""
        return self.read.paths(self.read.assets, lambda a: a.capex, missing=0.0) / self.read.money

    def _unit_capital(self) -> Coefficient:
        """capex · (1 + surge premium) · (1 + lane fee) of every start [money/capacity]."""
        read, starts = self.read, self.cohorts.starts
        premium = read.parts(
            read.surge_steps, len(self.places.step_axis), lambda step: read.number(step, lambda s: s.premium.value)
        )
        fee = read.numbers(read.lanes, lambda lane: lane.fee.value)
        site, node = starts["a"], starts["n"]
        values = self._capex[site, node] * (1.0 + premium[site, starts["q"], node]) * (1.0 + fee[starts["l"], node])
        return starts.valued(values).coefficient("unit_capital", "a l q n")

    def _annuity(self) -> np.ndarray:
        """Discounted charges on one unit of price of a start, shape (sites, lanes, nodes) [1]; 0 where none can be."""
        table = np.zeros((len(self.places.sites), len(self.places.lane_axis), self.places.tree.size))
        table[self.cohorts.site, self.cohorts.lane] = self.cohorts.annuity
        return table
