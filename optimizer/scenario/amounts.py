"""The forms of a number in a scenario file, as texts: `5`, `5 GW`, `8 % + 3 %`.

A sum is what `{add: x}` leaves behind where the two parts have different units.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from optimizer.units import UnitError, Units
from optimizer.wording import Explained, shortened

LARGEST = 1e30
SMALLEST = 1e-60
"""Nearer to zero is zero: the digits of 1e-999999999 are not worth writing out."""
_NUMBER = re.compile(
    r"\s*(?P<number>[+-]?(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?)(?P<unit>.*)", re.DOTALL
)
_PLUS = re.compile(r"\s\+\s")
_NOT_FINITE = re.compile(r"\s*[+-]?\.?(?:inf|infinity|nan|∞)\b.*", re.IGNORECASE | re.DOTALL)


class AmountError(Explained):
    """A text that is no number of the kind wanted; the message goes on after the text itself."""


@dataclass(frozen=True, slots=True)
class Term:
    """One number and its unit, as written; the unit is "" where none is given."""

    digits: str
    unit: str

    def __str__(self) -> str:
        return f"{self.digits} {self.unit}".strip()


def terms(text: str) -> tuple[Term, ...]:
    """The parts of a number's text. Raises AmountError where it is no number."""
    return tuple(_term(part) for part in _PLUS.split(text))


def _term(part: str) -> Term:
    if _NOT_FINITE.fullmatch(part):
        raise AmountError("is not a finite number", "Leave the key out where there is no limit.")
    found = _NUMBER.fullmatch(part)
    if found is None or len(found["number"]) > 60:
        raise AmountError("is not a number", "Write a number and its unit, e.g. 5 GW.")
    unit = found["unit"].strip()
    if unit[:1] == ",":
        raise AmountError("is not a number", "Write thousands without commas, decimals with a point.")
    return Term(found["number"].replace("_", ""), unit)


def in_base(text: str, base: str, units: Units, unit: str = "") -> float:
    """A number's text in the unit `base`; parts without a unit are in `unit`, or in the base itself.

    Raises AmountError: no number, another kind of unit, too large.
    """
    total = sum((_term_in_base(term, base, units, unit) for term in terms(text)), Fraction(0))
    if abs(total) > LARGEST:
        raise AmountError(f"is more than {LARGEST:.0e} {base}, which cannot be computed with")
    return float(total)


def _term_in_base(term: Term, base: str, units: Units, unit: str) -> Fraction:
    try:
        return _exact(term.digits) * units.factor(term.unit or unit or base, base)
    except UnitError as error:
        goes_on = error.message.startswith("is ")
        raise AmountError(error.message if goes_on else f"cannot be read: {error.message}", error.hint_later) from None


def _exact(digits: str) -> Fraction:
    """The digits as a fraction, so that 18 months are 1.5 years and 8 % is 0.08, each rounded once."""
    approximate = abs(float(digits))
    if approximate > LARGEST:
        raise AmountError(f"is more than {LARGEST:.0e}, which cannot be computed with")
    return Fraction(digits) if approximate >= SMALLEST else Fraction(0)


def scaled(text: str, factor: float) -> str:
    """A number's text times a factor."""
    return " + ".join(str(Term(_digits(float(term.digits) * factor), term.unit)) for term in terms(text))


def added(text: str, more: str) -> str:
    """A number's text plus another's: one number where the units are written alike, else a sum."""
    parts = list(terms(text))
    for extra in terms(more):
        unit = extra.unit or parts[0].unit
        at = next((i for i, part in enumerate(parts) if part.unit == unit), None)
        if at is None:
            parts.append(Term(extra.digits, unit))
        else:
            parts[at] = Term(_digits(float(parts[at].digits) + float(extra.digits)), unit)
    return " + ".join(map(str, parts))


def _digits(value: float) -> str:
    return f"{value:.15g}"


def quoted(text: str) -> str:
    """A text in quotes for a message."""
    return f"'{shortened(text)}'"
