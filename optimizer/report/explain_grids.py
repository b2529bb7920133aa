"""The tables of an explanation: to what the value is owed, when, what numbers are worth, by when to apply."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from optimizer.report.explain_words import CAUSES, MEANINGS, key_in_words, link_in_words, name_in_words
from optimizer.report.grids import ALL, Grid, Line
from optimizer.report.words import Scale, cells, decimals_for, listed, number, percent, scale_for
from optimizer.results.explain.bottlenecks import TimelineRow
from optimizer.results.explain.facts import Facts, Split
from optimizer.results.explain.ladders import OrderByFact
from optimizer.results.explain.limits import NO_LIMITS
from optimizer.results.explain.numbers import WorthFact
from optimizer.results.names import in_words, plural, region_in_words
from optimizer.results.sums import calendar, year_of
from optimizer.scenario.schema import Scenario
from optimizer.timeline import COMMON

LEAST = 0.0005
"""Share below which a link is told in the table only."""
LINKS_SHOWN = 12
NUMBERS_SHOWN = 15
LATE_SHOWN = 3
"""Periods of delay that the table of dates shows; the files have more."""
GROWN = (
    "Where starts can only grow so fast, a wait leaves none to grow from: they begin again at their seed, and what is "
    "lost is more than where somebody goes on building meanwhile."
)


def split_grid(facts: Facts, scenario: Scenario) -> Grid:
    """Shares of the plan's value, by link of the chain and kind of limit."""
    held = [cell for cell in facts.split if cell.cause not in NO_LIMITS]
    causes = [cause for cause in CAUSES if any(cell.cause == cause for cell in held)]
    lines = []
    for link, inside in _largest_first(held):
        shares = [sum(cell.share for cell in inside if cell.cause == cause) for cause in causes]
        lines.append(Line(link_in_words(link), (*map(_share, shares), _share(sum(shares)))))
    lines = lines[:LINKS_SHOWN]
    if len(lines) > 1:
        sums = [sum(cell.share for cell in held if cell.cause == cause) for cause in causes]
        lines.append(Line("all links", (*map(_share, sums), _share(sum(sums)))))
    notes = (*(f"{MEANINGS[cause]}." for cause in causes), *_ties(facts, scenario))
    title = "To which limits the plan's value is owed, by link of the chain and kind of limit"
    return Grid(title, (*(CAUSES[cause] for cause in causes), ALL), tuple(lines), notes)


def _ties(facts: Facts, scenario: Scenario) -> Iterator[str]:
    """That the worth of tied limits stands at one of them by chance."""
    ties = {fact.tie.members: None for fact in facts.bottlenecks if fact.tie}
    for members in ties:
        names = listed([name_in_words(limit, scenario) for limit in members])
        yield f"Tied, so that their worth could as well stand at any of them: {names}."


def _largest_first(cells_: Sequence[Split]) -> list[tuple[str, list[Split]]]:
    links: dict[str, list[Split]] = {}
    for cell in cells_:
        links.setdefault(cell.link, []).append(cell)
    return sorted(links.items(), key=lambda item: (-sum(cell.worth for cell in item[1]), item[0]))


def _share(share: float) -> str:
    return "-" if share == 0 else percent(share)


# --- when and where ---------------------------------------------------------------------------------------------------


def when_grid(facts: Facts, scenario: Scenario) -> Grid:
    """What the limits of each link are worth in each year."""
    years = calendar(scenario).years
    place = {year: i for i, year in enumerate(years)}
    return _worths(
        facts,
        "When: what the limits of each link are worth, by year",
        years,
        lambda row: place.get(year_of(row.period)),
    )


def future_grid(facts: Facts, scenario: Scenario) -> Grid | None:
    """What the limits of each link are worth before the reveal and in each future."""
    if scenario.futures is None:
        return None
    names = (COMMON, *scenario.futures.branches)
    place = {name: i for i, name in enumerate(names)}
    header = ("before it is known", *(f"if {in_words(name)}" for name in names[1:]))
    title = "In which future (worth weighed by its probability)"
    return _worths(facts, title, header, lambda row: place.get(row.future))


def region_grid(facts: Facts, scenario: Scenario) -> Grid | None:
    """What the limits of each link are worth in each region."""
    if len(scenario.regions) < 2:
        return None
    names = scenario.regions
    place = {name: i for i, name in enumerate(names)}
    header = tuple(region_in_words(name, scenario).removeprefix(" in ") for name in names)
    title = "Where: what the limits of each link are worth, by region"
    grid = _worths(facts, title, header, lambda row: place.get(row.region))
    return replace(
        grid, notes=(*grid.notes, "Budgets and national markets stand in no region: they are in the last column.")
    )


