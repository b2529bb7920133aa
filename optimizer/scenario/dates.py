"""Dates of a scenario file as decimal years: 2026, 2026.5, 2028-01, 2027Q3, 2026-12-31.

A month is a twelfth of a year, as in the model's periods, and a day its share of its month; so months, quarters and
their last days fall exactly on period boundaries.
"""

from __future__ import annotations

import calendar
import re

FIRST_YEAR, LAST_YEAR = 1900, 2200
FORMS = "2026, 2026.5, 2028-01, 2027Q3 or 2026-12-31"
_DATE = re.compile(
    r"(?P<year>\d{4})(?:(?P<part>\.\d{1,12})|[- ]?[Qq](?P<quarter>\d)|-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?"
)


def decimal_year(text: str, end: bool = False) -> float:
    """A date as a decimal year; with `end`, a day counts in full: 2026-12-31 is 2027.0.

    >>> decimal_year("2028-04"), decimal_year("2027Q3"), decimal_year("2026-12-31", end=True)
    (2028.25, 2027.5, 2027.0)

    Raises
    ------
    ValueError
        With what is wrong, in plain words.
    """
    found = _DATE.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"is not a date; write {FORMS}")
    year = int(found["year"])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"is not a year from {FIRST_YEAR} to {LAST_YEAR}")
    if found["part"]:
        return year + float(found["part"])
    if found["quarter"]:
        return year + (_within(found["quarter"], 4, "a year has 4 quarters") - 1) / 4
    if not found["month"]:
        return float(year)
    month = _within(found["month"], 12, "a year has 12 months")
    if not found["day"]:
        return year + (month - 1) / 12
    days = calendar.monthrange(year, month)[1]
    day = _within(found["day"], days, f"that month has {days} days") - (0 if end else 1)
    return year + month / 12 if day == days else year + (month - 1 + day / days) / 12


def _within(digits: str, most: int, reason: str) -> int:
    number = int(digits)
    if not 1 <= number <= most:
        raise ValueError(f"is not a date: {reason}")
    return number


def is_date(text: str) -> bool:
    """Whether a text can be read as a date."""
    try:
        decimal_year(text)
    except ValueError:
        return False
    return True
