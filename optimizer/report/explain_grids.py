"""The tables of an explanation: to what the value is owed, when, what numbers are worth, by when to apply."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from optimizer.report.explain_words import CAUSES, MEANINGS, key_in_words, limit_in_words, link_in_words
from optimizer.report.grids import ALL, Grid, Line
from optimizer.report.words import Scale, cells, decimals_for, number, percent, scale_for, spans_in_words
from optimizer.results.names import in_words, plural, region_in_words
from optimizer.results.sums import calendar, year_of
from optimizer.scenario.schema import Scenario
from optimizer.study.explain.facts import Cause, Facts, OrderByFact, Split, TimelineRow, WorthFact
from optimizer.timeline import COMMON

NO_LIMITS: tuple[Cause, ...] = ("standing", "demand")
"""What the value is owed to besides limits that hold the plan back."""
LEAST = 0.0005
"""Share below which a link is told in the table only."""
LINKS_SHOWN = 12
NUMBERS_SHOWN = 15
LIMITS_LISTED = 15


def split_grid(facts: Facts) -> Grid:
    """Shares of the plan's value, by link of the chain and kind of limit."""
    held = [cell for cell in facts.split if cell.cause not in NO_LIMITS]
    causes = [cause for cause in CAUSES if any(cell.cause == cause for cell in held)]
    lines = []
    for link, inside in _largest_first(held):
        shares = [sum(cell.share for cell in inside if cell.cause == cause) for cause in causes]
        lines.append(Line(link_in_words(link), (*map(_share, shares), _share(sum(shares)))))
    lines = _first_and_rest(lines, [link for link, _ in _largest_first(held)])
    if len(lines) > 1:
        sums = [sum(cell.share for cell in held if cell.cause == cause) for cause in causes]
        lines.append(Line("all links", (*map(_share, sums), _share(sum(sums)))))
    notes = tuple(f"{MEANINGS[cause]}." for cause in causes)
    title = "To which limits the plan's value is owed, by link of the chain and kind of limit"
    return Grid(title, (*(CAUSES[cause] for cause in causes), ALL), tuple(lines), notes)


def _first_and_rest(lines: list[Line], links: Sequence[str]) -> list[Line]:
    """The lines of the largest links; the others are in the files."""
    assert len(lines) == len(links)
    return lines[:LINKS_SHOWN]


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
        total=True,
    )


def future_grid(facts: Facts, scenario: Scenario) -> Grid | None:
    """What the limits of each link are worth before the reveal and in each future."""
    if scenario.futures is None:
        return None
    names = (COMMON, *scenario.futures.branches)
    place = {name: i for i, name in enumerate(names)}
    header = ("before it is known", *(f"if {in_words(name)}" for name in names[1:]))
    title = "In which future (worth weighed by its probability)"
    return _worths(facts, title, header, lambda row: place.get(row.future), total=True)


def region_grid(facts: Facts, scenario: Scenario) -> Grid | None:
    """What the limits of each link are worth in each region."""
    if len(scenario.regions) < 2:
        return None
    names = scenario.regions
    place = {name: i for i, name in enumerate(names)}
    header = tuple(region_in_words(name, scenario).removeprefix(" in ") for name in names)
    last = len(names)
    title = "Where: what the limits of each link are worth, by region"
    return _worths(facts, title, (*header, "country"), lambda row: place.get(row.region, last), total=True)


