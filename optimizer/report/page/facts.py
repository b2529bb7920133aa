"""What pages are made of, as plain typed facts: sentences, tables, charts, maps. No HTML here.

Text from the scenario is clean but not escaped: the templates escape everything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

from optimizer.report.grids import Grid, Line
from optimizer.report.words import Scale, cells, decimals_for, scale_for

Role = Literal["bar", "line", "dashed", "thin", "low", "high", "dot", "ring", "half"]
"""How a series is drawn: stacked bars; lines; `low` and `high` are the edges of a band, and stand in this order; `dot`
and `ring` are marks without a line; of two `half` bars of a thing each begins at 0, and none covers the other."""
Per = Literal["period", "year", "number", "item", "place"]
"""What a chart's points are: stretches of time; numbers on an axis of their own; things, each with a bar; things, each
a numbered mark where two numbers meet."""

FEW = 12
"""Columns of a table that fit side by side; with more points in time these go down instead."""
MANY_PLACES = 200
"""Places of a field up to which its tables are written into the page."""
MANY = 48
"""Points in time up to which a table is written into the page; a longer one would make the file large."""
COLOURS = 8
"""Colours that can be told apart; the series after them share grey."""
OTHERS = "grey"
REFERENCE = "reference"
"""The colour of what others are compared with: a grey line."""


@dataclass(frozen=True)
class Series:
    """One thing over time. values [unit of its panel], NaN where there is none.  colour : a name in page.css.

    margin : half-width of the interval around each value [same unit], None where there is none.
    """

    name: str
    role: Role
    values: np.ndarray
    colour: str
    margin: np.ndarray | None = None


@dataclass(frozen=True)
class Panel:
    """Series on one axis. unit : base unit of the values.  scale : how they are shown.  title : what the axis shows.

    ends : lowest and highest value of the axis [unit], for charts that are read side by side; None for what suits.
    from_zero : the axis begins at 0; else at the lowest value, and the title says so.
    places : decimals that tell its values apart on the scale shown, None where three digits do.
    """

    title: str
    unit: str
    scale: Scale
    series: tuple[Series, ...]
    ends: tuple[float, float] | None = None
    from_zero: bool = True
    places: int | None = None

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
class Spot:
    """A place on an axis of numbers to point out. low, high : between which it lies, where it cannot be told better."""

    at: float
    low: float
    high: float
    label: str


@dataclass(frozen=True)
class Chart:
    """Panels over a common axis, with a summary in words.

    id : unique on the page.  labels : the points of the axis, all of one kind (`per`).  table : what stands behind the
    chart, its own values unless it says otherwise.  at : where each point stands, of numbers.  axis : what they are.
    labelled : the axis is marked with the labels, not with numbers.  margin : half-widths of the intervals around the
    places in `at`.  unclear : things that cannot be told from nothing, by their places.
    """

    id: str
    title: str
    summary: str
    labels: tuple[str, ...]
    per: Per
    panels: tuple[Panel, ...]
    marks: tuple[Mark, ...] = ()
    small: bool = False
    table: Grid | None = None
    at: tuple[float, ...] = ()
    axis: str = ""
    labelled: bool = False
    spots: tuple[Spot, ...] = ()
    margin: tuple[float, ...] = ()
    unclear: tuple[int, ...] = ()

    @property
    def grid(self) -> Grid | None:
        """The values of the chart as a table; None for a long one, which the page makes when it is opened."""
        return self.table or (chart_grid(self) if len(self.labels) <= MANY else None)


@dataclass(frozen=True)
class MapRow:
    """A link of the chain, or one limit. share : what it is worth over all periods, of the plan's value [1].

    shares, use : in each period [1], NaN where there is nothing to use.  level : the shade of each period, 0 for none.
    about : what else belongs to the name, in words.  limits : of a link, those that hold the plan back.
    before : the shade of each period in the reference, where there is one.
    """

    name: str
    about: str
    share: float
    shares: np.ndarray
    use: np.ndarray
    level: tuple[int, ...]
    when: str
    limits: tuple[MapRow, ...] = ()
    before: tuple[int, ...] = ()


@dataclass(frozen=True)
class HeatMap:
    """Rows over periods, shaded by what they are worth as share of a plan's value.

    id : unique on the page.  title : what it is the map of.  corner : what its rows are.  years : (year, periods in
    it).  steps : lower ends of the shades, shares of the optimum.  closed : limits that would open something.
    """

    id: str
    title: str
    corner: str
    summary: str
    labels: tuple[str, ...]
    years: tuple[tuple[str, int], ...]
    rows: tuple[MapRow, ...]
    steps: tuple[float, ...]
    closed: tuple[str, ...] = ()


@dataclass(frozen=True)
class FieldAxis:
    """A side of a field: what it is, its places from left or from below, and the place of the base, if it has one.

    texts : the places are texts, of which none may be left out.
    """

    name: str
    labels: tuple[str, ...]
    base: int | None = None
    texts: bool = False


@dataclass(frozen=True)
class Layer:
    """One quantity over a field. values : rows by y, columns by x [unit]; NaN for none.

    edges : between shades [unit]; fewer than two where all places have one shade.
    places : decimals that tell values apart, on the scale shown.  coarse : decimals that do where there is little room.
    note : what is to be known of the shades.
    """

    name: str
    unit: str
    scale: Scale
    values: np.ndarray
    edges: tuple[float, ...]
    places: int
    coarse: int
    note: str = ""


@dataclass(frozen=True)
class Kind:
    """What can hold at a place of a field. share : part of the places where it does [1].  label : (x, y) of its letter.

    letter, hatch, colour : how it is drawn, the same in all fields of a page.  colour : a name in page.css, "" for none
    of these.  hatch : a place in the list of the script.
    """

    name: str
    share: float
    points: int
    label: tuple[int, int]
    colour: str
    letter: str
    hatch: int


@dataclass(frozen=True)
class Field:
    """Two numbers that meet: what comes out at each place, one layer at a time, and which of some kinds holds there.

    id : unique on the page.  holds, worth : place of the kind that holds, -1 where that is not known, and by how much
    [1]; rows by y, columns by x.  points : what each place is called, "" where nothing is.
    layers_summary, kinds_summary : sentences for the two pictures.
    """

    id: str
    title: str
    x: FieldAxis
    y: FieldAxis
    layers: tuple[Layer, ...]
    kinds: tuple[Kind, ...]
    holds: np.ndarray
    worth: np.ndarray
    points: tuple[tuple[str, ...], ...]
    layers_summary: str
    kinds_summary: str

    @property
    def grids(self) -> tuple[Grid, ...]:
        """Each layer as a table; none of a large field, whose tables the page makes when they are opened."""
        return tuple(_layer_grid(self, layer) for layer in self.layers) if self.holds.size <= MANY_PLACES else ()

    @property
    def kinds_grid(self) -> Grid | None:
        """Which kind holds where, as a table; None of a large field."""
        if self.holds.size > MANY_PLACES:
            return None
        shown = [[self.kinds[at].name if at >= 0 else "–" for at in line] for line in self.holds.tolist()]
        return _field_grid(self, self.kinds_summary, shown)


@dataclass(frozen=True)
class Figure:
    """One number to remember. detail : what it is compared with."""

    name: str
    value: str
    detail: str


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
class Part:
    """A part of a section: a heading, what is to be said, then charts and tables.

    common : the charts show the same things, and have one legend for all.  folded : name of what hides the tables.
    closed : name of what hides all of it but the heading.
    numbered : what the numbers on its charts stand for.
    """

    title: str = ""
    text: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    grids: tuple[Grid, ...] = ()
    common: bool = False
    folded: str = ""
    numbered: tuple[str, ...] = ()
    closed: str = ""


@dataclass(frozen=True)
class Section:
    """A section of the page. id : its anchor.  short : its name in the list of contents."""

    id: str
    short: str
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Frame:
    """What stands around the content of a page, and the numbers that its charts and maps draw.

    contents : (anchor, short name) of each section.  years : that can be chosen for all charts, () for no choice.
    charts, maps, fields : all that the page has, in their order.
    """

    title: str
    contents: tuple[tuple[str, str], ...]
    years: tuple[str, ...]
    charts: tuple[Chart, ...]
    maps: tuple[HeatMap, ...] = ()
    fields: tuple[Field, ...] = ()


class Framed(Protocol):
    """Any page: facts of its own, which its template knows, and the frame."""

    @property
    def frame(self) -> Frame:
        """What stands around it."""


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


def _layer_grid(field: Field, layer: Layer) -> Grid:
    values = (layer.values * layer.scale.factor).tolist()
    shown = [["–" if cell == "n/a" else cell for cell in cells(line, layer.places)] for line in values]
    return _field_grid(field, f"{layer.name} [{layer.scale.label}]" if layer.scale.label else layer.name, shown)


def _field_grid(field: Field, title: str, shown: Sequence[Sequence[str]]) -> Grid:
    """Rows from the top of the field down."""
    lines = [Line(label, tuple(line)) for label, line in zip(field.y.labels, shown, strict=True)]
    return Grid(f"{title}; {field.y.name} down, {field.x.name} across", field.x.labels, tuple(reversed(lines)))


def _named(chart: Chart, each: Panel, one: Series) -> str:
    return f"{one.name} [{each.scale.label}]" if each.scale.label else one.name


def _cells(each: Panel, one: Series) -> tuple[str, ...]:
    values = [float(value) * each.scale.factor for value in one.values]
    finite = [value for value in values if np.isfinite(value)]
    places = decimals_for(finite) if each.places is None else each.places
    return tuple("–" if cell == "n/a" else cell for cell in cells(values, places))
