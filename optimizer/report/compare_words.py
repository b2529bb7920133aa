"""Words of a comparison: values of inputs, changes with their sign, limits, names of what is compared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from optimizer.report.words import Scale, amount, amount_at, cells, decimals_for, listed, number, percent, scale_for
from optimizer.results.compare.facts import (
    Comparison,
    InputChange,
    InputEntry,
    LimitChange,
    LimitName,
    LimitReading,
    Reading,
    Subject,
)
from optimizer.results.names import WAIT, clean, describe, in_words
from optimizer.results.sums import year_of
from optimizer.scenario.schema import Scenario

LONGEST_TITLE = 120
LONGEST_KEY = 160
LONGEST_TEXT = 160
LONGEST_PLACE = 200
LONGEST_LABEL = 16
NOTHING_THERE = "not there"
STATUS = {"appeared": "new", "went": "gone", "moved": "moved", "stays": ""}
MOST_DECIMALS = 6
BY_DEFAULT = "the default"
SHARE_UNITS = {"1/yr": "% a year", "%/yr": "% a year"}
SOME_NAMES = 3
SHORT, LONG = 0.25, 10.0
"""Times below which days, and from which on years are told instead of months [yr]."""
Points: TypeAlias = Sequence[tuple[str, float]]


# --- what is compared -------------------------------------------------------------------------------------------------


def title(subject: Subject) -> str:
    """The scenario's name."""
    return clean(subject.title, LONGEST_TITLE) or label(subject, LONGEST_TITLE)


def label(subject: Subject, longest: int = LONGEST_LABEL) -> str:
    """The short name, cut to fit above a column."""
    return clean(subject.label, longest)


def ask(subject: Subject, facts: Comparison) -> str:
    """What a scenario asks, for the table of many: its name, of the reference with overrides only these."""
    whole, base = title(subject), title(facts.reference)
    added = whole.removeprefix(f"{base}, ") if whole.startswith(f"{base}, ") else whole
    return in_words(added) if added.startswith("with ") else added


# --- numbers ----------------------------------------------------------------------------------------------------------


def signed(value: float, unit: str) -> str:
    """A change with its sign and unit: `+4 GW`, `-1.2 bn USD`."""
    return _signed(amount(value, clean(unit)))


def signed_cells(values: Iterable[float], decimals: int) -> list[str]:
    """Changes that stand side by side, each with its sign; nothing is 0."""
    return [_signed(cell) for cell in cells(values, decimals)]


def signed_percent(share: float | None, unlike: float = 10.0) -> str:
    """A relative change: `+6.1 %`; nothing where it is more than tenfold, and says no more than the numbers."""
    if share is None or abs(share) > unlike:
        return ""
    return _signed(percent(share))


def _signed(text: str) -> str:
    return text if text.startswith(("-", "<")) or not text.partition(" ")[0].strip("0.") else f"+{text}"


def signed_at(value: float, scale: Scale) -> str:
    """A change with its sign, on a scale that others share: `-0.305 GW`."""
    return _signed(amount_at(value, scale))


def more_or_less(value: float, unit: str) -> str:
    """`22.2 GW-years more`."""
    return more_or_less_at(value, scale_for([value], clean(unit)))


def more_or_less_at(value: float, scale: Scale) -> str:
    """The same on a scale that others share."""
    return f"{amount_at(abs(value), scale)} {'more' if value > 0 else 'less'}"


def both_sides(after: float, before: float, unit: str) -> str:
    """`385 instead of 363 GW-years`, with the decimals that show the difference."""
    scale = scale_for([after, before], clean(unit))
    pair = [value * scale.factor for value in (after, before)]
    places = decimals_for(pair)
    while places < MOST_DECIMALS and pair[0] != pair[1] and len(set(cells(pair, places))) == 1:
        places += 1
    shown = cells(pair, places)
    if any(text.startswith("<") for text in shown):  # a thousand times apart: each in its own size
        return f"{amount(after, clean(unit))} instead of {amount(before, clean(unit))}"
    if places and all(text.endswith("." + "0" * places) for text in shown):
        shown = cells(pair, 0)
    return f"{shown[0]} instead of {shown[1]} {scale.label}"


# --- inputs -----------------------------------------------------------------------------------------------------------


def input_in_words(change: InputChange) -> str:
    """`permitting.factor: 1 → 0.5`; `assets.*.permit: × 0.5 (14 of them)`."""
    return f"{key_in_words(change)}: {change_in_words(change)}"


def key_in_words(change: InputChange) -> str:
    """What differs: `assets.*.permit`."""
    return clean(change.pattern, LONGEST_KEY)


def change_in_words(change: InputChange) -> str:
    """How it differs: `1 → 0.5`, `× 0.5 (14 of them)`."""
    many = f" ({len(change.entries)} of them)" if len(change.entries) > 1 else ""
    first = change.entries[0]
    if change.action in ("added", "removed"):
        side = first.after if change.action == "added" else first.before
        text = clean(side.text, LONGEST_TEXT) if side and len(change.entries) == 1 and side.text != "there" else ""
        return f"{change.action}{f' ({text})' if text else ''}"
    if change.action == "multiply":
        return f"× {number(change.amount or 0.0)}{many}"
    unit = next((side.unit for side in (first.after, first.before) if side is not None), "")
    if change.action == "add":
        added = value_in_words((("", change.amount or 0.0),), unit, change.is_share)
        return f"{added if added.startswith('-') else f'+ {added}'}{many}"
    if change.action == "set":
        return f"now {reading_in_words(first.after, change.is_share)}{many}"
    return f"{entry_in_words(first, change.is_share)}{many}"


