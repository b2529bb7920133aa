"""The decision variables: meaning, unit and the index set each lives on. All are ≥ 0 but `tail_level`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Decision:
    """One family of decision variables."""

    name: str
    over: str
    unit: str
    meaning: str
    free: bool = False


DECISIONS = (
    Decision("start", "START", "capacity", "capacity whose permit is applied for in n, in lane l, at surge step q"),
    Decision("cap", "CAP", "capacity", "capacity in service in n, averaged over the period"),
    Decision("act", "ACT", "capacity x yr", "activity of an asset in mode o during the period"),
    Decision("buy", "BUY", "commodity", "bought from tier q of supply s"),
    Decision("flow", "FLOW", "commodity", "sent over a link between regions"),
    Decision("stock", "STOCK", "commodity", "commercial inventory at the period's end"),
    Decision("fill", "RESERVE", "commodity", "put into the strategic reserve"),
    Decision("draw", "RESERVE", "commodity", "taken out of the strategic reserve"),
    Decision("reserve", "RESERVE", "commodity", "strategic reserve at the period's end"),
    Decision("serve", "SERVE", "commodity", "demand served in tier q of demand d"),
    Decision("claim", "CLAIM", "money", "credit claimed for an asset"),
    Decision(
        "loan", "LOAN", "money", "lent by a programme on what starts in n in lane l, drawn as its outlays fall due"
    ),
    Decision("equity", "FUND_NODES", "money", "paid in from the fund's budget"),
    Decision("paid_out", "FUND_NODES", "money", "money left over that leaves the fund"),
    Decision("cash", "CARRYING", "money", "carried over to the next period, in a fund that may carry"),
    Decision(
        "tail_level", "TAIL", "money", "value that the bad tail of futures falls short of (value at risk)", free=True
    ),
    Decision("shortfall", "SHORTFALL", "money", "by how much a future falls short of the tail level"),
)
