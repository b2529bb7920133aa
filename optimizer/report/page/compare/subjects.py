"""What every section reads: the results that are compared, each with one name and one colour for the whole page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.report.compare_words import Describer, ask, label, title
from optimizer.report.page.facts import REFERENCE, colour
from optimizer.report.page.result import Result, first_upper
from optimizer.results.compare import Comparison, Side
from optimizer.results.compare.facts import Difference
from optimizer.results.names import clean

DRAWN = 8
"""Results, beside the reference, that one chart shows together: more cannot be told apart."""
LONGEST = 120


@dataclass(frozen=True)
class Subject:
    """One of the results. name : as it is called on the page.  colour : of what is drawn of it."""

    name: str
    colour: str
    side: Side
    result: Result


@dataclass(frozen=True)
class Other(Subject):
    """One that is compared with the reference."""

    difference: Difference


@dataclass(frozen=True)
class Subjects:
    """The reference and the others, in their order."""

    facts: Comparison
    reference: Subject
    others: tuple[Other, ...]

    @property
    def all(self) -> tuple[Subject, ...]:
        """The reference first."""
        return (self.reference, *self.others)

    @property
    def money(self) -> str:
        """The unit of money."""
        return clean(self.facts.money_unit)

    @property
    def is_pair(self) -> bool:
        """Whether there is but one to compare with the reference."""
        return len(self.others) == 1

    @property
    def span(self) -> str:
        """`2026 to 2033`."""
        years = self.facts.years
        return years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}"

    def words(self, other: Other) -> Describer:
        """Names of limits on both sides."""
        return Describer(self.reference.side.scenario, other.side.scenario)

    def heading(self, other: Other) -> str:
        """The name above what is said of one; nothing where there is but one."""
        return "" if self.is_pair else first_upper(other.name)

    def common(self, subject: Subject, values: np.ndarray) -> np.ndarray:
        """Values by year of a result's own horizon, for the common years only, shape (years,)."""
        own = subject.result.calendar.years
        kept: np.ndarray = values[[own.index(year) for year in self.facts.years]]
        return kept


def subjects(facts: Comparison, sides: Sequence[Side]) -> Subjects:
    """The results by their names. sides : the reference first, as in the facts."""
    reference, *others = sides
    names = _names(facts)
    found = (
        Other(name, colour(place), side, Result(side.solution, side.scenario), difference)
        for place, (name, side, difference) in enumerate(zip(names[1:], others, facts.differences, strict=True))
    )
    first = Subject(names[0], REFERENCE, reference, Result(reference.solution, reference.scenario))
    return Subjects(facts, first, tuple(found))


def _names(facts: Comparison) -> list[str]:
    """What each asks for; where two ask for the same, with the label that tells them apart."""
    asked = [title(facts.reference), *(ask(one.subject, facts) for one in facts.differences)]
    labels = [label(facts.reference, LONGEST), *(label(one.subject, LONGEST) for one in facts.differences)]
    return [name if asked.count(name) == 1 else f"{name} ({label})" for name, label in zip(asked, labels, strict=True)]
