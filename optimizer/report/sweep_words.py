"""Words of a sweep: levels, records, limits, where points lie."""

from __future__ import annotations

import calendar
import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from optimizer.report.compare_words import SHARE_UNITS, customary, value_in_words
from optimizer.report.words import DIGITS, Scale, listed, number, percent, scale_for, unit_in_words
from optimizer.results.names import clean, describe, in_words, plural
from optimizer.results.sweep.analysis.facts import Row, SweepFacts
from optimizer.results.sweep.points import DONE, Level
from optimizer.results.sweep.study import Factor
from optimizer.scenario.plain import date_text
from optimizer.scenario.schema import Scenario

LONGEST_FACTOR, LONGEST_LEVEL = 60, 40
NO_LIMIT, NO_ANSWER = "no limit", "no answer"
MONTHS, MOST_DIGITS = 12, 7
EXACT, ROUNDED_OFF = 4, 1e-12
"""Significant digits of a level that has no more of them, but for what multiplying leaves behind."""
ROUNDED = 1e-6
"""Part of the larger slope below which the other is nothing."""
LAST_DAYS = ("construction_begins[1]", ".to")
"""Ends of paths of dates that are a last day, not a first one."""
PLURALS = ("credits", "tariff_revenue", "capacity", "starts")
"""Records whose names are plurals."""
FIXED_NAMED = 2
"""Other factors up to which it is told where they stand."""
NONE, AS_BASE = "none", "as in the base"
"""The level of overrides at which there is none, and what it is called."""
FACTORS_NAMED = 3
"""Factors up to which a place is told by all levels; of more, by the point's number."""
STATUSES = {
    DONE: "solved",
    "infeasible": "infeasible",
    "unbounded": "unbounded",
    "timeout": "out of time",
    "failed": "failed",
    "invalid": "no valid scenario",
    "": "not done yet",
}
RECORDS = {
    "objective": "objective",
    "npv": "value (net present)",
    "compute_total": "compute in all",
    "compute_end": "compute in the last period",
    "capital": "capital",
    "public_cost": "public cost",
    "credits": "credits",
    "loan_subsidy": "loan subsidy",
    "reserve_cost": "cost of the reserve",
    "lever_cost": "cost of running the levers",
    "tariff_revenue": "duties",
    "limits.top": "limit worth most",
}
"""What is recorded, in words."""
PARTS: Mapping[str, Callable[[Sequence[str]], str]] = {
    "compute_end": lambda of: f"compute in {of[0]}",
    "price": lambda of: f"price of {_regional(of[0])}{_in(of[1:])}",
    "capacity": lambda of: f"{plural(in_words(of[0]))} in service{_in(of[1:])}",
    "starts": lambda of: f"{plural(in_words(of[0]))} started{_in(of[1:])}",
    "limits.top": lambda of: f"limit worth most{_in(of)}",
}
"""Records that name a thing or a year: `price:copper:2030`."""


