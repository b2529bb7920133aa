"""What the page of a sweep says, beside what every page is made of."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.report.page.facts import Chart, Field, Figure, Frame, Section, SourceFact


@dataclass(frozen=True)
class Varied:
    """One thing that was varied. keys : where it stands in the scenario; more : how many places beside these.

    base : where the base stands, "" where it has no such number.  source, confidence, note : of its number.
    meanings : levels with what the scenario says of them.
    """

    words: str
    keys: tuple[str, ...]
    more: int
    span: str
    base: str
    source: str
    is_assumption: bool
    confidence: str
    note: str
    meanings: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class AllVaried:
    """All that was varied. first : what is shown at once.  rest : what is folded away."""

    told: str
    first: tuple[Varied, ...]
    rest: tuple[Varied, ...]


@dataclass(frozen=True)
class PlaneMaps:
    """The maps of two factors. note : where the others stand.  together : what both do beyond each alone.

    only : what is told in place of a map of limits, where one limit holds everywhere; else "".
    """

    field: Field
    note: str
    only: str
    together: tuple[str, ...]


@dataclass(frozen=True)
class Again:
    """How to make it again. command, single : as typed.  study : the study's file.  made : (what, value)."""

    command: str
    single: str
    study: str
    made: tuple[tuple[str, str], ...]
    sources: tuple[SourceFact, ...]

    @property
    def places(self) -> dict[str, int]:
        """The place of each source in the list."""
        return {source.id: place for place, source in enumerate(self.sources)}


@dataclass(frozen=True)
class Page:
    """All that a page says. question : what the study asks.  asked : what was done for it.  found : the answer."""

    title: str
    question: str
    figures: tuple[Figure, ...]
    asked: str
    found: tuple[str, ...]
    failures: tuple[str, ...]
    notes: tuple[str, ...]
    planes: tuple[PlaneMaps, ...]
    sections: tuple[Section, ...]
    varied: AllVaried
    again: Again

    @property
    def charts(self) -> tuple[Chart, ...]:
        """All charts, in their order on the page."""
        return tuple(chart for section in self.sections for part in section.parts for chart in part.charts)

    @property
    def frame(self) -> Frame:
        """What stands around it."""
        planes = (("planes", "Maps"),) if self.planes else ()
        shown = (("answer", "Answer"), *planes, *((each.id, each.short) for each in self.sections))
        contents = (*shown, ("varied", "What was varied"), ("again", "Sources"))
        return Frame(self.title, contents, (), self.charts, fields=tuple(plane.field for plane in self.planes))
