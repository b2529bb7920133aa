"""Permitting lanes with limited staff. (Delays themselves are in the time kernels.)"""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.model.arrays import Coefficient
from optimizer.model.reads import ALL
from optimizer.model.relation import members
from optimizer.model.subjects.subject import Set, Subject, dense


class Permits(Subject):
    """Letters: l a lane, a a site, q a surge step, n a node."""

    reads = (("permitting", ALL),)

    def sets(self) -> Iterator[Set]:
        limited = (l for l, lane in enumerate(self.read.lanes) if lane[0].throughput is not None)
        applications = self.cohorts.starts.joined(members("l", self.places.lane_axis, limited))
        yield applications.distinct("l n").index_set("STAFFED", "l n")
        yield applications.indexed_set("STARTS_IN_LANE", "l n", "a q")

    def coefficients(self) -> Iterator[Coefficient]:
        read = self.read
        room = read.paths(read.lanes, lambda lane: lane.throughput) * read.years / read.money
        yield from dense((self.places.lane_axis, self.places.node_axis), {"throughput": room})
