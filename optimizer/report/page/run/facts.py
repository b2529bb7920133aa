"""What the page of one run says, beside what every page is made of."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.report.page.facts import Chart, Figure, Frame, HeatMap, Section, SourceFact


@dataclass(frozen=True)
class Basis:
    """A number of the scenario. rank : place of the limit that it sets, 0 for none.  sets : that limit in words."""

    rank: int
    sets: str
    key: str
    value: str
    source: str
    confidence: str
    note: str


@dataclass(frozen=True)
class Rests:
    """What the result rests on, and how to make it again. counted, made : sentences."""

    counted: str
    top: tuple[Basis, ...]
    weak: tuple[Basis, ...]
    sources: tuple[SourceFact, ...]
    not_said: tuple[str, ...]
    command: str
    made: tuple[tuple[str, str], ...]

    @property
    def places(self) -> dict[str, int]:
        """The place of each source in the list."""
        return {source.id: place for place, source in enumerate(self.sources)}


@dataclass(frozen=True)
class Held:
    """One of the limits worth most. name, when, text : in words.  level : the shade of each period, as on the map."""

    name: str
    when: str
    text: str
    level: tuple[int, ...]


@dataclass(frozen=True)
class Page:
    """All that a page says."""

    title: str
    description: str
    setting: str
    figures: tuple[Figure, ...]
    headline: tuple[str, ...]
    compute: Chart | None
    bottlenecks: tuple[Held, ...]
    no_bottleneck: str
    how_to_read: str
    chain: HeatMap
    sections: tuple[Section, ...]
    rests: Rests
    years: tuple[str, ...]

    @property
    def charts(self) -> tuple[Chart, ...]:
        """All charts, in their order on the page."""
        first = (self.compute,) if self.compute else ()
        return (*first, *(chart for section in self.sections for part in section.parts for chart in part.charts))

    @property
    def frame(self) -> Frame:
        """What stands around it."""
        shown = (("answer", "Answer"), ("chain", "Chain"), *((each.id, each.short) for each in self.sections))
        return Frame(self.title, (*shown, ("rests", "Sources")), self.years, self.charts, (self.chain,))
