"""What every commodity is worth over time beside what it costs on the market, and who goes without."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimizer.report import grids, sentences
from optimizer.report.page.facts import Chart, Part, Section, Series, colour, panel
from optimizer.report.page.result import Result, first_upper, has_any, many
from optimizer.report.words import amount, percent
from optimizer.results.bottlenecks import Crowding, crowding_out
from optimizer.results.by_period import offers
from optimizer.results.names import clean, in_words, plural, region_in_words
from optimizer.results.sums import Key

REGIONS_DRAWN = 8
SCARCE = 1.005
"""Worth of one more unit, as a multiple of what the dearest unit bought costs, from which it is called scarce."""
READING = (
    "The line is the shadow price: what one more unit would be worth to the plan, in money of the year. The dotted "
    "lines are what the market asks, duty included, tier by tier. Where the line is above a dotted one, all of that "
    "tier is bought, and more of it would be worth more than it costs."
)
IN_COMPUTE = (
    "The plan is the one with the most compute: what one more unit of a commodity would be worth is counted in compute "
    "that users get, and cannot be set beside market prices."
)
CROWDED = (
    "What other users go without is what this plan leaves them, whether or not AI is the reason: run the scenario "
    "without the demand for compute to see the difference."
)


def prices(result: Result) -> Section:
    """The section."""
    users = crowding_out(result.solution, result.scenario)
    reading = READING if _in_money(result) else IN_COMPUTE
    return Section(
        "prices",
        "Prices",
        "Prices, and who goes without",
        (
            Part("What each commodity is worth", (reading,), tuple(_cards(result))),
            Part("What other users go without", (_others(result), CROWDED), tuple(_crowding(result, users))),
        ),
    )


def _in_money(result: Result) -> bool:
    """Whether shadow prices are in money; where compute is maximised they are in compute."""
    return result.solution.objective_unit == result.scenario.money.unit


def _cards(result: Result) -> Iterator[Chart]:
    worth = result.periods("prices", "price", "commodity", "region")
    unit = result.units("prices", "price", "commodity")
    asked = offers(result.solution.tables["supply"], result.scenario, result.when) if _in_money(result) else {}
    supplies = result.scenario.supplies.values()
    for place, name in enumerate(result.scenario.commodities):
        mine = {key: row for key, row in worth.items() if key[0] == name}
        market = {key: row for key, row in asked.items() if key[0] == name and np.isfinite(row).any()}
        if not any(has_any(row) for row in mine.values()):
            continue
        series = [*_worths(result, mine), *_offers(result, market)]
        yield Chart(
            f"price-{place}",
            first_upper(plural(in_words(name))),
            _said(result, mine, market, unit[(name,)], made=not any(s.commodity == name for s in supplies)),
            result.when.labels,
            "period",
            (panel("", clean(unit[(name,)]), series),),
            small=True,
        )


def _worths(result: Result, mine: dict[Key, np.ndarray]) -> Iterator[Series]:
    if len(mine) == 1:
        yield Series("one more unit is worth", "line", next(iter(mine.values())), "c1")
        return
    for place, ((_, region), row) in enumerate(list(mine.items())[:REGIONS_DRAWN]):
        yield Series(f"worth{region_in_words(region, result.scenario)}", "line", row, colour(place))


def _offers(result: Result, market: dict[Key, np.ndarray]) -> Iterator[Series]:
    """The market's price of each tier; of a supply that asks the same everywhere, once."""
    drawn: dict[str, list[np.ndarray]] = {}
    for (_, region, supply, tier), row in market.items():
        name = many(supply)
        if len(result.scenario.supplies[supply].tiers) > 1:
            name += f", tier {clean(tier)}"
        before = drawn.setdefault(name, [])
        if any(np.array_equal(row, other, equal_nan=True) for other in before):
            continue
        before.append(row)
        where = region_in_words(region, result.scenario) if len(before) > 1 else ""
        yield Series(name + where, "thin", row, "market")


def _said(result: Result, mine: dict[Key, np.ndarray], market: dict[Key, np.ndarray], unit: str, *, made: bool) -> str:
    """When it is worth most, and how that compares with the market. made : nothing of it can be bought."""
    rows = np.array(list(mine.values()))
    top = rows.max(axis=0)
    labels = result.when.labels
    best = int(np.argmax(top))
    text = f"Worth most in {labels[best]}: {amount(float(top[best]), unit)}"
    if not market:
        return text + ("; no market for it, made within the chain." if made else ".")
    asked = np.array(list(market.values()))
    known = np.isfinite(asked).any(axis=0)
    dearest = np.where(known, np.nanmax(np.where(np.isfinite(asked), asked, -np.inf), axis=0), np.nan)
    above = int(np.sum(top[known] > SCARCE * dearest[known]))
    if not above:
        return text + "; never more than the market’s dearest tier asks."
    return text + f"; above the market’s dearest tier in {above} of {len(labels)} {result.step}s."


# --- who goes without -------------------------------------------------------------------------------------------------


def _others(result: Result) -> str:
    said = sentences.others(result.solution, result.scenario)
    return said or "The scenario has no users beside those of compute."


def _crowding(result: Result, users: tuple[Crowding, ...]) -> Iterator[Chart]:
    short = [each for each in users if each.unmet.any()]
    if not short:
        return
    series = [
        Series(plural(in_words(each.commodity)), "line", _share(each), colour(place))
        for place, each in enumerate(short)
    ]
    worst = max(short, key=lambda each: float(_share(each).max()))
    share = _share(worst)
    year = worst.years[int(np.argmax(share))]
    said = f"Most of all in {year}: {percent(float(share.max()) / 100)} of the {plural(in_words(worst.commodity))}."
    grid = grids.crowding_grid(result.solution, result.scenario)
    chart = panel("share of what they want", "%", series)
    yield Chart("others", f"Not served{result.expected}", said, result.calendar.years, "year", (chart,), table=grid)


def _share(users: Crowding) -> np.ndarray:
    """What is not served, in per cent of what is wanted, shape (years,)."""
    share: np.ndarray = np.divide(
        100.0 * users.unmet, users.wanted, out=np.zeros(len(users.years)), where=users.wanted > 0.0
    )
    return share
