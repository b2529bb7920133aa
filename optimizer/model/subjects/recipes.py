"""Recipes: what assets make and take when they run and what that costs, and what building them takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

import numpy as np

from optimizer.model.arrays import Coefficient
from optimizer.model.reads import ALL, DELAYS
from optimizer.model.relation import Relation, members, relation, stacked
from optimizer.model.subjects.subject import Set, Subject, dense
from optimizer.scenario.number import Number
from optimizer.scenario.schema import Mode

Side = Callable[[Mode], Mapping[str, Number]]
"""Inputs or outputs of a mode."""


class Recipes(Subject):
    """Letters: i a market (a commodity, in its region if it is regional), a a site, o a mode, l a lane, q a surge step;
    s the node of a start, n a node.
    """

    reads = (("assets", (*DELAYS, "modes", "build_inputs")), ("permitting", ALL))

    # --- relations ---

    @cached_property
    def modes(self) -> Relation:
        """(a, o): the modes of each site."""
        site, mode = self.places.site_axis, self.places.mode_axis
        rows = ((a, mode.code[name]) for a, asset in enumerate(self.read.assets) for name in asset[0].modes)
        return relation(rows, {"a": site, "o": mode})

    @cached_property
    def outputs(self) -> Relation:
        """(a, o, i): the markets that each mode makes for."""
        return self._recipes(_outputs)

    @cached_property
    def inputs(self) -> Relation:
        """(a, o, i): the markets that each mode takes from."""
        return self._recipes(_inputs)

    def _recipes(self, side: Side) -> Relation:
        p = self.places
        rows = (
            (a, p.mode_axis.code[name], p.market_of(commodity, site.region))
            for a, (site, asset) in enumerate(zip(p.sites, self.read.assets, strict=True))
            for name, mode in asset[0].modes.items()
            for commodity in side(mode)
        )
        return relation(rows, {"a": p.site_axis, "o": p.mode_axis, "i": p.market_axis})

    @cached_property
    def built_in(self) -> Relation:
        """(a, l, s, n, i) with what building takes in n per unit started in s [commodity/capacity]."""
        parts = (self._built_in(a, name) for a, asset in enumerate(self.read.assets) for name in asset[0].build_inputs)
        return stacked(parts, {**self.cohorts.axes, "i": self.places.market_axis})

    def _built_in(self, site: int, commodity: str) -> Relation:
        uses = [version.build_inputs[commodity] for version in self.read.assets[site]]
        kernel = self.cohorts.completion if uses[0].when == "completion" else self.cohorts.construction
        spread = self.cohorts.spread(kernel, only=self.cohorts.site == site)
        amounts = np.array([use.amount.value for use in uses])
        market = self.places.market_of(commodity, self.places.sites[site].region)
        return spread.rows(amounts[spread.variant]).joined(members("i", self.places.market_axis, [market]))

    def patterns(self) -> tuple[Relation, ...]:
        return (self.built_in,)

    # --- sets ---

    def sets(self) -> Iterator[Set]:
        acts = self.modes.joined(self.nodes)
        yield acts.index_set("ACT", "a o n")
        yield self.modes.indexed_set("MODES_OF", "a", "o")
        yield acts.indexed_set("ALL_MODES", "n", "a o")
        yield self.outputs.indexed_set("MAKERS_OF", "i", "a o")
        yield self.inputs.indexed_set("USERS_OF", "i", "a o")
        yield self.built_in.joined(self.cohorts.steps).indexed_set("BUILDS_USING", "i n", "a l q s")

    # --- coefficients ---

    def coefficients(self) -> Iterator[Coefficient]:
        p = self.places
        yield self._per_activity("made", self.outputs, _outputs)
        yield self._per_activity("used", self.inputs, _inputs)
        yield from dense((p.site_axis, p.mode_axis, p.node_axis), {"mode_cost": self._mode_cost()})
        yield self.built_in.coefficient("build_use", "i a l s n")

    def _per_activity(self, name: str, rows: Relation, side: Side) -> Coefficient:
        """Amount per unit of activity at every node [commodity/output]."""
        p, modes = self.places, self.places.mode_axis.labels
        amounts = [
            self.read.number(
                [side(version.modes[modes[o]])[p.markets[i].name] for version in self.read.assets[a]], float
            )
            for a, o, i in rows.codes("a o i").tolist()
        ]
        values = self.read.stack(amounts).reshape(-1)
        return rows.joined(self.nodes).valued(values).coefficient(name, "a o i n")

    def _mode_cost(self) -> np.ndarray:
        """Variable cost, shape (sites, modes, nodes) [money/output]; 0 for modes of other assets."""
        table = np.zeros((len(self.places.sites), len(self.places.mode_axis), self.places.tree.size))
        names = self.places.mode_axis.labels
        for a, o in self.modes.codes("a o").tolist():
            versions = [version.modes[names[o]] for version in self.read.assets[a]]
            table[a, o] = self.read.path(versions, lambda mode: mode.cost)
        return table / self.read.money


def _outputs(mode: Mode) -> Mapping[str, Number]:
    return mode.outputs


def _inputs(mode: Mode) -> Mapping[str, Number]:
    return mode.inputs
