"""Numbers as people read them: three significant digits, a prefix, a unit in words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from optimizer.results.names import in_words
from optimizer.results.spans import Span

DIGITS = 3
NO_NUMBER = "n/a"

_SI_BASES = frozenset({"W", "VA", "Wh", "VAh", "t", "m", "g"})
_SI = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"), (1.0, ""))
_SI_SIZE = {prefix: size for size, prefix in _SI}
_WORDS = ((1e9, "bn "), (1e6, "M "), (1e3, "k "), (1.0, ""))
_NO_PREFIX = ((1.0, ""),)
_FOR_CAPACITY = re.compile(r"^([^*/]+)\*yr/([^*/]+)$")
_COUNTED_UNIT = re.compile(r"[a-z]{4,}")
"""Units that are words, and so have a plural: wafer, package, rack."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How a number in some unit is shown: value x factor, followed by `label`."""

    factor: float
    label: str


def number(value: float, digits: int = DIGITS) -> str:
    """A number to so many significant digits.

    >>> number(1843.2), number(31.44), number(0.01234), number(4.0), number(0.0)
    ('1,840', '31.4', '0.0123', '4', '0')
    """
    if not math.isfinite(value):
        return NO_NUMBER
    rounded = _round(value, digits)
    if rounded == 0.0:
        return "0"
    decimals = max(digits - 1 - _exponent(rounded), 0)
    if decimals > 8:
        return f"{rounded:.{digits - 1}e}"
    text = f"{rounded:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def amount(value: float, unit: str) -> str:
    """A number with its unit and the prefix that suits its size.

    >>> amount(83100, "MW"), amount(371e3, "MW*yr"), amount(31e3, "USD"), amount(1.2e6, "wafer"), amount(4e9, "USD")
    ('83.1 GW', '371 GW-years', '31 k USD', '1.2 M wafers', '4 bn USD')
    """
    return amount_at(value, scale_for([value], unit))


def amount_at(value: float, scale: Scale) -> str:
    """A number on a scale that others share.

    >>> amount_at(-305.0, scale_for([4310.0, -305.0], "MW*yr"))
    '-0.305 GW-years'
    """
    shown = number(value * scale.factor)
    return f"{shown} {_one(scale.label) if shown == '1' else scale.label}".rstrip()


def scale_for(values: Iterable[float], unit: str) -> Scale:
    """One scale for numbers that are shown together: that of the largest."""
    largest = max((abs(_round(value)) for value in values if math.isfinite(value)), default=0.0)
    head, tail = _head_and_tail(unit)
    base, own_size = _si_base(head)
    if base:
        size, prefix = _fitting(largest * own_size, _SI if largest else ((own_size, head[: len(head) - len(base)]),))
        return Scale(own_size / size, prefix + base + tail)
    name = "" if head == "1" else _many(head)
    size, prefix = _fitting(largest, _WORDS if name else _NO_PREFIX)
    return Scale(1.0 / size, (prefix + name + tail).strip())


def unit_in_words(unit: str) -> str:
    """The unit of one of something: `MVA/yr` is MVA a year, `MW*yr` is MW-year.

    >>> unit_in_words("MVA/yr"), unit_in_words("MW*yr"), unit_in_words("USD/MVA"), unit_in_words("TB/yr^2")
    ('MVA a year', 'MW-year', 'USD per MVA', 'TB/yr per year')
    >>> unit_in_words("USD*yr/wafer"), unit_in_words("MW*yr/MW"), amount(2000.0, "MW*yr/MW")
    ('USD per wafer a year', 'MW-year per MW', '2 GW-years per MW')
    """
    words = _per_capacity(unit).replace("*yr", "-year")
    words = re.sub(r"/yr(?!\^)", " a year", words)
    words = re.sub(r"/(?!yr\^)", " per ", words).replace("/yr^2", "/yr per year")
    return "unit" if words in ("", "1") else words


def percent(share: float) -> str:
    """A share in per cent: 31.4 %, 4 %, 0.2 %, and below 0.05 % just that.

    >>> percent(0.3141), percent(0.04), percent(0.00002), percent(0.0)
    ('31.4 %', '4 %', '<0.1 %', '0 %')
    """
    if not math.isfinite(share):
        return NO_NUMBER
    if 0.0 < abs(share) < 0.0005:
        return "<0.1 %" if share > 0 else "0 %"
    return f"{100 * share:,.1f}".removesuffix(".0") + " %"


