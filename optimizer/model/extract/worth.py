"""What each limit that holds a plan back is worth, over all its periods: the ranking of a run without its tables.

The same sums as `results.bottlenecks` takes from the table `limits`, straight from the duals.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimizer.model.extract.reader import Reader
from optimizer.results.bottlenecks import ADDED
from optimizer.results.names import WAIT

EQUATIONS = {
    "supply": "supply",
    "link_capacity": "link",
    "stock_limit": "stock",
    "max_starts": "max_starts",
    "surge": "surge",
    "max_capacity": "max_capacity",
    "throughput": "throughput",
    "reserve_size": "reserve_size",
    "fill_rate": "fill_rate",
    "draw_rate": "draw_rate",
    "credit_cap": "credit_cap",
    "credit_total": "credit_total",
    "loan_cap": "loan_cap",
    "budget": "budget",
    "fund_total": "fund_total",
}
"""Equations whose right-hand side is a limit as the scenario gives it, and its kind."""
TIERED = frozenset({"supply", "surge"})
"""Equations whose second index is a tier or step, with a limit of its own each."""
LEAST = 1e-6
"""Share of the optimum below which a limit is left out."""


def limit_shares(reader: Reader) -> dict[str, float]:
    """Worth of each limit as a share of the optimum [1], largest first, by `kind:name`; regions are summed."""
    whole = abs(reader.optimum.objective)
    sums: dict[str, float] = {}
    for name, worth in _worths(reader):
        sums[name] = sums.get(name, 0.0) + worth
    shares = {name: worth / whole for name, worth in sums.items() if worth > LEAST * whole}
    return dict(sorted(shares.items(), key=lambda item: (-item[1], item[0])))


def _worths(reader: Reader) -> Iterator[tuple[str, float]]:
    for equation, kind in EQUATIONS.items():
        upper = reader.program.row_upper[reader.program.rows[equation].slice]
        yield from _summed(reader, equation, kind, reader.row_dual(equation) * upper)
    yield from _growth(reader)
    yield from _opening(reader, "balance", "stock", -1.0)
    yield from _opening(reader, "reserve", "reserve", 1.0)
    yield from _existing(reader)


def _summed(reader: Reader, equation: str, kind: str, worth: np.ndarray) -> Iterator[tuple[str, float]]:
    """Worths of rows, shape (rows,), by the plain name of their first index."""
    worth = np.maximum(worth, 0.0)
    if not worth.any():
        return
    over = reader.program.rows[equation].over
    names = _names(reader, over.axes[0].name, over.axes[0].labels)
    steps = over.axes[1].labels if equation in TIERED else ("",)
    which = over.codes[:, 1] if equation in TIERED else np.zeros(len(over), int)
    table = np.zeros((len(names), len(steps)))
    np.add.at(table, (over.codes[:, 0], which), worth)
    for i, j in np.argwhere(table > 0.0).tolist():
        yield f"{kind}:{names[i]}" + (f"#{steps[j]}" if equation in TIERED else ""), float(table[i, j])


def _names(reader: Reader, axis: str, labels: tuple[str, ...]) -> tuple[str, ...]:
    """Plain names of an axis, regions left out."""
    places = {
        "asset": reader.places.sites,
        "market": reader.places.markets,
        "supply": reader.places.supplies,
        "demand": reader.places.demands,
    }
    return tuple(place.name for place in places[axis]) if axis in places else labels


def _growth(reader: Reader) -> Iterator[tuple[str, float]]:
    """Growth's right-hand side in its two parts: the seed, and the starts before the horizon."""
    site, node = reader.row_codes("growth").T
    dual = reader.row_dual("growth")
    yield from _summed(reader, "growth", "growth_seed", dual * reader.coefficient("growth_seed")[site, node])
    yield from _summed(reader, "growth", "recent_starts", dual * reader.coefficient("growth_recent")[site, node])


def _opening(reader: Reader, equation: str, store: str, sign: float) -> Iterator[tuple[str, float]]:
    """What was in stock or reserve at the start."""
    market, node = reader.row_codes(equation).T
    opening = reader.coefficient(f"{store}_opening")[market, node]
    yield from _summed(reader, equation, f"{store}_initial", sign * reader.row_dual(equation) * opening)


def _existing(reader: Reader) -> Iterator[tuple[str, float]]:
    """Capacity that stands at the start, until new capacity has served beside it for a period.

    Of an asset that the plan adds to it is what the plan waits for (`WAIT`): any of it that stood would be new.
    """
    site, node = reader.row_codes("service").T
    parent = reader.places.tree.parent
    shape = len(reader.places.sites), len(parent)
    dual = np.zeros(shape)
    dual[site, node] = reader.row_dual("service")
    later = np.zeros(shape)
    np.add.at(later.T, parent[parent >= 0], dual.T[parent >= 0])
    existing, capacity = reader.coefficient("existing"), reader.dense("cap")
    new = capacity - existing > ADDED * capacity
    beside_new = np.where(parent >= 0, new[:, parent], False)
    worth = np.where(beside_new, 0.0, (dual - later) * existing)
    waits = new.any(axis=1) & (worth > 0.0).any(axis=1)
    names = [place.name for place in reader.places.sites]
    waiting = {name for name, waits_for in zip(names, waits.tolist(), strict=True) if waits_for}
    some = np.array([name in waiting for name in names], bool)
    for kind, mine in ((WAIT, some), ("existing", ~some)):
        yield from _summed(reader, "service", kind, np.where(mine[site], worth[site, node], 0.0))
