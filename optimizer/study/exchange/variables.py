"""The IAMC variables of a result: name, where its values come from, and what it says.

A name is a pattern over the columns of its table: `Investment|{asset}` has one variable for each asset.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

ADDITIONS = "additions"
"""A table made from `starts`: capacity that comes into service, by region and asset."""
COMPLETED = "completed"
"""Its quantity."""
NET_COST = "purchases -sales holding -salvage"
"""What a reserve costs."""


class Over(StrEnum):
    """How the periods of a year become one value."""

    SUM = "sum"
    MEAN = "mean"
    END = "end"


@dataclass(frozen=True)
class Variable:
    """One line of the table of variables.

    quantities : of `table`, added up (`-sales` is taken off).  over : how a year's value is made; a sum is per year.
    adds_up : the regions' values sum to the country's; a price does not.
    """

    name: str
    table: str
    quantities: tuple[str, ...]
    over: Over
    meaning: str
    adds_up: bool = True

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that the name is made of."""
        return tuple(re.findall(r"{(\w+)}", self.name))


def _sum(name: str, table: str, quantities: str, meaning: str) -> Variable:
    return Variable(name, table, tuple(quantities.split()), Over.SUM, meaning)


def _mean(name: str, table: str, quantity: str, meaning: str, adds_up: bool = True) -> Variable:
    return Variable(name, table, (quantity,), Over.MEAN, meaning, adds_up)


def _end(name: str, table: str, quantity: str, meaning: str) -> Variable:
    return Variable(name, table, (quantity,), Over.END, meaning)


VARIABLES: tuple[Variable, ...] = (
    _mean("Capacity|{asset}", "capacity", "in_service", "Capacity that serves"),
    _mean("Existing Capacity|{asset}", "capacity", "existing", "The part of it that stands without the plan"),
    _sum("Capacity Starts|{asset}", "starts", "start", "Capacity whose permit is applied for"),
    _sum("Capacity Additions|{asset}", ADDITIONS, COMPLETED, "New capacity that comes into service (its ramp begins)"),
    _sum("Investment", "capital", "outlay", "Capital as it is paid over construction"),
    _sum("Investment|{asset}", "capital", "outlay", "The same by what is built"),
    _sum("Operating Cost", "activity", "cost", "Variable cost, inputs not counted"),
    _sum("Operating Cost|{asset}", "activity", "cost", "The same by what runs"),
    _sum("Activity|{asset}", "activity", "activity", "Use of capacity (capacity × years)"),
    _sum("Production|{commodity}", "activity", "output", "What the assets make"),
    _sum("Production|{commodity}|{asset}", "activity", "output", "The same by what makes it"),
    _sum("Input|{commodity}", "activity", "input", "What running the assets takes"),
    _sum("Input|{commodity}|{asset}", "activity", "input", "The same by what takes it"),
    _sum("Construction Input|{commodity}", "build_inputs", "used", "What building takes"),
    _sum("Construction Input|{commodity}|{asset}", "build_inputs", "used", "The same by what is built"),
    _sum("Supply|{commodity}", "supply", "bought", "What is bought from outside the plan"),
    _sum("Supply|{commodity}|{supply}", "supply", "bought", "The same by source"),
    _sum("Supply Offered|{commodity}|{supply}", "supply", "offered", "What the source offers, disruptions counted"),
    _sum("Purchases", "supply", "paid", "Paid for supplies, tariff included"),
    _sum("Purchases|{supply}", "supply", "paid", "The same by source"),
    _sum("Tariff Revenue", "supply", "tariff", "The tariff in it"),
    _sum("Tariff Revenue|{supply}", "supply", "tariff", "The same by source"),
    _sum("Trade|{commodity}|Sent", "flows", "sent", "Sent over links; the region is FROM>TO"),
    _sum("Trade|{commodity}|Arrived", "flows", "arrived", "What is left of it on arrival; the region is FROM>TO"),
    _sum("Trade|{commodity}|Cost", "flows", "cost", "Cost of sending it; the region is FROM>TO"),
    _sum("Demand|{commodity}|{demand}|Served", "demand", "served", "What the users get"),
    _sum("Demand|{commodity}|{demand}|Wanted", "demand", "wanted", "What they want"),
    _sum("Demand|{commodity}|{demand}|Worth", "demand", "worth", "What they hold the served amount to be worth"),
    _end("Stock|{commodity}", "stocks", "level", "Commercial inventory"),
    _end("Reserve|{commodity}|Level", "reserve", "level", "Strategic reserve"),
    _sum("Reserve|{commodity}|Fill", "reserve", "fill", "Put into it"),
    _sum("Reserve|{commodity}|Draw", "reserve", "draw", "Taken out of it"),
    _mean("Price|{commodity}", "prices", "price", "What one more unit would be worth (shadow price)", adds_up=False),
    _mean("Rent|{asset}", "capacity", "rent", "What one more unit of its output would be worth beyond its cost", False),
    _sum("Loans|{loan}|Drawn", "loans", "drawn", "Lent, as it is drawn"),
    _sum("Loans|{loan}|Debt Service", "loans", "service", "Paid back, with interest"),
    _sum("Fund|{fund}|Budget", "funds", "budget", "What may be paid in"),
    _sum("Fund|{fund}|Equity", "funds", "equity", "What is paid in"),
    _sum("Fund|{fund}|Spending", "funds", "capital debt_service reserve_purchases costs purchases", "Money out"),
    _sum("Fund|{fund}|Paid Out", "funds", "paid_out", "Left over and taken out"),
    _end("Fund|{fund}|Cash", "funds", "cash", "Kept for later"),
    _sum("Public Cost|Credits", "credits", "claimed", "Tax credits paid"),
    _sum("Public Cost|Credits|{credit}", "credits", "claimed", "The same by credit"),
    _sum("Public Cost|Credits|{credit}|{asset}", "credits", "claimed", "The same by credit and what it is paid for"),
    _sum("Public Cost|Loan Subsidy", "loans", "subsidy", "Cost of public loans to the Treasury"),
    _sum("Public Cost|Loan Subsidy|{loan}", "loans", "subsidy", "The same by programme"),
    _sum(
        "Public Cost|Reserve", "reserve", NET_COST, "Cost of the reserve, less what is sold and what is left at the end"
    ),
    _sum("Public Cost|Reserve|{commodity}", "reserve", NET_COST, "The same by commodity"),
)
"""The variables in the order of the file. Those of `Public Cost` that no table holds are in `iamc`."""

LEVERS = "Public Cost|Levers"
PUBLIC_COST = "Public Cost"
MADE: dict[str, str] = {
    LEVERS: "Cost of running the levers that are applied",
    PUBLIC_COST: "Credits, loan subsidy, reserve and levers; the sum over the years is the metric `public_cost`",
}
"""Variables that are no sum over a table, with what they say."""
PARTS = ("Public Cost|Credits", "Public Cost|Loan Subsidy", "Public Cost|Reserve", LEVERS)
"""What `Public Cost` is made of."""
