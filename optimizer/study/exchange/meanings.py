"""What the tables of a result hold, in words: for the first sheet of a workbook. docs/results.md says more."""

from __future__ import annotations

TABLES: dict[str, str] = {
    "metrics": "Headline numbers, over the whole horizon",
    "capacity": "Capacity by asset. in_service: serves, mean over the period; existing: the part of it that stands "
    "without the plan; rent: what one more unit of output would be worth beyond its cost",
    "starts": "What is applied for, by permitting lane and surge step. start: capacity; capex: what it will cost",
    "capital": "Capital by what is built and who pays. outlay: as it is paid over construction",
    "activity": "What runs. activity: capacity × years used; cost: variable cost; input, output: takes and gives",
    "build_inputs": "What building takes. used: amount of the commodity",
    "supply": "What is bought. offered, bought: amounts; price: before tariff; paid: with tariff; tariff: that part",
    "flows": "What links carry. sent, arrived: amounts; cost: of sending",
    "demand": "What users get. wanted, served: amounts; worth: value of what is served",
    "stocks": "Commercial inventory. level: at the period's end; lost: of the stock before; holding: its cost",
    "reserve": "Strategic reserve. fill, draw: amounts; level: at the period's end; purchases, sales: fill and draw at "
    "the reference price; holding: cost; salvage: worth of what is left at the end",
    "credits": "Tax credits. entitled: what could be claimed; claimed: what is",
    "loans": "Public loans. lent: in the period of the start; drawn, service, subsidy: as they fall due",
    "funds": "Purses. budget, equity: may be paid in, is; credits, loans, reinvested: further money in; capital, "
    "debt_service, reserve_purchases, costs, purchases: money out; paid_out: left over; cash: kept at the end",
    "prices": "Shadow prices of commodities, in money of the period: what one more unit would be worth",
    "limits": "Every limit and how much of it is used. dual: gain of the objective from one more unit, discounted; "
    "elasticity: dual × limit as a share of the objective; binding: whether the dual is above 0",
    "value_split": "The objective split over the limits that it is owed to, discounted; the shares sum to 100 %",
    "sources": "Every number that the scenario gives, with its unit, range, source, confidence and note",
    "documents": "The documents that the sources are",
}
"""Each sheet in one sentence, with its quantities."""
RULES = (
    "One fact a row; its unit stands in the column unit. Rows that would be 0 are left out, except capacity in "
    "service, prices and limits.",
    "What flows is for the period, not for a year. Stocks, the reserve and cash are at the period's end.",
    "Money is not discounted, except in limits (dual) and value_split.",
    "future is 'all' before it is known which future holds; after that a row belongs to one future.",
    "region is 'national' for what has one balance in the country.",
)
"""What holds in every sheet."""
