"""Last days written without a day: 2033 is the first moment of that year, so the last day is 2032-12-31."""

from __future__ import annotations

import calendar

from optimizer.results.sweep.points import Level
from optimizer.study.sweep.design.axes import Axis
from optimizer.study.sweep.design.moves import Shifting, Writing

MONTHS = 12


def doubted_dates(axis: Axis) -> tuple[str, str] | None:
    """What is said of a factor whose last days are years, quarters or months: a message, what to write."""
    writing = axis.effect.writing if isinstance(axis.effect, Shifting) else axis.effect
    if not isinstance(writing, Writing) or not writing.end:
        return None
    dates = ((level, text) for level, text in writing.written.items() if not _names_a_day(text))
    found = {text: day for level, text in dates if (day := day_before(level))}
    if not found:
        return None
    shown = list(found.items())[:1] + list(found.items())[1:][-1:]  # the first and the last
    read = ", ".join(f"{text} is {day}" for text, day in shown)
    text, day = shown[-1]
    message = f"as a last day, a year or month is the day before it begins: {read}"
    return message, f"Write {_end_of(text, day)} for the end of {text}."


def _names_a_day(text: str) -> bool:
    return text.count("-") == 2 or "." in text


def day_before(moment: Level) -> str:
    """The last day before a year or month begins; "" for a moment within a month.

    >>> day_before(2033.0), day_before(2027.25), day_before(2027.3)
    ('2032-12-31', '2027-03-31', '')
    """
    months = float(moment) * MONTHS
    if abs(months - round(months)) > 1e-6:
        return ""
    return _last_day(round(months) - 1)


def _end_of(text: str, before: str) -> str:
    """The last day of a year, quarter or month, by the day before it begins."""
    length = MONTHS if text.strip().isdigit() else 3 if "Q" in text.upper() else 1
    year, month, _ = map(int, before.split("-"))
    return _last_day(year * MONTHS + month - 1 + length)


def _last_day(month: int) -> str:
    """The last day of a month, which is counted from year 0."""
    year, of_year = divmod(month, MONTHS)
    return f"{year}-{of_year + 1:02d}-{calendar.monthrange(year, of_year + 1)[1]}"
