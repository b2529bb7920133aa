"""Names of a scenario as parts of IAMC variables: `data_center` is `Data center`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from optimizer.results.names import in_words
from optimizer.scenario.schema import Scenario

FORBIDDEN = str.maketrans({"|": "/", "*": "x"})
"""`|` parts the levels of a variable, `*` is pyam's word for anything."""
COLUMNS = ("asset", "commodity", "supply", "demand", "credit", "loan", "fund")
"""Columns of the tables whose names become parts of variables."""
Segments = Mapping[str, Mapping[str, str]]
"""For each column, the part that each of its names becomes."""


def segments(scenario: Scenario) -> Segments:
    """The part of a variable that each name becomes; two names never become the same."""
    kinds: tuple[Iterable[str], ...] = (
        scenario.assets,
        scenario.commodities,
        scenario.supplies,
        scenario.demands,
        scenario.credits,
        scenario.loans,
        scenario.funds,
    )
    return {column: _each(names) for column, names in zip(COLUMNS, kinds, strict=True)}


def _each(names: Iterable[str]) -> dict[str, str]:
    taken: set[str] = set()
    found = {}
    for name in names:
        words, times = part(name), 1
        own = words
        while own.casefold() in taken:
            times += 1
            own = f"{words} #{times}"
        taken.add(own.casefold())
        found[name] = own
    return found


def part(name: str) -> str:
    """A name in words with a capital, without what has a meaning in IAMC data.

    >>> part("data_center"), part("goes_mill"), part("a|b")
    ('Data center', 'GOES mill', 'A/b')
    """
    words = in_words(name).translate(FORBIDDEN)
    return words[:1].upper() + words[1:]
