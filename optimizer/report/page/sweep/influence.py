"""Which factors move the results: shares of the variance, elementary effects, distances of distributions, ranks."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from optimizer.report.grids import Grid, Line
from optimizer.report.page.facts import Chart, Panel, Part, Section, Series
from optimizer.report.page.sweep.records import Records
from optimizer.report.sweep_grids import IN_BRACKETS, in_order, too_wide
from optimizer.report.sweep_grids import told as in_cell
from optimizer.report.sweep_interactions import pairs
from optimizer.report.words import Scale, amount, number, scale_for
from optimizer.results.sweep.analysis.index_facts import Index, IndexName, IndexSet, Method

DRAWN = 12
"""Factors that are drawn, the strongest first; the table has the rest."""
MOST_ROWS = 200
FARTHEST = 0.5
"""How far beyond 0 and 1 an axis of shares reaches for the sake of intervals."""
SHARES: tuple[IndexName, ...] = ("S1", "ST")
SECOND: tuple[Method, ...] = ("pawn", "rank")
"""Methods that are folded away where there is a better one."""
PERCENT = Scale(100.0, "%")
PLAIN = Scale(1.0, "")
READING: dict[Method, str] = {
    "sobol": "The first index of a factor is the part of the spread that would go away if it alone became known; the "
    "total index is the part that stays as long as it alone is unknown. A total well above the first means that it "
    "acts together with others. The thin lines are 95 % intervals.",
    "variance": "The first part is what a factor explains of the spread by itself, over the levels of this grid; the "
    "total adds what it does together with others.",
    "morris": "To the right: how much a record moves, on average, as a factor goes through its range (μ*). Upwards: "
    "how unlike that is from place to place (σ). Near the dashed line, or above it, what a factor does depends on "
    "where it stands itself, or on the others. The thin lines are 95 % intervals; what is grey cannot be told from "
    "nothing, since its interval reaches 0.",
    "pawn": "How far the distribution of a record shifts as a factor becomes known (PAWN: the median "
    "Kolmogorov-Smirnov distance, 0 to 1). Grey bars are no longer than chance alone makes them.",
    "rank": "Whether a record goes up or down with a factor (Spearman’s rank correlation, -1 to 1). Grey bars are no "
    "longer than chance alone makes them.",
}
OF_GROUPS = (
    "How much a record moves, on average, as a factor or a group goes through its range (μ*). A group has no σ, since "
    "its members have effects of their own; so the sizes alone are drawn. The thin lines are 95 % intervals; what is "
    "grey cannot be told from nothing, since its interval reaches 0."
)
WHY_ANOTHER: dict[Method, str] = {
    "sobol": "Shares of the spread are ruled by the few points that lie far from all others; the median distance of "
    "PAWN tells of the typical ones. Where the two disagree, a factor matters at the extremes and little elsewhere, or "
    "the other way round.",
    "morris": "Mean sizes of effects are ruled by the places where a factor does most; the median distance of PAWN "
    "tells of the typical points, and needs more of them: of so few points it tells less. Where the two disagree, the "
    "effects count: for them these points were chosen.",
}
"""Why PAWN need not agree with the better yardstick of the same points."""
HEADINGS: dict[Method, str] = {
    "sobol": "Shares of the spread (Sobol)",
    "variance": "Shares of the spread",
    "morris": "Size and evenness of effects (Morris)",
    "pawn": "Shift of the distributions (PAWN)",
    "rank": "Rank correlation",
}
CHART = Callable[[Records, IndexSet, str, Sequence[str]], Chart]


def influence(records: Records) -> Section | None:
    """The section; None where there are no indices of anything that moves."""
    facts = records.facts
    found = [one for one in facts.indices if one.indices and not one.constant and not facts.hardly_moves(one.record)]
    by_method = ((method, [one for one in found if one.method == method]) for method in HEADINGS)
    better = next((method for method in WHY_ANOTHER if any(one.method == method for one in found)), None)
    parts = [part for method, sets in by_method for part in _parts(records, sets, method, better)]
    if not parts:
        return None
    return Section("influence", "Influence", "What moves the results", tuple(parts))


def _parts(records: Records, sets: Sequence[IndexSet], method: Method, better: Method | None) -> Iterator[Part]:
    """What one method tells. better : the method of the same points that is read first, where there is one."""
    if not sets:
        return
    draw = _DRAWN_BY[method]
    order = _order(records) if method == "morris" else ()
    charts = tuple(draw(records, one, f"{method}-{at}", order) for at, one in enumerate(sets))
    is_bars = method == "morris" and any(chart.per == "item" for chart in charts)
    numbered = () if is_bars else tuple(records.factor(name) for name in order[:DRAWN])
    reading = OF_GROUPS if is_bars else READING[method]
    is_second = better is not None and method in SECOND
    if is_second:
        yield Part(HEADINGS[method], (WHY_ANOTHER[better],) if better and method == "pawn" else ())
        yield Part("", (reading,), charts, closed=f"Charts of this yardstick ({len(charts)})")
        return
    yield Part(HEADINGS[method], (reading, *_doubt(sets)), charts, numbered=numbered)
    together = tuple(text for one in sets if (text := pairs(one, records.words)))
    tables = tuple(_pair_grid(records, one) for one in sets if one.of("S2"))
    nothing = ("No pair does more together than can be told from what each does alone.",)
    if together or tables:
        yield Part("What factors do only together", together or nothing, (), tables, folded="Table of all pairs")


def _doubt(sets: Sequence[IndexSet]) -> Iterator[str]:
    """Whether the sample is too small for what is told."""
    shares = [(one, index) for one in sets if one.method == "sobol" for name in SHARES for index in one.of(name)]
    unknown = any(one.standing(index) == "unknown" for one, index in shares)
    for text in too_wide((index.confidence for _, index in shares), unknown=unknown):
        yield f"{text.replace('Some', 'Some intervals', 1)} With four times the points they halve."


def _ranked(one: IndexSet, name: IndexName) -> list[Index]:
    """The strongest first; of what is not known at all there is no order."""
    return sorted(one.of(name), key=lambda index: (one.standing(index) == "unknown", -abs(index.value), index.factor))


def _most(one: IndexSet, ranked: Sequence[Index], records: Records, in_words: Callable[[Index], str]) -> str:
    """Which factor moves a record most, where that can be told."""
    standings = [one.standing(index) for index in ranked]
    if "unknown" in standings:
        return "Too few points to tell which factor has most."
    if "clear" not in standings:
        return "No factor does more than can be told from nothing."
    first = ranked[standings.index("clear")]
    of = "Most" if first is ranked[0] else "Of those that can be told from nothing, most"
    return f"{of} by {records.words.factor(first.factor)}: {in_words(first)}."


# --- shares of the variance -------------------------------------------------------------------------------------------


def _shares(records: Records, one: IndexSet, place: str, _order: Sequence[str]) -> Chart:
    words = records.words
    total, first = _ranked(one, "ST"), {index.factor: index for index in one.of("S1")}
    shown = total[:DRAWN]
    alone = [first.get(index.factor) for index in shown]
    series = (
        _bars("first: by itself", one, alone, "c2"),
        _bars("total: with all it does together with others", one, shown, "c1"),
    )
    left = len(total) - len(shown)
    more = f" {left} more in the table." if left else ""
    told = _most(one, total, records, lambda index: f"{_share(one, index)} in total")
    return Chart(
        place,
        f"Spread of {words.record(one.record)}",
        told + more,
        tuple(records.factor(index.factor) for index in shown),
        "item",
        (Panel("part of the variance", "1", PERCENT, series, _ends(series)),),
        small=True,
        table=_share_grid(records, one, total[:MOST_ROWS], first),
    )


def _ends(series: Sequence[Series]) -> tuple[float, float]:
    """Ends of the axis: all intervals, but not those of samples too small to tell anything."""
    margins = [np.zeros(len(one.values)) if one.margin is None else np.nan_to_num(one.margin) for one in series]
    lows = [np.nan_to_num(one.values) - margin for one, margin in zip(series, margins, strict=True)]
    highs = [np.nan_to_num(one.values) + margin for one, margin in zip(series, margins, strict=True)]
    least, most = min(0.0, float(np.min(lows))), float(np.max(highs))
    return max(least, -FARTHEST / 2), min(most, 1.0 + FARTHEST) or 1.0


def _bars(name: str, one: IndexSet, indices: Sequence[Index | None], paint: str) -> Series:
    known = [None if index is None or one.standing(index) == "unknown" else index for index in indices]
    values = np.array([np.nan if index is None else index.value for index in known])
    margins = [np.nan if index is None or index.confidence is None else index.confidence for index in known]
    margin = np.array(margins) if np.isfinite(margins).any() else None
    return Series(name, "half", values, paint, margin)


def _share_grid(records: Records, one: IndexSet, total: Sequence[Index], first: dict[str, Index]) -> Grid:
    lines = tuple(
        Line(records.words.factor(index.factor), (_share(one, first.get(index.factor)), _share(one, index)))
        for index in total
    )
    used = f"From {one.used:,} blocks of points." if one.method == "sobol" else f"From {one.used:,} points."
    title = f"Parts of the variance of {records.words.record(one.record)}"
    return Grid(title, ("first", "total"), lines, (used, *_brackets(lines)))


def _share(one: IndexSet, index: Index | None) -> str:
    if index is None:
        return "–"
    margin = f" ± {100 * index.confidence:.1f}" if index.confidence else ""
    return in_cell(f"{100 * index.value:.1f}{margin} %", one.standing(index))


def _brackets(lines: Sequence[Line]) -> Iterator[str]:
    """What brackets mean, where there are any."""
    if any(cell.startswith("(") for line in lines for cell in line.cells):
        yield IN_BRACKETS


def _pair_grid(records: Records, one: IndexSet) -> Grid:
    """The second order: every pair, the strongest first."""
    ranked = _ranked(one, "S2")[:MOST_ROWS]
    words = records.words
    lines = tuple(
        Line(f"{words.factor(index.factor)} with {words.factor(index.other)}", (_share(one, index),))
        for index in ranked
    )
    title = f"Second order, part of the variance of {words.record(one.record)}"
    return Grid(title, ("second",), lines, tuple(_brackets(lines)))


# --- Morris -----------------------------------------------------------------------------------------------------------


def _effects(records: Records, one: IndexSet, place: str, order: Sequence[str]) -> Chart:
    """Size against spread; bars of sizes alone where there are groups, which have no spread."""
    words, unit = records.words, records.unit(one.record)
    found = {index.factor: index for index in one.of("mu_star")}
    sizes = [found[name] for name in order if name in found]
    spread = {index.factor: index.value for index in one.of("sigma")}
    values = np.array([spread.get(index.factor, np.nan) for index in sizes])
    scale = scale_for([*(index.value for index in sizes), *np.nan_to_num(values).tolist()], unit)
    label = f" [{scale.label}]" if scale.label else ""
    known = (index.confidence for index in sizes)
    margins = np.array([0.0 if margin is None or math.isinf(margin) else margin for margin in known])
    ranked = _ranked(one, "mu_star")
    whole = Chart(
        place,
        f"Effects on {words.record(one.record)}",
        _most(one, ranked, records, lambda index: f"{amount(index.value, unit)} on average over its range"),
        tuple(f"{at}. {records.factor(index.factor)}" for at, index in enumerate(sizes, 1)),
        "place",
        (Panel("σ: how unlike the effect is from place to place", unit, scale, (Series("σ", "dot", values, "c1"),)),),
        small=True,
        table=_effects_grid(records, one, sizes, scale),
        at=tuple(index.value * scale.factor for index in sizes),
        axis=f"μ*: mean size of the effect{label}",
        margin=tuple(margins * scale.factor),
        unclear=tuple(at for at, index in enumerate(sizes) if one.standing(index) != "clear"),
    )
    if np.isfinite(values).all():
        return whole
    panels = (Panel("μ*: mean size of the effect", unit, scale, _sizes(one, sizes[:DRAWN], margins[:DRAWN])),)
    labels = whole.labels[:DRAWN]
    return replace(whole, labels=labels, per="item", panels=panels, at=(), axis="", margin=(), unclear=())


def _sizes(one: IndexSet, shown: Sequence[Index], margins: np.ndarray) -> tuple[Series, ...]:
    """Sizes of effects as bars with their intervals, what cannot be told from nothing apart."""
    values = np.array([index.value for index in shown])
    clear = np.array([one.standing(index) == "clear" for index in shown], bool)
    parts = (("μ*", clear, "c1"), ("not to be told from nothing", ~clear, "grey"))
    return tuple(
        Series(name, "bar", np.where(part, values, np.nan), paint, np.where(part, margins, np.nan))
        for name, part, paint in parts
        if part.any()
    )


def _effects_grid(records: Records, one: IndexSet, sizes: Sequence[Index], scale: Scale) -> Grid:
    words, label = records.words, f" [{scale.label}]" if scale.label else ""
    means, spreads = ({index.factor: index for index in one.of(name)} for name in ("mu", "sigma"))
    lines = tuple(
        Line(
            f"{at}. {words.factor(index.factor)}",
            tuple(_margin(one, each, scale) for each in (index, means.get(index.factor), spreads.get(index.factor))),
        )
        for at, index in enumerate(sizes[:MOST_ROWS], 1)
    )
    title = f"Effects on {words.record(one.record)}{label}"
    return Grid(title, ("μ*", "μ", "σ"), lines, (f"From {one.used:,} trajectories.", *_brackets(lines)))


def _margin(one: IndexSet, index: Index | None, scale: Scale) -> str:
    if index is None:
        return "–"
    known = "?" if index.confidence == math.inf else number((index.confidence or 0.0) * scale.factor)
    margin = f" ± {known}" if index.confidence else ""
    return in_cell(f"{number(index.value * scale.factor)}{margin}", one.standing(index))


def _order(records: Records) -> list[str]:
    """Factors in the order in which all charts number them, which is that of the summary on the terminal."""
    return in_order([one for one in records.facts.rankings if one.by == "mu_star"], DRAWN)


# --- PAWN, ranks ------------------------------------------------------------------------------------------------------


def _distances(records: Records, one: IndexSet, place: str, _order: Sequence[str]) -> Chart:
    return _plain(records, one, place, "pawn", "distance of the distributions")


def _correlations(records: Records, one: IndexSet, place: str, _order: Sequence[str]) -> Chart:
    return _plain(records, one, place, "rho", "rank correlation")


def _plain(records: Records, one: IndexSet, place: str, name: IndexName, title: str) -> Chart:
    words = records.words
    ranked = _ranked(one, name)
    shown = ranked[:DRAWN]
    values = np.array([index.value for index in shown])
    clear = np.array([one.standing(index) == "clear" for index in shown])
    series = (
        Series("more than chance", "bar", np.where(clear, values, np.nan), "c1"),
        Series("no more than chance gives", "bar", np.where(clear, np.nan, values), "grey"),
    )
    lines = tuple(
        Line(words.factor(index.factor), (in_cell(f"{index.value:.2f}", one.standing(index)),))
        for index in ranked[:MOST_ROWS]
    )
    bracketed = any(cell.startswith("(") for line in lines for cell in line.cells)
    used = f"From {one.used:,} points.{' In brackets: no more than chance alone gives.' if bracketed else ''}"
    chance = f" Up to about {one.noise:.2f} is what chance alone gives." if one.noise else ""
    return Chart(
        place,
        records.name(one.record),
        f"{_most(one, ranked, records, lambda index: f'{index.value:.2f}')}{chance}",
        tuple(records.factor(index.factor) for index in shown),
        "item",
        (Panel(title, "1", PLAIN, tuple(each for each in series if np.isfinite(each.values).any())),),
        small=True,
        table=Grid(f"{records.name(one.record)}: {title}", (title,), lines, (used,)),
    )


_DRAWN_BY: dict[Method, CHART] = {
    "sobol": _shares,
    "variance": _shares,
    "morris": _effects,
    "pawn": _distances,
    "rank": _correlations,
}
