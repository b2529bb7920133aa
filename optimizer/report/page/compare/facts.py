"""What the page of a comparison says, beside what every page is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from optimizer.report.grids import Grid
from optimizer.report.page.facts import Chart, Figure, Frame, HeatMap, Section, SourceFact


@dataclass(frozen=True)
class Said:
    """What is said of one of those compared with the reference. name : "" where there is but one."""

    name: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Input:
    """An input that differs, or several that differ alike. key : where in the scenario.  change : both sides.

    cause : the overrides behind it.  places : file and line of both sides.  sources : ids of what says so.
    each : where several differ alike, every one of them with both its sides.
    """

    key: str
    change: str
    cause: str
    places: str
    sources: tuple[str, ...]
    each: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Inputs:
    """The inputs that one of those compared does not share with the reference."""

    name: str
    rows: tuple[Input, ...]


@dataclass(frozen=True)
class Moves:
    """What became of the limits. appeared, went, moved : each in words.  by_year : where another is worth most."""

    name: str
    appeared: tuple[str, ...]
    went: tuple[str, ...]
    moved: tuple[str, ...]
    by_year: tuple[str, ...]
    grid: Grid


@dataclass(frozen=True)
class Again:
    """How to make it again. made : (what, value)."""

    command: str
    made: tuple[tuple[str, str], ...]
    sources: tuple[SourceFact, ...]

    @property
    def places(self) -> dict[str, int]:
        """The place of each source in the list."""
        return {source.id: place for place, source in enumerate(self.sources)}


@dataclass(frozen=True)
class Page:
    """All that the page of a comparison says. reference : its name.  steps : of the shades, which all maps share."""

    title: str
    lead: str
    reference: str
    figures: tuple[Figure, ...]
    said: tuple[Said, ...]
    news: Grid
    overview: tuple[Chart, ...]
    notes: tuple[str, ...]
    inputs: tuple[Inputs, ...]
    outcome: Section
    maps: tuple[HeatMap, ...]
    steps: tuple[float, ...]
    moves: tuple[Moves, ...]
    sections: tuple[Section, ...]
    again: Again
    years: tuple[str, ...]

    @property
    def charts(self) -> tuple[Chart, ...]:
        """All charts, in their order on the page."""
        return (*self.overview, *self._of_sections())

    def _of_sections(self) -> Iterator[Chart]:
        for section in (self.outcome, *self.sections):
            for part in section.parts:
                yield from part.charts

    @property
    def frame(self) -> Frame:
        """What stands around it."""
        first = (
            ("answer", "Answer"),
            ("inputs", "Inputs"),
            (self.outcome.id, self.outcome.short),
            ("limits", "Limits"),
        )
        rest = tuple((section.id, section.short) for section in self.sections)
        return Frame(self.title, (*first, *rest, ("again", "Sources")), self.years, self.charts, self.maps)