def _worths(
    facts: Facts,
    title: str,
    header: Sequence[str],
    column: Callable[[TimelineRow], int | None],
    *,
    total: bool,
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
    return Grid(f"{title} [{scale.label}]", (*header, ALL) if total else tuple(header), tuple(lines), notes)


def _row(values: np.ndarray, whole: float, scale: Scale) -> tuple[str, ...]:
    found = np.append(values, whole) * scale.factor
    return tuple("-" if cell == "0" else cell for cell in cells(found.tolist(), 1))


# --- further limits ---------------------------------------------------------------------------------------------------


def more_limits_grid(facts: Facts, scenario: Scenario, told: int) -> Grid | None:
    """The limits that bind after those told in full."""
    rest = [fact for fact in facts.bottlenecks if fact.rank][told:]
    if not rest:
        return None
    lines = tuple(
        Line(
            f"{fact.rank}. {limit_in_words(fact, scenario)}",
            (spans_in_words(fact.spans), percent(fact.share)),
        )
        for fact in rest[:LIMITS_LISTED]
        if fact.share >= LEAST / 10
    )
    left = len(rest) - len(lines)
    notes = (f"{left} more, worth less each, are in explain/bottlenecks.csv.",) if left else ()
    return Grid("Further limits that bind (not solved again)", ("binds", "share"), lines, notes)


# --- numbers ----------------------------------------------------------------------------------------------------------

CHECKS = {"confirmed": "both ways", "one_sided": "one way", "differs": "differs", "": "-"}


def sensitivity_grid(facts: Facts) -> Grid | None:
    """The numbers of the scenario that the plan's value rests on most."""
    if facts.sensitivity is None:
        return None
    shown = facts.sensitivity.worths[:NUMBERS_SHOWN]
    sizes = [x for worth in shown for x in (worth.per_percent, *_ends(worth))]
    scale = scale_for(sizes, facts.about.objective_unit)
    decimals = max(decimals_for([worth.per_percent * scale.factor for worth in shown]), 1)
    lines = tuple(_worth_line(worth, scale, decimals) for worth in shown)
    notes = (
        "1 % more: to first order, from the duals (of a date: a hundredth of a year later). At low, at high: with the "
        "number at the end of its range, by solving again; ~ to first order only. Checked: solved again a little "
        "above and below.",
        f"All {len(facts.sensitivity.worths)} numbers are in explain/sensitivity.csv.",
    )
    title = f"What the plan's value rests on: its change with one number [{scale.label}]"
    return Grid(title, ("value", "1 % more", "at low", "at high", "checked"), lines, notes)


def _ends(worth: WorthFact) -> tuple[float, ...]:
    return tuple(end for end in (worth.at_low, worth.at_high) if end is not None)


def _worth_line(worth: WorthFact, scale: Scale, decimals: int) -> Line:
    per_percent = _signed(worth.per_percent * scale.factor, decimals)
    ends = (
        _end(worth, worth.at_low, worth.low, scale, decimals),
        _end(worth, worth.at_high, worth.high, scale, decimals),
    )
    return Line(key_in_words(worth.key), (value_in_words(worth), per_percent, *ends, CHECKS.get(worth.verdict, "-")))


def _end(worth: WorthFact, solved: float | None, end: float | None, scale: Scale, decimals: int) -> str:
    if end is None:
        return "-"
    if solved is not None:
        return _signed(solved * scale.factor, decimals)
    return "~" + _signed(worth.derivative * (end - worth.value) * scale.factor, decimals)


def _signed(value: float, decimals: int) -> str:
    text = f"{value:+,.{decimals}f}"
    return "0" if float(text.replace(",", "")) == 0.0 else text


def value_in_words(worth: WorthFact) -> str:
    """The value of a number with its range: `12 (6 to 24) months`."""
    factor, unit = _customary(worth)
    values = [worth.value, *(end for end in (worth.low, worth.high) if end is not None)]
    scale = scale_for([value * factor for value in values], unit) if unit not in ("1", "") else Scale(1.0, "")
    shown = [number(value * factor * scale.factor) for value in (worth.value,)]
    if worth.low is not None and worth.high is not None:
        ends = (number(end * factor * scale.factor) for end in (worth.low, worth.high))
        shown.append(f"({' to '.join(ends)})")
    return f"{' '.join(shown)} {scale.label}".rstrip()


def _customary(worth: WorthFact) -> tuple[float, str]:
    if worth.is_date:
        return 1.0, ""
    if worth.unit == "1/yr":
        return 100.0, "%"
    if worth.unit == "yr":
        return (12.0, "months") if worth.value < 3 else (1.0, "years")
    return 1.0, worth.unit


# --- by when ----------------------------------------------------------------------------------------------------------


def order_by_grid(facts: Facts, scenario: Scenario) -> Grid | None:
    """Until when the first application for each asset can be filed, and what is lost by each period after that."""
    if not facts.order_by:
        return None
    dated = [fact for fact in facts.order_by if not fact.never]
    compute = scale_for(_losses(dated, "compute"), facts.about.compute_unit)
    value = scale_for(_losses(dated, "value"), facts.about.objective_unit)
    most = max((len(fact.losses) for fact in dated), default=0)
    lines = tuple(Line(_asset(fact, scenario), _dates(fact, most, compute, value, facts)) for fact in dated)
    step = scenario.horizon.step
    header = ("apply by", "lead time", *(f"{i} {step}{'s' if i > 1 else ''} late" for i in range(1, most + 1)))
    never = [_asset(fact, scenario) for fact in facts.order_by if fact.never]
    units = compute.label if facts.about.objective_unit == facts.about.compute_unit else f"{compute.label} / {value.label}"
    notes = (
        "Late: nothing of it is applied for before; what is lost over the horizon, found by solving again. The first "
        f"{step} as a date means that waiting at all loses some.",
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
    for loss in fact.losses:
        if loss.value is None:
            found.append("no plan")
            continue
        parts = [] if loss.compute is None else [cells([loss.compute * compute.factor], 1)[0]]
        parts += [cells([loss.value * value.factor], 1)[0]] if both or not parts else []
        found.append(" / ".join(parts))
    lead = f"{number(12.0 * fact.lead_time)} months"
    return (fact.last_period, lead, *found, *["-"] * (most - len(found)))
