"""Which entries of a scenario the rows and columns of a program belong to."""

from __future__ import annotations

from optimizer.model.build import Formulation

OF_RESERVES = frozenset({"reserve", "reserve_size", "fill_rate", "draw_rate", "cover", "fill", "draw"})
"""Equations and variables on the market axis that belong to the reserve of the commodity, not to the commodity."""


def names_by_axis(formulation: Formulation) -> dict[str, list[str]]:
    """The name of the entry that each label of an axis belongs to, by axis; regions left out."""
    places = formulation.places
    return {
        "asset": [site.name for site in places.sites],
        "supply": [place.name for place in places.supplies],
        "demand": [place.name for place in places.demands],
        "market": [market.name for market in places.markets],
        "link": list(map(str, places.link_axis.labels)),
        "lane": list(map(str, places.lane_axis.labels)),
        "credit": list(map(str, places.credit_axis.labels)),
        "loan": list(map(str, places.loan_axis.labels)),
        "fund": list(map(str, places.fund_axis.labels)),
    }