@dataclass(frozen=True)
class Words:
    """Names what a sweep is about. scenario : the base, in which limits and things have their names."""

    facts: SweepFacts
    scenario: Scenario

    @cached_property
    def factors(self) -> dict[str, Factor]:
        """The factors by name."""
        return {factor.name: factor for factor in self.facts.study.factors}

    def factor(self, name: str) -> str:
        """A factor, or a group."""
        known = self.factors.get(name)
        return clean(known.words if known and known.words else name, LONGEST_FACTOR) or "(no name)"

    def level(self, name: str, level: Level) -> str:
        """Where a factor stands: `35 %`, `2028-04`, `× 0.8`, `18 months`."""
        return level_in_words(self.factors[name], level)

    def levels(self, levels: Mapping[str, Level]) -> str:
        """Where several factors stand: `credit 35 %, policy: copper duty`."""
        return ", ".join(self.at(name, level) for name, level in levels.items())

    def at(self, name: str, level: Level) -> str:
        """Where one factor stands, with a colon where its name would run into the level."""
        return self.named(name, self.level(name, level), is_text=isinstance(level, str))

    def named(self, name: str, said: str, *, is_text: bool) -> str:
        """A factor with what is said of its level: `credit 35 %`, `permit times (1 is today): 0.4`."""
        factor = self.factor(name)
        runs_together = is_text or not factor[-1:].isalpha() or said[:1].isalpha()
        return f"{factor}{':' if runs_together else ''} {said}"

    def fixed(self, levels: Mapping[str, Level]) -> str:
        """Where the factors that stand still do, in brackets, where they are few."""
        return f" ({self.levels(levels)})" if 0 < len(levels) <= FIXED_NAMED else ""

    def record(self, name: str) -> str:
        """What is recorded: `price of copper in 2030`."""
        if name == "objective" and self._is_value:
            return RECORDS["npv"]
        if name in RECORDS:
            return RECORDS[name]
        head, _, rest = name.partition(":")
        parts = rest.split(":")
        if head == "limit":
            return f"worth of {self.limit(rest)} (share of the plan's value)"
        return PARTS[head](parts) if head in PARTS and rest else clean(name)

    def verb(self, *records: str) -> str:
        """`is` or `are`, by how many records there are, or how many things one names."""
        return "are" if len(records) > 1 or any(one.partition(":")[0] in PLURALS for one in records) else "is"

    @cached_property
    def _is_value(self) -> bool:
        """Whether the objective is the net present value itself."""
        goal = self.scenario.objective
        return goal.maximize == "npv" and goal.risk is None

    def limit(self, name: str) -> str:
        """A limit by `kind:name`."""
        if name in ("", "?"):
            return NO_ANSWER if name else NO_LIMIT
        kind, _, thing = name.partition(":")
        return describe(kind, thing, self.scenario, "")

    def place(self, row: Row, only: Collection[str] = ()) -> str:
        """Where a point lies: by its levels where they, or those that are not the base's, are few; else by number.

        only : the factors that matter for what is told, where they are known.
        """
        named = {name: row.levels[name] for name in self.factors if name in row.levels and (not only or name in only)}
        if len(row.levels) <= FACTORS_NAMED:
            return self.levels(named)
        moved = {name: level for name, level in row.levels.items() if level != self.factors[name].central}
        if len(moved) <= FACTORS_NAMED:
            told = {name: level for name, level in moved.items() if name in named}
            rest = ", all else as in the base" if len(told) == len(moved) else ""
            return f"{self.levels(told)}{rest}" if told else "the base"
        few = f" ({self.levels(named)})" if len(named) <= FACTORS_NAMED else ""
        return f"point {row.number}{few}"

    def point(self, number_of_it: int) -> Row:
        """A point by its number."""
        return self._rows[number_of_it]

    @cached_property
    def _rows(self) -> dict[int, Row]:
        return {row.number: row for row in self.facts.rows}


def level_in_words(factor: Factor, level: Level) -> str:
    """A level in the unit that people use.

    >>> level_in_words(Factor("f", "f", "", "multiple"), 0.8), level_in_words(Factor("d", "d", "", "date"), 2028.25)
    ('× 0.8', '2028-04')
    """
    if isinstance(level, str):
        said = clean(factor.level_words.get(level, level), LONGEST_LEVEL) or "(none)"
        return AS_BASE if said == NONE and not factor.paths else said
    if factor.kind == "multiple":
        return f"× {plain(level)}"
    if factor.kind == "date":
        return _date(level, any(path.endswith(LAST_DAYS) for path in factor.paths))
    unit = factor.unit or "1"
    if is_added_to_rate(factor):
        shown = plain(100.0 * level)
        return f"{'+' if level > 0 else ''}{shown} percentage point{'' if shown in ('1', '-1') else 's'}"
    return _with_unit(level, unit, factor.kind == "share")


def is_added_to_rate(factor: Factor) -> bool:
    """Whether a factor is added to rates, as far as can be told: the base stands at exactly nothing."""
    return factor.kind == "number" and factor.unit in SHARE_UNITS and factor.central == 0.0


def _with_unit(level: float, unit: str, is_share: bool) -> str:
    """A level in the unit that people use, with its own digits where it has no more than four."""
    factor, shown = customary([level], clean(unit), is_share)
    scale = Scale(1.0, shown) if shown.startswith("%") else scale_for([level * factor], shown)
    size = plain(level * factor * scale.factor)
    if size in ("0", "1"):  # nothing has no unit, and one of a thing no plural
        return value_in_words((("", level),), unit, is_share)
    return f"{size} {scale.label}".rstrip()


def plain(level: float) -> str:
    """A number without a unit; a level that has four digits with all of them, so that it can be written again.

    >>> plain(1.225), plain(100 * 0.1225), plain(1 / 3)
    ('1.225', '12.25', '0.333')
    """
    return number(level, EXACT if math.isclose(level, float(f"{level:.{EXACT}g}"), rel_tol=ROUNDED_OFF) else DIGITS)


