"""The strategic reserves: level, room, rules of filling and drawing, cover, money."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.results.reconcile.checks import Ledger, largest
from optimizer.results.reconcile.facts import Facts
from optimizer.results.reconcile.grid import Grid
from optimizer.results.reconcile.markets import Books
from optimizer.scenario import places
from optimizer.scenario.number import Number
from optimizer.scenario.schema import Reserve


@dataclass(frozen=True, eq=False)
class _Held:
    """One reserve: its rules by variant, its amounts at every node, and the size of its market."""

    name: str
    region: str
    rules: tuple[Reserve, ...]
    fill: np.ndarray
    draw: np.ndarray
    level: np.ndarray
    room: np.ndarray
    size: float

    @property
    def at(self) -> tuple[str, str]:
        return self.region, self.name


def check(grid: Grid, facts: Facts, markets: Books, ledger: Ledger) -> None:
    """Every equation of the reserves."""
    for name in grid.scenario.reserve:
        held = _read(name, grid, facts, markets)
        for amounts in (held.fill, held.draw, held.level):
            ledger.not_negative(amounts, held.size, *held.at)
        _level(held, grid, ledger)
        _rates(held, grid, ledger)
        _cover(held, grid, markets.used[name, held.region], ledger)
        _money(held, grid, facts, ledger)


def _read(name: str, grid: Grid, facts: Facts, markets: Books) -> _Held:
    rules = tuple(scenario.reserve[name] for scenario in grid.variants)
    (region, *_) = places.regions_of_market(grid.scenario, name)
    fill, draw, level = (facts.of("reserve", quantity, name) for quantity in ("fill", "draw", "level"))
    room = grid.series(lambda v: rules[v].size)
    size = max(markets.sizes[name, region], largest(level))
    return _Held(name, region, rules, fill, draw, level, room, size)


def _level(held: _Held, grid: Grid, ledger: Ledger) -> None:
    keeps = grid.number(lambda v: 1.0 - held.rules[v].loss.value * grid.years)
    before = grid.before(held.level, held.rules[0].initial.value)
    ledger.same("reserve", held.level, keeps * before + held.fill - held.draw, held.size, *held.at)
    ledger.at_most("reserve_size", held.level, held.room, held.size, *held.at)
    ledger.bound("reserve_size", held.room, held.level, held.size, held.name, held.region)
    opening = grid.opening(held.rules[0].initial.value)
    ledger.bound("reserve_initial", opening, opening, held.size, held.name, held.region)


def _disrupted(held: _Held, grid: Grid) -> np.ndarray:
    """Share of each node's period in which the commodity is disrupted [1]."""
    return grid.over_nodes(lambda v: places.disrupted(grid.variants[v], grid.futures[v], held.name))


def _rates(held: _Held, grid: Grid, ledger: Ledger) -> None:
    hit = _disrupted(held, grid)
    everywhere = np.ones(grid.size)
    fill_share = 1.0 - hit if held.rules[0].fill == "undisrupted" else everywhere
    draw_share = hit if held.rules[0].release == "disruption" else everywhere

    def most(rate: np.ndarray, share: np.ndarray, ruled: bool) -> np.ndarray:
        """Rate × Δ × share; a rule without a rate allows the reserve's size × share."""
        room = np.where(np.isfinite(rate), rate * grid.years, held.room if ruled else np.inf)
        return room * share

    fill_rate = grid.number(lambda v: _or_any(held.rules[v].fill_rate))
    draw_rate = grid.number(lambda v: _or_any(held.rules[v].draw_rate))
    fill_most = most(fill_rate, fill_share, held.rules[0].fill == "undisrupted")
    draw_most = most(draw_rate, draw_share, held.rules[0].release == "disruption")
    ledger.at_most("fill_rate", held.fill, fill_most, held.size, *held.at)
    ledger.at_most("draw_rate", held.draw, draw_most, held.size, *held.at)
    ledger.bound("fill_rate", fill_most, held.fill, held.size, held.name, held.region)
    ledger.bound("draw_rate", draw_most, held.draw, held.size, held.name, held.region)


def _cover(held: _Held, grid: Grid, used: np.ndarray, ledger: Ledger) -> None:
    if held.rules[0].cover is None:
        return
    cover = grid.number(lambda v: 0.0 if (c := held.rules[v].cover) is None else c.value)
    begins = grid.number(lambda v: -np.inf if (c := held.rules[v].cover_from) is None else c)
    asked = (grid.tree.periods.starts[grid.period] >= begins - 1e-9) & (_disrupted(held, grid) == 0.0)
    ledger.at_most("reserve_cover", cover * used / grid.years * asked, held.level, held.size, *held.at)


def _money(held: _Held, grid: Grid, facts: Facts, ledger: Ledger) -> None:
    price = grid.series(lambda v: held.rules[v].price)
    holding = grid.number(lambda v: held.rules[v].holding_cost.value) * grid.years
    salvage = grid.number(lambda v: held.rules[v].salvage.value) * (grid.period == grid.count - 1)
    money = {
        "purchases": held.fill * price,
        "sales": held.draw * price,
        "holding": held.level * holding,
        "salvage": held.level * price * salvage,
    }
    for quantity, expected in money.items():
        ledger.same("reserve_money", facts.of("reserve", quantity, held.name), expected, 0.0, *held.at)


def _or_any(rate: Number | None) -> float:
    """A rate [commodity/yr]; infinite where there is none."""
    return np.inf if rate is None else rate.value