def _worths(
    facts: Facts,
    title: str,
    header: Sequence[str],
    column: Callable[[TimelineRow], int | None],
) -> Grid:
    """Worths of the rows of the timeline, summed by link and by a column of their own."""
    sums: dict[str, np.ndarray] = {}
    whole: dict[str, float] = {}
    for row in facts.timeline:
        if row.cause in NO_LIMITS:
            continue
        at = column(row)
        mine = sums.setdefault(row.link, np.zeros(len(header)))
        whole[row.link] = whole.get(row.link, 0.0) + row.worth
        if at is not None:
            mine[at] += row.worth
    links = sorted(sums, key=lambda link: (-whole[link], link))
    floor = LEAST * abs(facts.about.objective)
    shown = [link for link in links if abs(whole[link]) >= floor][:LINKS_SHOWN]
    scale = scale_for([*whole.values(), 0.0], facts.about.objective_unit)
    lines = [Line(link_in_words(link), _row(sums[link], whole[link], scale)) for link in shown]
    missing = [link_in_words(link) for link in links if link not in shown and whole[link] > 0]
    notes = (f"Less than 0.05 % of the plan's value: {', '.join(missing)}.",) if missing else ()
    return Grid(f"{title} [{scale.label}]", (*header, ALL), tuple(lines), notes)


def _row(values: np.ndarray, whole: float, scale: Scale) -> tuple[str, ...]:
    found = np.append(values, whole) * scale.factor
    return tuple("-" if cell == "0" else cell for cell in cells(found.tolist(), 1))


# --- numbers ----------------------------------------------------------------------------------------------------------

NOT_SOLVED = "~"
MARKS = {"confirmed": "", "one_sided": "*", "solved": "", "differs": "**"}
"""Marks of what solving again a little above and below said of a derivative."""
PUBLIC = ("credits.", "loans.")
"""Keys of numbers by which the public pays."""


def sensitivity_grid(facts: Facts) -> Grid | None:
    """The numbers of the scenario that the plan's value rests on most."""
    if facts.sensitivity is None:
        return None
    shown = [worth for worth in facts.sensitivity.worths if not is_definition(worth)][:NUMBERS_SHOWN]
    sizes = [x for worth in shown for x in (worth.per_percent, *_ends(worth))]
    scale = scale_for(sizes, facts.about.objective_unit)
    decimals = max(decimals_for([worth.per_percent * scale.factor for worth in shown]), 1)
    lines = tuple(_worth_line(worth, scale, decimals) for worth in shown)
    title = f"What the plan's value rests on: its change with one number [{scale.label}]"
    return Grid(title, ("value (range)", "1 % more", "at low", "at high"), lines, tuple(_notes(facts, shown)))


def _notes(facts: Facts, shown: Sequence[WorthFact]) -> Iterator[str]:
    """How to read the table, and what is not in it."""
    yield (
        "1 % more: from the duals, confirmed by solving again a little above and below. At low, at high: with the "
        f"number at an end of its range, by solving again. {NOT_SOLVED} to first order only, not solved again."
    )
    verdicts = {worth.verdict for worth in shown}
    if "one_sided" in verdicts:
        yield "* The value has a kink there: the figure holds one way only."
    if "differs" in verdicts:
        yield "** Solving again found another figure on both sides; see below and above in explain/sensitivity.csv."
    if any(worth.value == 0.0 for worth in shown):
        yield "- There is no 1 % of a number that is 0: see what the end of its range would make."
    if any(worth.key.startswith(PUBLIC) for worth in shown):
        yield "Value counts credits and loans as those who build do: what they cost the public is not taken off."
    whole = facts.sensitivity.worths if facts.sensitivity else ()
    yield f"All {len(whole)} numbers and dates are in explain/sensitivity.csv; a plain 1 is taken as a definition."


def is_definition(worth: WorthFact) -> bool:
    """Whether a number is a 1 that nothing is said of: one server a server."""
    return worth.value == 1.0 and not worth.source and worth.low is None and worth.high is None


def _ends(worth: WorthFact) -> tuple[float, ...]:
    return tuple(end for end in (worth.at_low, worth.at_high) if end is not None)


def _worth_line(worth: WorthFact, scale: Scale, decimals: int) -> Line:
    solved = worth.verdict in MARKS
    per_percent = _signed(worth.per_percent * scale.factor, decimals)
    marked = f"{per_percent}{MARKS[worth.verdict]}" if solved else f"{NOT_SOLVED}{per_percent}"
    if worth.value == 0.0:
        marked = "-"
    ends = (
        _end(worth, worth.at_low, worth.low, scale, decimals),
        _end(worth, worth.at_high, worth.high, scale, decimals),
    )
    return Line(key_in_words(worth.key), (value_in_words(worth), marked, *ends))


