"""What a page says, as plain typed facts: sentences, tables, charts, the map of the chain. No HTML here.

Text from the scenario is clean but not escaped: the templates escape everything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from optimizer.report.grids import Grid, Line
from optimizer.report.words import Scale, cells, decimals_for, scale_for

Role = Literal["bar", "line", "dashed", "thin", "low", "high"]
"""How a series is drawn: stacked bars; lines; `low` and `high` are the edges of a band, and stand in this order."""

FEW = 12
"""Columns of a table that fit side by side; with more points in time these go down instead."""
MANY = 48
"""Points in time up to which a table is written into the page; a longer one would make the file large."""
COLOURS = 8
"""Colours that can be told apart; the series after them share grey."""
OTHERS = "grey"


@dataclass(frozen=True)
class Series:
    """One thing over time. values [unit of its panel], NaN where there is none.  colour : a name in page.css."""

    name: str
    role: Role
    values: np.ndarray
    colour: str


@dataclass(frozen=True)
class Panel:
    """Series on one axis. unit : base unit of the values.  scale : how they are shown.  title : what the axis shows."""

    title: str
    unit: str
    scale: Scale
    series: tuple[Series, ...]

    @property
    def drawn(self) -> bool:
        """Whether there is anything to see."""
        return any(np.any(np.nan_to_num(each.values) != 0.0) for each in self.series)


@dataclass(frozen=True)
class Mark:
    """A stretch of time to point out: places of its first and last point, and what it is."""

    first: int
    last: int
    label: str


@dataclass(frozen=True)
class Chart:
    """Panels over a common time axis, with a summary in words.

    id : unique on the page.  labels : the points in time, all of one kind (`per`).  table : what stands behind the
    chart, its own values unless it says otherwise.
    """

    id: str
    title: str
    summary: str
    labels: tuple[str, ...]
    per: Literal["period", "year"]
    panels: tuple[Panel, ...]
    marks: tuple[Mark, ...] = ()
    small: bool = False
    table: Grid | None = None

    @property
    def grid(self) -> Grid | None:
        """The values of the chart as a table; None for a long one, which the page makes when it is opened."""
        return self.table or (chart_grid(self) if len(self.labels) <= MANY else None)


@dataclass(frozen=True)
class MapRow:
    """A link of the chain, or one limit of it. worth [unit of the objective] and share [1] : over all periods.

    level : the shade of each period, 0 for none.  about : what else belongs to the name, in words.  limits : of a link,
    those that hold the plan back.
    """

    name: str
    about: str
    share: float
    shares: np.ndarray
    use: np.ndarray
    level: tuple[int, ...]
    when: str
    limits: tuple[MapRow, ...] = ()


@dataclass(frozen=True)
class ChainMap:
    """The map of the chain. years : (year, periods in it).  steps : lower ends of the shades, shares of the optimum."""

    summary: str
    labels: tuple[str, ...]
    years: tuple[tuple[str, int], ...]
    rows: tuple[MapRow, ...]
    steps: tuple[float, ...]
    closed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figure:
    """One number to remember. detail : what it is compared with."""

    name: str
    value: str
    detail: str


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
class SourceFact:
    """Where numbers come from. url : "" unless it is one of the web.  address : any other address, as text."""

    id: str
    title: str
    date: str
    url: str
    address: str
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


@dataclass(frozen=True)
class Part:
    """A part of a section: a heading, what is to be said, then charts and tables.

    common : the charts show the same things, and have one legend for all.
    """

    title: str = ""
    text: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    grids: tuple[Grid, ...] = ()
    common: bool = False


@dataclass(frozen=True)
class Section:
    """A section of the page. id : its anchor.  short : its name in the list of contents."""

    id: str
    short: str
    title: str
    parts: tuple[Part, ...]


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
    how_to_read: str
    chain: ChainMap
    sections: tuple[Section, ...]
    rests: Rests
    years: tuple[str, ...]

    @property
    def charts(self) -> tuple[Chart, ...]:
        """All charts, in their order on the page."""
        first = (self.compute,) if self.compute else ()
        return (*first, *(chart for section in self.sections for part in section.parts for chart in part.charts))


@dataclass(frozen=True)
class Held:
    """One of the limits worth most. name, when, text : in words.  level : the shade of each period, as on the map."""

    name: str
    when: str
    text: str
    level: tuple[int, ...]


def panel(title: str, unit: str, series: Sequence[Series]) -> Panel:
    """A panel shown on the scale that suits its values; bars that are stacked count together."""
    stacked = [each.values for each in series if each.role == "bar"]
    tops = [np.abs(np.nan_to_num(each.values)) for each in series]
    if stacked:
        tops.append(np.sum(np.abs(np.nan_to_num(stacked)), axis=0))
    return Panel(title, unit, scale_for([float(top.max(initial=0.0)) for top in tops], unit), tuple(series))


def colour(place: int) -> str:
    """The colour of the n-th thing, 0 first."""
    return f"c{place + 1}" if place < COLOURS else OTHERS


def chart_grid(chart: Chart) -> Grid:
    """Every value of a chart in a table: time across where it fits, else down."""
    rows = [(_named(chart, each, one), _cells(each, one)) for each in chart.panels for one in each.series]
    if len(chart.labels) <= FEW:
        return Grid(chart.title, chart.labels, tuple(Line(name, shown) for name, shown in rows))
    header = tuple(name for name, _ in rows)
    lines = tuple(Line(label, tuple(shown[t] for _, shown in rows)) for t, label in enumerate(chart.labels))
    return Grid(chart.title, header, lines)


def _named(chart: Chart, each: Panel, one: Series) -> str:
    return f"{one.name} [{each.scale.label}]" if each.scale.label else one.name


def _cells(each: Panel, one: Series) -> tuple[str, ...]:
    values = [float(value) * each.scale.factor for value in one.values]
    finite = [value for value in values if np.isfinite(value)]
    return tuple("–" if cell == "n/a" else cell for cell in cells(values, decimals_for(finite)))