def _date(moment: float, last_day: bool) -> str:
    """A date, to the month where it falls on no day. A last day counts in full: 2027.0 is the end of 2026-12-31."""
    text = date_text(moment, last_day)
    if "." in text:  # between the levels of a study, where limits change hands
        moment = round(moment * MONTHS) / MONTHS
        text = date_text(moment, last_day)
    return _day_before(moment) if last_day and len(text) <= len("2027-01") else text


def _day_before(first: float) -> str:
    """The last day of the month that ends at a moment."""
    year, month = divmod(round(first * MONTHS) - 1, MONTHS)
    return f"{year}-{month + 1:02d}-{calendar.monthrange(year, month + 1)[1]}"


def span_in_words(factor: Factor) -> str:
    """What a factor runs over: `0 % to 35 %, 4 levels`, `as in the base; copper duty`."""
    many = f", {len(factor.levels)} levels" if len(factor.levels) > 2 else ""
    if factor.kind == "text" or factor.low is None or factor.high is None:
        told = [level_in_words(factor, level) for level in factor.levels]
        return "; ".join(told) if any("," in one or one == AS_BASE for one in told) else listed(told) or "nothing"
    return f"{level_in_words(factor, factor.low)} to {level_in_words(factor, factor.high)}{many}"


def slopes_in_words(before: float, after: float, unit: str, factor: Factor) -> str:
    """What one more unit of a level adds before and after: `from 12 to 3 M USD per wafer a year`."""
    parts = {"multiple": (100, "1 %"), "share": (100, "percentage point"), "date": (1, "year")}
    one = parts["share"] if factor.unit in SHARE_UNITS else (1, unit_in_words(clean(factor.unit)))
    count, step = parts.get(factor.kind, one)
    least = ROUNDED * max(abs(before), abs(after))
    pair = [slope / count if abs(slope) > least else 0.0 for slope in (before, after)]
    scale = scale_for(pair, clean(unit))
    first, second = (number(slope * scale.factor, digits(pair)) for slope in pair)
    return f"from {first} to {second} {scale.label} per {step}"


def digits(pair: Sequence[float]) -> int:
    """Digits that tell two numbers apart."""
    first, second = pair
    apart = (count for count in range(DIGITS, MOST_DIGITS) if number(first, count) != number(second, count))
    return next(apart, MOST_DIGITS) if first != second else DIGITS


def capital(text: str) -> str:
    """With a capital first letter, unless it begins with a path of the scenario.

    >>> capital("permit times"), capital("assets.*.permit, plus")
    ('Permit times', 'assets.*.permit, plus')
    """
    return text if "." in text.split(" ")[0].rstrip(".") else text[:1].upper() + text[1:]


def part_of(count: int, whole: int) -> str:
    """`24 of 36 points (66.7 %)`."""
    return f"{count:,} of {whole:,} {'point' if whole == 1 else 'points'} ({percent(count / whole)})"


def same_at(points: int, whole: int) -> str:
    """Of what is the same at so many points, all that have an answer: where that is known.

    >>> same_at(9, 9), same_at(7, 9)
    ('the same at every point', 'the same at every point with an answer')
    """
    return f"known at {at_all(points, whole)} only" if points == 1 else f"the same at {at_all(points, whole)}"


def at_all(points: int, whole: int) -> str:
    """All points that have an answer: `every point`, `every point with an answer`, `one of 9 points`."""
    if points == 1:
        return "the only point" if whole == 1 else f"one of {whole:,} points"
    return "every point" if points == whole else "every point with an answer"


def points_listed(numbers: Iterable[int], whole: int) -> str:
    """`points 3, 7 and 9`, `points 1, 2, 3, ...`."""
    named = [str(one) for one in numbers]
    what = "point" if whole == 1 else "points"
    return f"{what} {', '.join(named)}, ..." if whole > len(named) else f"{what} {listed(named)}"


def _regional(name: str) -> str:
    """`power@east` is power in east."""
    thing, _, region = name.partition("@")
    return in_words(thing) + (f" in {in_words(region)}" if region else "")


def _in(parts: Sequence[str]) -> str:
    return f" in {clean(parts[0])}" if parts and parts[0] else ""