def entry_in_words(entry: InputEntry, is_share: bool) -> str:
    """Both sides of one input: `1 → 0.5`."""
    before = reading_in_words(entry.before, is_share, entry.after)
    return f"{before} → {reading_in_words(entry.after, is_share, entry.before)}"


def reading_in_words(reading: Reading | None, is_share: bool, beside: Reading | None = None) -> str:
    """One side of an input: `35 %`, `2026: 330, 2030: 650 bn USD a year`, `2033-12-31`.

    beside : the other side; times are told in the same unit.
    """
    if reading is None:
        return NOTHING_THERE
    if not reading.points:
        return clean(reading.text, LONGEST_TEXT)
    return value_in_words(reading.points, reading.unit, is_share, beside.points if beside is not None else ())


def value_in_words(points: Points, unit: str, is_share: bool, beside: Points = ()) -> str:
    """A number, or a path by its years, in the unit that people use."""
    factor, shown = customary([value for _, value in (*points, *beside)], clean(unit), is_share)
    scale = scale_for([value * factor for _, value in points], shown)
    if len(points) == 1:
        value = points[0][1] * factor
        if shown.startswith("%"):
            return f"{number(value)} {shown}"
        return amount(value, shown) if value else "0"
    told = (f"{year}: {number(value * factor * scale.factor)}" for year, value in points)
    return f"{', '.join(told)} {scale.label}".rstrip()


def customary(values: Sequence[float], unit: str, is_share: bool) -> tuple[float, str]:
    """What values are multiplied by, and the unit that they are in then: per cent, days, months."""
    if unit in SHARE_UNITS:
        return 100.0, SHARE_UNITS[unit]
    if unit == "1":
        return (100.0, "%") if is_share else (1.0, "")
    if unit == "yr":
        largest = max(map(abs, values))
        whole = all(abs(12.0 * value - round(12.0 * value)) < 1e-6 for value in values)
        return (
            (365.0, "days")
            if largest < SHORT and not (whole and largest)
            else (12.0, "months")
            if largest < LONG
            else (1.0, "years")
        )
    return 1.0, unit


def places_in_words(change: InputChange) -> str:
    """`us.yaml:763:11 → us.yaml:910:27 (override fast_permits)`: where the two sides of the first input stand."""
    first = change.entries[0]
    before, after = ("" if side is None else clean(side.where, LONGEST_PLACE) for side in (first.before, first.after))
    if change.action in ("added", "removed"):
        return after if change.action == "added" else before
    told = " → ".join(dict.fromkeys(place for place in (before, after) if place))
    return "" if told == BY_DEFAULT else told


def cause_in_words(change: InputChange) -> str:
    """The overrides behind a change: `fast_permits`, `without tight_credit`."""
    return listed([*map(clean, change.with_), *(f"without {clean(name)}" for name in change.without)])


def group_in_words(name: str) -> str:
    """A group of a split: an override as words, blocks by their keys, many of them by the first."""
    names = [clean(part) if "." in part else in_words(part) for part in name.split(" and ")]
    more = len(names) - SOME_NAMES
    return f"{', '.join(names[:SOME_NAMES])} and {more} more" if more > 0 else listed(names)


# --- limits -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Describer:
    """Names limits as the scenario of each side has them."""

    before: Scenario
    after: Scenario

    def limit(self, change: LimitChange, *, is_after: bool) -> str:
        """A limit as it is on one side."""
        side = change.after if is_after else change.before
        return self.name(LimitName(change.kind, change.name, side is not None and side.wait), is_after=is_after)

    def either(self, change: LimitChange) -> str:
        """A limit as it is with the change; as it was where it holds nothing back any more."""
        return self.limit(change, is_after=change.after is not None)

    def name(self, limit: LimitName | None, *, is_after: bool) -> str:
        """A limit by name."""
        if limit is None:
            return "nothing"
        scenario = self.after if is_after else self.before
        return describe(WAIT if limit.wait else limit.kind, limit.name, scenario, "")


def when_in_words(reading: LimitReading | None) -> str:
    """`2028Q2 to 2032Q1`."""
    if reading is None:
        return "-"
    return reading.first if reading.first == reading.last else f"{reading.first} to {reading.last}"


def share_in_words(reading: LimitReading | None) -> str:
    """`17.3 %`."""
    return "-" if reading is None else percent(reading.share)


def limit_cells(limit: LimitChange, words: Describer) -> tuple[str, ...]:
    """A limit by name, then its share and when it holds on both sides, and what became of it."""
    return (
        words.either(limit),
        share_in_words(limit.before),
        when_in_words(limit.before),
        share_in_words(limit.after),
        when_in_words(limit.after),
        STATUS[limit.status],
    )


def years_in_words(reading: LimitReading) -> str:
    """`2028-32`."""
    first, last = year_of(reading.first), year_of(reading.last)
    return first if first == last else f"{first}-{last[2:]}"


def worth_most(limits: Iterable[LimitChange], *, is_after: bool) -> tuple[LimitChange, LimitReading] | None:
    """The limit worth most on one side."""
    sides = ((limit, limit.after if is_after else limit.before) for limit in limits)
    found = [(limit, side) for limit, side in sides if side is not None]
    return max(found, key=lambda each: each[1].share, default=None)
