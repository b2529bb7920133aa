"""Assets: what exists, what starts bring, and what limits starts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

import numpy as np

from optimizer.model.arrays import Coefficient
from optimizer.model.reads import ALL, DELAYS
from optimizer.model.relation import Relation, members, relation
from optimizer.model.subjects.subject import Set, Subject, dense
from optimizer.scenario import places as where
from optimizer.scenario.number import Number
from optimizer.scenario.schema import Asset, Growth

TIMES = (*DELAYS, "ramp", "life")
"""Fields of an asset that say when what is started serves, and how long."""
LIMITS = ("existing", "availability", "max_starts", "max_capacity", "growth", "surge")
"""Fields of an asset that limit its capacity and its starts."""
NO_GROWTH = Growth.model_construct(rate=Number(0.0), seed=Number(0.0), recent_starts=Number(0.0))
"""What an asset without a growth block reads as; it is in no growth row."""


class Assets(Subject):
    """Letters: a a site (an asset in a region), l a lane, q a surge step, s the node of a start, n a node."""

    reads = (("assets", (*TIMES, *LIMITS)), ("permitting", ALL), ("disruptions", ALL))

    # --- relations ---

    @cached_property
    def can_start(self) -> Relation:
        """(a, n): sites with the nodes in which a start is allowed."""
        return self.cohorts.starts.distinct("a n")

    @cached_property
    def ending_steps(self) -> Relation:
        """(a, q): the surge steps that have an end."""
        rows = (
            (a, q)
            for a, asset in enumerate(self.read.assets)
            for q, step in enumerate(asset[0].surge)
            if step.up_to is not None
        )
        return relation(rows, {"a": self.places.site_axis, "q": self.places.step_axis})

    def having(self, has: Callable[[Asset], bool]) -> Relation:
        """(a): the sites whose asset has something."""
        chosen = (a for a, asset in enumerate(self.read.assets) if has(asset[0]))
        return members("a", self.places.site_axis, chosen)

    def patterns(self) -> tuple[Relation, ...]:
        return self.cohorts.starts, self.cohorts.serving

    # --- sets ---

    def sets(self) -> Iterator[Set]:
        starts = self.cohorts.starts
        growing = self.can_start.joined(self.having(lambda asset: asset.growth is not None))
        before = growing.joined(self.parents).joined(starts.renamed("n", "p"))
        limited = self.can_start.joined(self.having(lambda asset: asset.max_starts is not None))
        bounded = self.having(lambda asset: asset.max_capacity is not None).joined(self.nodes)
        yield members("a", self.places.site_axis).joined(self.nodes).index_set("CAP", "a n")
        yield starts.index_set("START", "a l q n")
        yield starts.indexed_set("STARTS_AT", "a n", "l q")
        yield starts.indexed_set("ALL_STARTS", "n", "a l q")
        yield self.cohorts.serving.joined(self.cohorts.steps).indexed_set("STARTS_SERVING", "a n", "l q s")
        yield growing.index_set("GROWING", "a n")
        yield before.indexed_set("STARTS_BEFORE", "a n", "l q p")
        yield limited.index_set("MAX_STARTS", "a n")
        yield bounded.index_set("MAX_CAPACITY", "a n")
        yield starts.distinct("a q n").joined(self.ending_steps).index_set("SURGE", "a q n")
        yield starts.indexed_set("LANES_OF_STEP", "a q n", "l")

    # --- coefficients ---

    def coefficients(self) -> Iterator[Coefficient]:
        p = self.places
        site, step, node = p.site_axis, p.step_axis, p.node_axis
        yield from dense((site, node), {**self._capacity(), **self._growth()})
        yield self.cohorts.serving.coefficient("service_change", "a l s n")
        yield from dense((site, step, node), {"surge_room": self._surge_room()})

    def _capacity(self) -> dict[str, np.ndarray]:
        """Shape (sites, nodes) [capacity], availability [1]; infinite where there is no limit."""
        read, parent = self.read, self.places.tree.parent
        existing = read.paths(read.assets, lambda a: a.existing)
        return {
            "existing": existing,
            "existing_change": existing - np.where(parent >= 0, existing[:, parent], 0.0),
            "availability": read.stack([self._availability(number) for number in range(len(read.assets))]),
            "max_starts": read.paths(read.assets, lambda a: a.max_starts) * read.years,
            "max_capacity": read.paths(read.assets, lambda a: a.max_capacity),
        }

    def _availability(self, number: int) -> np.ndarray:
        """Usable share of a site's capacity, disruptions counted, shape (nodes,) [1]."""
        p, site, asset = self.places, self.places.sites[number], self.read.assets[number]

        def values(variant: int) -> np.ndarray:
            left = where.disruption_left(p.variants[variant], p.future_of(variant), asset=site.name, region=site.region)
            return asset[variant].availability.at(self.read.middles) * left

        return self.read.by_variant(values)

    def _growth(self) -> dict[str, np.ndarray]:
        """Shape (sites, nodes): (1+g)^Δ [1], seed · Δ, and at the root (1+g)^Δ · recent_starts · Δ [capacity]."""
        read, root = self.read, self.places.tree.parent < 0
        growths = [[version.growth or NO_GROWTH for version in asset] for asset in read.assets]
        factor = read.numbers(growths, lambda g: (1.0 + g.rate.value) ** read.years)
        recent = read.numbers(growths, lambda g: g.recent_starts.value) * read.years * factor
        return {
            "growth_factor": factor,
            "growth_seed": read.numbers(growths, lambda g: g.seed.value) * read.years,
            "growth_recent": np.where(root, recent, 0.0),
        }

    def _surge_room(self) -> np.ndarray:
        """Most that a surge step takes in the period, shape (sites, steps, nodes) [capacity]; infinite without an end.

        (up_to[q] − up_to[q−1]) · Δ
        """
        read = self.read
        room = np.full((len(self.places.sites), len(self.places.step_axis), self.places.tree.size), np.inf)
        for number, steps in enumerate(self.read.surge_steps):
            below = np.zeros(self.places.tree.size)
            for q, step in enumerate(steps):
                up_to = read.path(step, lambda s: s.up_to)
                room[number, q] = np.maximum(up_to - below, 0.0) * read.years
                below = up_to
        return room
