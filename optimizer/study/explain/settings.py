"""Changes of numbers as the texts that `--set` takes, so that anyone can make them again.

A path over time is set as a whole: its other points stay in the text as they are.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from optimizer.results.explain.changes import Moved, Setting
from optimizer.scenario.edit import value_at
from optimizer.scenario.number import Number, Series
from optimizer.scenario.plain import date_text
from optimizer.scenario.schema import Scenario
from optimizer.scenario.tree import Path, key_path

DIGITS = 12
"""Significant digits in a command: enough that rounding does not show in an answer."""
ONCE = 1e-4
"""Time in which a path jumps [yr]: less than any distance between the middle of a period and its ends."""
ROOM = 1e12
"""A limit so large that it holds nothing [any unit]."""
_SIZES = ((1e9, "G "), (1e6, "M "), (1e3, "k "))
_END_DATES = ("to", 1)
"""Last parts of the paths of dates that are last days, which count in full."""


def settings(scenario: Scenario, values: Mapping[Path, float]) -> tuple[Setting, ...]:
    """Numbers and dates by path (as `walk.numbers` and `edit.dates` give them) set to new values, in base units."""
    wholes: dict[Path, dict[Path, float]] = {}
    for path, value in values.items():
        wholes.setdefault(_whole(scenario, path), {})[path] = value
    return tuple(_setting(scenario, whole, inside) for whole, inside in wholes.items())


def within(scenario: Scenario, path: Path, factor: float, start: float, end: float) -> Setting:
    """A path over time multiplied by a factor from `start` to `end` (decimal years), and as it is at other times."""
    series, horizon = _from_the_start(series_at(scenario, path), scenario), scenario.horizon
    jumps = [year for year in (start, end) if horizon.start < year < horizon.end]
    years = {*series.years, *jumps, *(year - ONCE for year in jumps)} if jumps else set(series.years)
    was = {year: float(series.at(np.array([year]))[0]) for year in sorted(years)}
    first = start if start in jumps else -np.inf
    last = end if end in jumps else np.inf
    points = {year: value * (factor if first <= year < last else 1.0) for year, value in was.items()}
    return path_setting(path, points, series.unit, was)


def _from_the_start(series: Series, scenario: Scenario) -> Series:
    """A number that does not change as a path with a point at the start of the horizon."""
    return Series((scenario.horizon.start,), series.values) if len(series.years) == 1 else series


def barred_until(path: Path, now: Series | None, unit: str, date: float) -> Setting:
    """A path of limits that is 0 until a date and then as it is; where there is none, so much that nothing is held."""
    points = {date - ONCE: 0.0, **_from(now, date)}
    return path_setting(path, points, unit, points)


def _from(now: Series | None, date: float) -> dict[float, float]:
    """A path from a date on."""
    if now is None:
        return {date: ROOM}
    after = {year: point.value for year, point in now if year > date}
    return {date: float(now.at(np.array([date]))[0]), **after}


def path_setting(path: Path, points: Mapping[float, float], unit: str, was: Mapping[float, float]) -> Setting:
    """A whole path over time by its points, decimal years."""
    texts = ", ".join(f"{year:.10g}: {amount_text(value, unit)}" for year, value in points.items())
    moved = tuple(Moved(f"{year:.10g}", was[year], value) for year, value in points.items())
    return Setting(key_path(path), f"{{{texts}}}", unit, moved)


def series_at(scenario: Scenario, path: Path) -> Series:
    """The path over time at a place; a number that does not change is one of one point."""
    value = value_at(scenario, path)
    return value if isinstance(value, Series) else Series((2000.0,), (value,))


def amount_text(value: float, unit: str) -> str:
    """A number with its unit, in the size that people use, with all its digits.

    >>> amount_text(3.333e11, "USD/yr"), amount_text(0.9, "yr"), amount_text(0.35, "1/yr"), amount_text(0.69, "1")
    ('333.3 G USD/yr', '10.8 months', '35 %', '0.69')
    """
    if unit == "1":
        return _digits(value)
    if unit == "1/yr":
        return f"{_digits(100.0 * value)} %"
    if unit == "yr":
        return f"{_digits(12.0 * value)} months" if abs(value) < 3 else f"{_digits(value)} yr"
    size, prefix = _size(value) if _takes_prefix(unit) else (1.0, "")
    return f"{_digits(value / size)} {prefix}{unit}"


def _size(value: float) -> tuple[float, str]:
    return next(((size, prefix) for size, prefix in _SIZES if abs(value) >= size), (1.0, ""))


def _takes_prefix(unit: str) -> bool:
    """Money and words like wafer; of `MW` and `kt` it would be a second one."""
    head = unit.replace("*", "/").split("/")[0]
    return head.isalpha() and (len(head) >= 4 or (len(head) == 3 and head.isupper() and head not in ("MVA", "GVA")))


def _digits(value: float) -> str:
    return f"{value:.{DIGITS}g}" if abs(value) < 1e15 else repr(value)


def _whole(scenario: Scenario, path: Path) -> Path:
    """The path of the whole that a command sets: that of the path over time for one of its points."""
    try:
        return path[:-1] if len(_series(scenario, path[:-1]).years) > 1 else path
    except (KeyError, IndexError, TypeError, ValueError):
        return path


def _series(scenario: Scenario, path: Path) -> Series:
    value = value_at(scenario, path)
    if not isinstance(value, Series):
        raise TypeError(path)
    return value


def _setting(scenario: Scenario, path: Path, inside: Mapping[Path, float]) -> Setting:
    value = value_at(scenario, path)
    if isinstance(value, Series):
        was = {year: point.value for year, point in value}
        new = {f"{year:.10g}": (year, number) for year, number in was.items()}
        points = {year: inside.get((*path, label), number) for label, (year, number) in new.items()}
        return path_setting(path, points, value.unit, was)
    new_value = inside[path]
    if isinstance(value, Number):
        text, was_value = amount_text(new_value, value.unit), value.value
        return Setting(key_path(path), text, value.unit, (Moved("", was_value, new_value),))
    return Setting(key_path(path), date_text(new_value, path[-1] in _END_DATES), "yr", (Moved("", value, new_value),))