def column(values: Sequence[float]) -> list[str]:
    """Numbers that stand side by side, all with the decimals that suit the largest.

    >>> column([11.94, 83.12, 0.0])
    ['11.9', '83.1', '0']
    """
    return cells(values, decimals_for(values))


def decimals_for(values: Iterable[float], digits: int = DIGITS) -> int:
    """Decimals that give the largest of the numbers its significant digits."""
    largest = max((abs(_round(value, digits)) for value in values if math.isfinite(value)), default=0.0)
    return max(min(digits - 1 - _exponent(largest), digits - 1), 0) if largest else 0


def cells(values: Iterable[float], decimals: int) -> list[str]:
    """Numbers with so many decimals; what is not nothing does not read as nothing."""
    return [_cell(value, decimals) for value in values]


def spans_in_words(spans: Sequence[Span], whole: Span | None = None, most: int = 2) -> str:
    """Periods in words: `2027Q3 to 2029Q1 and 2031Q2 if boom`; `all periods` for the whole horizon.

    More than `most` spans are told by their ends: duals of periods that serve together fall on some of them by chance.
    """
    if whole is not None and tuple(spans) == (whole,):
        return "all periods"
    if len(spans) <= most:
        return listed([_span(span) for span in spans])
    ends = _span(Span(min(span.first for span in spans), max(span.last for span in spans)))
    futures = {span.futures for span in spans}
    within = _within(spans[0]) if len(futures) == 1 else ""
    return f"on and off, {ends}{within}"


def listed(words: Sequence[str]) -> str:
    """`a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _span(span: Span) -> str:
    when = span.first if span.first == span.last else f"{span.first} to {span.last}"
    return when + _within(span)


def _within(span: Span) -> str:
    return f" if {listed([in_words(future) for future in span.futures])}" if span.futures else ""


def _cell(value: float, decimals: int) -> str:
    if not math.isfinite(value):
        return NO_NUMBER
    text = f"{value:,.{decimals}f}"
    if float(text.replace(",", "")) != 0.0:
        return text
    smallest = 10.0**-decimals
    return "0" if abs(value) < 1e-6 * smallest else f"<{smallest:.{decimals}f}" if value > 0 else "0"


def _round(value: float, digits: int = DIGITS) -> float:
    return round(value, digits - 1 - _exponent(value)) if value and math.isfinite(value) else value


def _exponent(value: float) -> int:
    return math.floor(math.log10(abs(value)))


def _per_capacity(unit: str) -> str:
    """Money for a capacity, USD/(wafer/yr), is USD*yr/wafer in base units; compute for one, MW*yr/MW, is just that."""
    found = _FOR_CAPACITY.match(unit)
    return f"{found[1]}/{found[2]}/yr" if found and not _si_base(found[1])[0] else unit


def _head_and_tail(unit: str) -> tuple[str, str]:
    """`MW*yr` -> MW and -years; `MVA/yr` -> MVA and ' a year'."""
    unit = _per_capacity(unit)
    match = re.search(r"[*/ ]", unit)
    if match is None:
        return unit, ""
    head, tail = unit[: match.start()], unit[match.start() :]
    if tail.startswith("*yr"):
        rest = tail.removeprefix("*yr")
        return head, "-years" + (unit_in_words(rest) if rest else "")
    return head, unit_in_words(tail)


def _si_base(head: str) -> tuple[str, float]:
    """The unit without its prefix, and the prefix's size; '' where it takes no prefix."""
    if head in _SI_BASES:
        return head, 1.0
    prefix, base = head[:1], head[1:]
    return (base, _SI_SIZE[prefix]) if base in _SI_BASES and prefix in _SI_SIZE else ("", 1.0)


def _fitting(value: float, steps: Sequence[tuple[float, str]]) -> tuple[float, str]:
    return next(((size, prefix) for size, prefix in steps if value >= size), steps[-1])


def _many(unit: str) -> str:
    return unit + "s" if _COUNTED_UNIT.fullmatch(unit) and not unit.endswith("s") else unit


def _one(label: str) -> str:
    """A label as it reads after `1`."""
    return label.removesuffix("s") if label.endswith("-years") or _COUNTED_UNIT.fullmatch(label) else label