def _end(worth: WorthFact, solved: float | None, end: float | None, scale: Scale, decimals: int) -> str:
    if end is None:
        return "-"
    if solved is not None:
        return _signed(solved * scale.factor, decimals)
    return NOT_SOLVED + _signed(worth.derivative * (end - worth.value) * scale.factor, decimals)


def _signed(value: float, decimals: int) -> str:
    text = f"{value:+,.{decimals}f}"
    return "0" if float(text.replace(",", "")) == 0.0 else text


def value_in_words(worth: WorthFact) -> str:
    """The value of a number with its range, in short units: `13 (10 to 20) M USD/MW/yr`."""
    factor, unit = _customary(worth)
    values = [worth.value, *(end for end in (worth.low, worth.high) if end is not None)]
    size, prefix = _size([abs(value * factor) for value in values], unit)
    shown = number(worth.value * factor / size)
    if worth.low is not None and worth.high is not None:
        shown += f" ({' to '.join(number(end * factor / size) for end in (worth.low, worth.high))})"
    return f"{shown} {prefix}{unit}".rstrip()


def _size(values: Sequence[float], unit: str) -> tuple[float, str]:
    """A size in which money and counted things are told; of others the unit has its own."""
    head = unit.replace("*", "/").split("/")[0]
    if not unit or len(head) < 3 or head.endswith("VA") or head in ("months", "years"):
        return 1.0, ""
    sizes = ((1e9, "bn "), (1e6, "M "), (1e3, "k "))
    return next(((size, prefix) for size, prefix in sizes if max(values) >= size), (1.0, ""))


def _customary(worth: WorthFact) -> tuple[float, str]:
    if worth.is_date:
        return 1.0, ""
    if worth.unit == "1/yr" or worth.is_share:
        return 100.0, "%"
    if worth.unit == "yr":
        return (12.0, "months") if worth.value < 3 else (1.0, "years")
    return 1.0, "" if worth.unit == "1" else worth.unit


# --- by when ----------------------------------------------------------------------------------------------------------


def order_by_grid(facts: Facts, scenario: Scenario) -> Grid | None:
    """Until when the first application for each asset can be filed, and what is lost by each period after that."""
    if not facts.order_by:
        return None
    dated = [fact for fact in facts.order_by if not fact.never]
    compute = scale_for(_losses(dated, "compute"), facts.about.compute_unit)
    value = scale_for(_losses(dated, "value"), facts.about.objective_unit)
    most = min(max((len(fact.losses) for fact in dated), default=0), LATE_SHOWN)
    lines = tuple(Line(_asset(fact, scenario), _dates(fact, most, compute, value, facts)) for fact in dated)
    step = scenario.horizon.step
    header = ("apply by", "lead time", *(f"{i} {step}{'s' if i > 1 else ''} late" for i in range(1, most + 1)))
    never = [_asset(fact, scenario) for fact in facts.order_by if fact.never]
    both = facts.about.compute_unit not in ("", facts.about.objective_unit)
    units = f"{compute.label} / {value.label}" if both else value.label
    notes = (
        "Late: nothing of it is applied for before; what is lost over the horizon, found by solving again. The first "
        f"{step} as a date means that waiting at all loses some.",
        *((GROWN,) if any(scenario.assets[fact.asset].growth for fact in dated) else ()),
        *((f"No date, for compute is as much without: {', '.join(never)}.",) if never else ()),
    )
    return Grid(f"The last {step} to apply, and what is lost by applying later [{units}]", header, lines, notes)


def _losses(facts: Iterable[OrderByFact], what: str) -> list[float]:
    found = [loss.compute if what == "compute" else loss.value for fact in facts for loss in fact.losses]
    return [loss for loss in found if loss is not None]


def _asset(fact: OrderByFact, scenario: Scenario) -> str:
    return plural(in_words(fact.asset)) + region_in_words(fact.region, scenario)


def _dates(fact: OrderByFact, most: int, compute: Scale, value: Scale, facts: Facts) -> tuple[str, ...]:
    both = facts.about.objective_unit != facts.about.compute_unit
    found = []
    for loss in fact.losses[:most]:
        if loss.value is None:
            found.append("no plan")
            continue
        parts = [] if loss.compute is None else [cells([loss.compute * compute.factor], 1)[0]]
        parts += [cells([loss.value * value.factor], 1)[0]] if both or not parts else []
        found.append(" / ".join(parts))
    lead = f"{number(12.0 * fact.lead_time)} months"
    return (fact.last_period, lead, *found, *["-"] * (most - len(found)))
