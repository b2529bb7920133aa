"""The map of the chain: links down, periods across, shaded by what their limits are worth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from optimizer.report import sentences
from optimizer.report.page.facts import HeatMap, MapRow
from optimizer.report.page.heat import levels, steps, years_of
from optimizer.report.page.result import Result, first_upper, listed_names, many
from optimizer.report.words import listed, percent, spans_in_words
from optimizer.results.chain import MONEY, PERMITS, Link, links, made_by
from optimizer.results.held_back import LimitOverTime
from optimizer.results.names import in_words
from optimizer.results.spans import Span, spans
from optimizer.timeline import COMMON

NAMES = {PERMITS: "permitting staff", MONEY: "money"}


def chain_map(result: Result, limits: Sequence[LimitOverTime]) -> HeatMap:
    """Every link of the chain over the periods, and the limits that hold it back."""
    found = [(link, [limit for limit in limits if limit.link == link]) for link in links(result.scenario)]
    shares = {link: _share(result, mine) for link, mine in found}
    ladder = steps(np.array(list(shares.values())))
    rows = tuple(_row(result, link, mine, shares[link], ladder) for link, mine in found if mine)
    never = [in_words(link[1]) for link, mine in found if mine and link[1] and not (shares[link] > 0).any()]
    labels = result.when.labels
    closed = tuple(_closed(result, limits))
    title = "Map of the chain"
    return HeatMap(
        "chain", title, "Link", _summary(rows, never), labels, years_of(result.when.years), rows, ladder, closed
    )


def _share(result: Result, limits: Sequence[LimitOverTime]) -> np.ndarray:
    """What limits are worth in each period, as share of the plan's value."""
    whole = np.sum([np.zeros(len(result.when.labels)), *(limit.worth for limit in limits)], axis=0)
    share: np.ndarray = whole / abs(result.solution.objective) if result.solution.objective else np.zeros(len(whole))
    return share


def _row(
    result: Result, link: Link, limits: Sequence[LimitOverTime], shares: np.ndarray, ladder: Sequence[float]
) -> MapRow:
    holding = [limit for limit in limits if limit.ranked and limit.ranked.share > 0]
    return MapRow(
        name=in_words(link[1]) if link[1] else NAMES[link[0]],
        about=_about(result, link, limits),
        share=sum(limit.ranked.share for limit in holding if limit.ranked),
        shares=shares,
        use=_fullest(limits),
        level=levels(shares, ladder),
        when=_when(result, shares),
        limits=tuple(_limit_row(result, limit, ladder) for limit in holding),
    )


def _limit_row(result: Result, limit: LimitOverTime, ladder: Sequence[float]) -> MapRow:
    shares = _share(result, [limit])
    ranked = limit.ranked
    labels = result.when.labels
    return MapRow(
        name=sentences.in_words_of(ranked, result.scenario) if ranked else "",
        about="",
        share=ranked.share if ranked else 0.0,
        shares=shares,
        use=limit.use,
        level=levels(shares, ladder),
        when=spans_in_words(ranked.spans, Span(labels[0], labels[-1])) if ranked else "",
    )


def _fullest(limits: Sequence[LimitOverTime]) -> np.ndarray:
    """The largest use of any limit in each period, NaN where there is none."""
    uses = np.array([limit.use for limit in limits])
    known = ~np.isnan(uses).all(axis=0)
    found = np.full(uses.shape[1], np.nan)
    found[known] = np.nanmax(uses[:, known], axis=0)
    return found


def _about(result: Result, link: Link, limits: Sequence[LimitOverTime]) -> str:
    """Who makes and sells it; of money, the funds with limits."""
    scenario = result.scenario
    if link[0] == MONEY:
        return listed_names(
            [in_words(name) for name in dict.fromkeys(limit.name.partition("#")[0] for limit in limits)]
        )
    if link[0] == PERMITS:
        return listed_names([f"{in_words(name)} lane" for name in scenario.permitting.lanes])
    makers = [many(name) for name, asset in scenario.assets.items() if made_by(asset) == link[1]]
    sellers = [many(name) for name, supply in scenario.supplies.items() if supply.commodity == link[1]]
    return listed_names([*makers, *sellers])


def _when(result: Result, shares: np.ndarray) -> str:
    labels = result.when.labels
    held = [(COMMON, labels[t]) for t in np.flatnonzero(shares > 0.0).tolist()]
    return spans_in_words(spans(held, labels, ()), Span(labels[0], labels[-1])) if held else ""


def _summary(rows: Sequence[MapRow], never: Sequence[str]) -> str:
    ranked = sorted((row for row in rows if row.share > 0), key=lambda row: -row.share)
    if not ranked:
        return "No link holds the plan back."
    said = [f"{row.name} ({percent(row.share)})" for row in ranked[:3]]
    said[0] = f"{ranked[0].name} ({percent(ranked[0].share)} of the plan’s value)"
    free = f" Never a limit: {listed(never)}." if never else ""
    verb = "hold" if len(said) > 1 else "holds"
    return f"{first_upper(listed(said))} {verb} the plan back most.{free}"


def _closed(result: Result, limits: Sequence[LimitOverTime]) -> Iterator[str]:
    """What the scenario closes though something would be gained by opening it."""
    for limit in limits:
        ranked = limit.ranked
        if ranked and not ranked.worth and limit.kind in ("throughput", "loan_cap", "credit_cap", "credit_total"):
            name = sentences.in_words_of(ranked, result.scenario)
            yield f"{name}: {sentences.one_more(ranked, result.solution)}"
