"""The tables of a result: which exist, their columns, and a small column store for them.

Every table is long, one fact a row, with its unit. `future` is `all` before the reveal and without futures;
`region` is `national` for what has one balance in the country. Amounts are for the period (not a year), levels
(capacity, stock, reserve, cash) as `quantity` says. Money is undiscounted unless it says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

TIME = ("future", "period")
FACT = ("quantity", "value", "unit")
LIMIT = ("limit", "used", "slack", "dual", "dual_unit", "elasticity", "binding")
NUMBERS = frozenset({"value", "limit", "used", "slack", "dual", "elasticity", "share"})
"""Columns that hold numbers; all others hold text."""

COLUMNS: dict[str, tuple[str, ...]] = {
    # quantity: in_service, existing [capacity]; rent [money/output unit, money of its period]
    "capacity": ("region", "asset", *TIME, *FACT),
    # quantity: start [capacity]; capex [money: capex x (1+premium) x (1+fee) x start, at the start's price]
    "starts": ("region", "asset", "lane", "step", *TIME, *FACT),
    # quantity: outlay [money], as it falls due over the construction
    "capital": ("region", "asset", "fund", *TIME, *FACT),
    # quantity: activity [output unit], cost [money]; input, output [commodity unit] with `commodity` filled
    "activity": ("region", "asset", "mode", "commodity", *TIME, *FACT),
    # quantity: used [commodity unit], by building
    "build_inputs": ("region", "asset", "commodity", *TIME, *FACT),
    # quantity: bought, offered [commodity unit]; price [money/unit, before tariff]; paid (with tariff), tariff [money]
    "supply": ("region", "supply", "commodity", "tier", *TIME, *FACT),
    # quantity: sent, arrived [commodity unit]; cost [money]
    "flows": ("link", "from", "to", "commodity", *TIME, *FACT),
    # quantity: served, wanted [commodity unit]; worth [money: value x served]
    "demand": ("region", "demand", "commodity", "tier", *TIME, *FACT),
    # quantity: level at the period's end, lost [commodity unit]; holding [money]
    "stocks": ("region", "commodity", *TIME, *FACT),
    # quantity: fill, draw, level at the period's end [commodity unit]; purchases (fill x reference price), sales (draw
    # x reference price), holding, salvage [money]
    "reserve": ("commodity", *TIME, *FACT),
    # quantity: claimed, entitled [money]
    "credits": ("credit", "region", "asset", *TIME, *FACT),
    # quantity: lent (on what starts in the period), drawn, service, subsidy (as they fall due) [money]
    "loans": ("loan", "region", "asset", "lane", *TIME, *FACT),
    # quantity: budget, equity, credits, loans, debt_service, capital, reserve_purchases, costs, purchases, reinvested,
    # paid_out (left over, leaves the fund), cash at the period's end [money]
    "funds": ("fund", *TIME, *FACT),
    # quantity: price [money/unit, money of its period: dual / (p(n) df_t)]
    "prices": ("region", "commodity", *TIME, *FACT),
    # limit, used, slack [unit]; dual [objective per unit, discounted and expected]; elasticity [1]; binding [text]
    "limits": ("kind", "region", "name", *TIME, *LIMIT, "unit"),
    # value [objective], share [1]: the optimum split over the limits; the values sum to the objective
    "value_split": ("kind", "region", "name", *TIME, "value", "share", "unit"),
}


@dataclass(frozen=True)
class Table:
    """Columns of equal length, in the order of `COLUMNS`. Text columns are lists of str, numbers float arrays."""

    name: str
    columns: Mapping[str, Sequence[Any] | np.ndarray]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()))) if self.columns else 0

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The rows, in column order."""
        return zip(*self.columns.values(), strict=True)

    def where(self, **equal: str) -> Table:
        """The rows in which each named column has the given text."""
        keep = np.ones(len(self), bool)
        for column, text in equal.items():
            keep &= np.asarray(self.columns[column], dtype=object) == text
        picked = np.flatnonzero(keep)
        return Table(
            self.name,
            {
                name: column[picked] if isinstance(column, np.ndarray) else [column[i] for i in picked.tolist()]
                for name, column in self.columns.items()
            },
        )
