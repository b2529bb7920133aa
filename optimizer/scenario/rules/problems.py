"""How a rule says what it found: a problem with its place, times and amounts in the words people use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from optimizer.errors import Problem
from optimizer.scenario.number import Number
from optimizer.scenario.schema import Scenario
from optimizer.scenario.walk import numbers
from optimizer.wording import listing, nearest

Rule = Callable[[Scenario], Iterator[Problem]]


def problem(key: str, message: str, hint: str = "", *, at: object = None) -> Problem:
    """A problem at `key`, placed where the first number in `at` stands; else the loader looks the key up."""
    return Problem(place(at), key, message + ".", hint)


def place(thing: object) -> str:
    """`file:line:column` of the first number in a block, mapping or list that has one, or nothing."""
    return next((str(number.where) for _, number in numbers(thing) if number.where is not None), "")


def no_such(kind: str, name: str, known: Iterable[str], key: str) -> Problem:
    """A name that stands for nothing: what is known, and the nearest of it."""
    names = list(known)
    return Problem("", key, f"no {kind} '{name}'; known: {listing(names)}.", nearest(name, names))


def duration(years: float) -> str:
    """A time in the words people use: `18 months`, `2.5 yr`, `20 days`."""
    months = years * 12
    if months < 1.99:
        return f"{years * 365:.3g} days"
    return f"{months:.3g} months" if months < 24 and abs(months - round(months)) < 0.01 else f"{years:.4g} yr"


def moment(year: float) -> str:
    """A moment as a date: 2026, 2026-07 or 2026-07-16."""
    month, day = divmod(round((year % 1) * 12 * 30), 30)
    whole = int(year) + month // 12
    if day:
        return f"{whole}-{month % 12 + 1:02d}-{day + 1:02d}"
    return f"{whole}-{month % 12 + 1:02d}" if month % 12 else f"{whole}"


def amount(value: Number | float, unit: str = "") -> str:
    """A value with its unit, for a message; shares in per cent."""
    unit = value.unit if isinstance(value, Number) else unit
    number = float(value)
    if unit in ("1", "1/yr"):
        return f"{number * 100:.4g} %" + ("/yr" if unit == "1/yr" else "")
    digits = f"{number:,.0f}".replace(",", " ") if 1e4 <= abs(number) < 1e9 else f"{number:.4g}"
    return f"{digits} {unit}".strip()
