"""Prices, limits and the split of the optimum: what duality says must hold of them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from optimizer.results.reconcile.checks import SMALLEST, TOLERANCE, Ledger, Place
from optimizer.results.reconcile.facts import Facts, Key, numbered
from optimizer.results.reconcile.grid import Grid
from optimizer.results.solution import Solution
from optimizer.results.tables import COLUMNS, Table
from optimizer.scenario import places
from optimizer.timeline import COMMON

KEY = ("kind", "region", "name")
WHOLE = "all"
"""The period of a limit over the whole horizon."""
OVER_PATH = frozenset({"credit_total", "loan_cap", "fund_total"})
"""Kinds of limits over the whole horizon."""
UNCHECKED = frozenset({"compute", "reserve_cover"})
"""Kinds that stand for no number of the other tables."""
TINY = 1e-12


def check(grid: Grid, facts: Facts, solution: Solution, ledger: Ledger) -> None:
    """Prices, limits and split."""
    _prices(grid, facts, ledger)
    # the size of the optimum; where its parts cancel, of the parts
    size = max(abs(solution.objective), *(abs(term) for term in solution.objective_terms.values()), 0.0)
    given_up = 0.0
    if grid.scenario.objective.maximize == "compute":
        size = abs(solution.objective)
        given_up = grid.scenario.objective.slack.value * size
    limits = _Rows("limits", solution.tables, grid, ledger)
    split = _Rows("value_split", solution.tables, grid, ledger)
    if len(limits.table):
        _limits(limits, solution.objective, size, given_up)
    _agree(limits, ledger)
    _split(split, limits, solution.objective, max(size, TINY), ledger)
    if grid.scenario.objective.maximize == "npv" and grid.scenario.objective.risk is None:
        _deals(limits, grid, facts, max(size, TINY), ledger)


def _prices(grid: Grid, facts: Facts, ledger: Ledger) -> None:
    for commodity in grid.scenario.commodities:
        for region in places.regions_of_market(grid.scenario, commodity):
            price = facts.of("prices", "price", region, commodity)
            at = int(price.argmin())
            where = Place(region, commodity, *grid.labels[at])
            ledger.one("prices", max(-float(price[at]), 0.0), float(np.abs(price).max()), where)
            if not facts.full("prices", "price", region, commodity):
                ledger.fail("prices", Place(region, commodity))
    for asset in grid.scenario.assets:
        for region in places.regions_of_asset(grid.scenario, asset):
            rent = facts.of("capacity", "rent", region, asset)
            at = int(rent.argmin())
            where = Place(region, asset, *grid.labels[at])
            ledger.one("prices", max(-float(rent[at]), 0.0), float(np.abs(rent).max()), where)


class _Rows:
    """A table of limits: its rows one by one, and by (kind, region, name) over nodes and then futures.

    labels : (future, period) of each place of such an array; `all` as period for a limit over a whole future.
    """

    def __init__(self, name: str, tables: Mapping[str, Table], grid: Grid, ledger: Ledger) -> None:
        self.table = tables.get(name) or Table(name, {column: [] for column in COLUMNS[name]})
        self.ledger = ledger
        self.nodes = grid.size
        self.labels = (*grid.labels, *((future, WHOLE) for future in grid.tree.futures or (COMMON,)))
        self.width = len(self.labels)
        node_of = {label: n for n, label in enumerate(self.labels)}
        self.keys, self._rows, self._nodes = numbered(self.table.columns, KEY, node_of)
        if len(self.table):
            odd = self._nodes < 0
            if odd.any() or np.bincount(self._rows * self.width + self._nodes).max() > 1:
                ledger.fail("tables", Place("", f"{name}: {' '.join(self.keys[self._rows[int(odd.argmax())]])}"))

    def of(self, column: str) -> np.ndarray:
        """A column of numbers; one that is not finite is told of, and counts as 0."""
        numbers = np.asarray(self.table.columns[column], float)
        sound = np.isfinite(numbers)
        if sound.all():
            return numbers
        where = self._place(int(sound.argmin()))
        self.ledger.fail("tables", where._replace(name=f"{self.table.name}: {column} of {where.name}"))
        return np.where(sound, numbers, 0.0)

    def _place(self, row: int) -> Place:
        region, name, future, period = (str(self.table.columns[c][row]) for c in ("region", "name", "future", "period"))
        return Place(region, name, future, period)

    def by_key(self, column: str, times: str | None = None) -> dict[Key, np.ndarray]:
        """A column, or the product of two, for each key, shape (nodes + futures,); 0 where there is no row."""
        values = self.of(column) * (1.0 if times is None else self.of(times))
        return self._spread(values)

    def given(self) -> dict[Key, np.ndarray]:
        """1 where there is a row."""
        return self._spread(np.ones(len(self.table)))

    def _spread(self, values: np.ndarray) -> dict[Key, np.ndarray]:
        wide = np.zeros((len(self.keys), self.width))
        known = self._nodes >= 0
        wide[self._rows[known], self._nodes[known]] = values[known]
        return dict(zip(self.keys, wide, strict=True))

    def worst(self, check: str, residual: np.ndarray, size: np.ndarray | float) -> None:
        """Note the row with the largest residual relative to its size."""
        relative = residual / np.maximum(size, TINY)
        at = int(relative.argmax())
        self.ledger.one(check, float(relative[at]), 1.0, self._place(at))


def _limits(limits: _Rows, objective: float, size: float, given_up: float) -> None:
    """Each row by itself: slack, sign, complementary slackness, elasticity.

    given_up : what the plan leaves of the optimum that the duals are of (`slack` of the best compute). By duality it is
    the sum of dual · slack over all rows, so no row has more.
    """
    limit, used, slack = limits.of("limit"), limits.of("used"), limits.of("slack")
    dual, elasticity = limits.of("dual"), limits.of("elasticity")
    row_size = np.maximum(np.maximum(np.abs(limit), np.abs(used)), SMALLEST)
    limits.worst("limits", np.abs(limit - used - slack), row_size)
    limits.worst("limits", np.maximum(-slack, 0.0), row_size)
    limits.worst("duals", np.maximum(-dual, 0.0) * row_size, size)
    limits.worst("duals", np.maximum(np.abs(dual * slack) - given_up, 0.0), size)
    worth = dual * limit
    limits.worst("elasticity", _residual_of_shares(elasticity, worth, abs(objective)), _own_size(worth, size))
    binding = np.array([str(text).lower() == "true" for text in limits.table.columns["binding"]])
    limits.worst("duals", np.where(binding != (dual > 0), np.inf, 0.0), 1.0)


def _agree(limits: _Rows, ledger: Ledger) -> None:
    """Each limit against what the other checks found for it; every limit that is used has its row."""
    limit, used, given = limits.by_key("limit"), limits.by_key("used"), limits.given()
    nothing = np.full(limits.width, np.nan)
    for key, bound in ledger.bounds.items():
        kind, region, name = key
        size = max(bound.size, SMALLEST)
        wide = slice(limits.nodes, None) if kind in OVER_PATH else slice(0, limits.nodes)
        there = given.get(key, nothing)[wide] == 1.0
        residual = np.abs(limit.get(key, nothing)[wide] - bound.limit)
        residual = np.maximum(residual, np.abs(used.get(key, nothing)[wide] - bound.used))
        finite = np.isfinite(bound.limit)
        scale = np.maximum(np.abs(np.where(finite, bound.limit, 0.0)), size)
        residual = np.where(there, residual / scale, 0.0)
        missing = ~there & finite & (bound.used > TOLERANCE * size)
        residual = np.where(missing, np.inf, residual)
        at = int(residual.argmax())
        ledger.one("limit_values", float(residual[at]), 1.0, Place(region, name, *limits.labels[wide][at]))
    for kind, region, name in given.keys() - ledger.bounds.keys():
        if kind not in UNCHECKED:
            ledger.fail("limit_values", Place(region, f"{kind} {name}"))


def _residual_of_shares(share: np.ndarray, worth: np.ndarray, objective: float) -> np.ndarray:
    """How far shares are from those of worths in the objective, shape (rows,) [money]; of nothing they must be 0."""
    return np.abs(share * objective - worth) if objective else np.where(share != 0.0, np.inf, 0.0)


def _own_size(worth: np.ndarray, size: float) -> np.ndarray:
    """What a worth is measured against: itself, where it is not too small a part of the optimum."""
    return np.maximum(np.abs(worth), 1e-3 * size)


def _split(split: _Rows, limits: _Rows, objective: float, size: float, ledger: Ledger) -> None:
    """The values sum to the objective, the shares to 1, and each value is a limit times its dual."""
    value, share = split.of("value"), split.of("share")
    ledger.one("value_split", float(value.sum()) - objective, size, Place("", "sum of all limits"))
    if not len(value):
        return
    split.worst("value_split", _residual_of_shares(share, value, objective), _own_size(value, size))
    worth = limits.by_key("dual", times="limit")
    for key, values in split.by_key("value").items():
        _, region, name = key
        # a limit below 0 in worth (a demand that must be served at a loss) has no dual of its own
        residual = np.abs(np.maximum(values, 0.0) - np.maximum(worth.get(key, np.zeros(split.width)), 0.0))
        # duals worth less than 1e-9 of the optimum are read as 0, their part of the split is not
        residual = residual / np.maximum(np.abs(values), 1e-2 * size)
        at = int(residual.argmax())
        ledger.one("value_split", float(residual[at]), 1.0, Place(region, name, *split.labels[at]))


def _deals(limits: _Rows, grid: Grid, facts: Facts, size: float, ledger: Ledger) -> None:
    """At the prices and rents of the tables no deal gains more than its limit is worth, and what is done gains that.

    Left out is what another rule than its market bears on: deals of funds that cover all, and use of a commodity of
    which a cover must be held.
    """
    weight = grid.probability * grid.discount[grid.period]
    dual = limits.by_key("dual")
    covered = {name for name, reserve in grid.scenario.reserve.items() if reserve.cover is not None}
    for deal in ledger.deals:
        if any(commodity in covered and np.any(np.less(each, 0.0)) for commodity, _, each in deal.goods):
            continue
        gain = deal.worth + sum(each * _price(grid, facts, *good) for *good, each in deal.goods)
        bound = dual.get((deal.kind, deal.region, deal.name))
        gain = gain * weight - (0.0 if bound is None else bound[: grid.size])
        if deal.kind == "demand" and ("firm", deal.region, deal.name) in dual:
            gain = gain + dual["firm", deal.region, deal.name][: grid.size]
        residual = np.abs(gain) * np.abs(deal.amount) + np.maximum(gain, 0.0) * deal.size
        turnover = np.abs(deal.amount * deal.worth * weight)
        residual = residual / np.maximum(turnover, 5e-2 * size)
        at = int(residual.argmax())
        where = Place(deal.region, deal.name, *grid.labels[at])
        ledger.one("worthwhile", float(residual[at]), 1.0, where)


def _price(grid: Grid, facts: Facts, commodity: str, region: str) -> np.ndarray:
    where = places.market_region(grid.scenario.commodities[commodity], region)
    return facts.of("prices", "price", where, commodity)
