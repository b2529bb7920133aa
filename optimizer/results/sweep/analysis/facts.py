"""What reading a sweep finds, as plain data: what the terminal, the page and the tables show of it.

Numbers of a record are in the record's unit (`StudyFacts.units`), levels in the factor's. A limit is named
`kind:name`; "" stands for none. Points are named by their number in the design.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from optimizer.results.bottlenecks import top_limit
from optimizer.results.sweep.analysis.index_facts import IndexSet, Ranking
from optimizer.results.sweep.points import Level
from optimizer.results.sweep.study import StudyFacts

Shape = Literal["straight", "concave", "convex", "neither"]
Course = Literal["flat", "rising", "falling", "neither"]
HARDLY = 1e-3
"""Part of its size below which what a record moves by is no finding."""
NoteKind = Literal[
    "not_done",
    "one_at_a_time",
    "blocks_dropped",
    "too_few",
    "too_few_blocks",
    "few_trajectories",
    "points_dropped",
    "no_base",
    "incomplete_grid",
    "constant",
    "no_salib",
    "no_value",
]


def hardly(lowest: float, highest: float) -> bool:
    """Whether a record that reaches so far moves by next to nothing of its size."""
    return highest - lowest < HARDLY * max(abs(lowest), abs(highest))


@dataclass(frozen=True, slots=True)
class Note:
    """Something to be known of the analysis. about : names it concerns.  count, of : how many, of how many (blocks that
    are too few, trajectories that are few: of how many that are needed; points with a value: of how many answers)."""

    kind: NoteKind
    about: tuple[str, ...] = ()
    count: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One point with what became of it. status : "" where it has not been done.  top : the limit worth most.

    values : numbers and texts by record, None where the point has no such thing.  limits : shares of the optimum.
    """

    number: int
    id: str
    levels: Mapping[str, Level]
    status: str
    reason: str
    values: Mapping[str, float | str | None]
    limits: Mapping[str, float]
    slopes: Mapping[str, float]

    @property
    def top(self) -> str:
        """The limit worth most, "" where none is worth anything."""
        return top_limit(self.limits)


@dataclass(frozen=True, slots=True)
class Count:
    """How many points have something."""

    what: str
    points: int


@dataclass(frozen=True, slots=True)
class Failure:
    """Points without an answer for one reason. first : the numbers of the first of them."""

    status: str
    reason: str
    points: int
    first: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class At:
    """A value at a point."""

    value: float
    number: int


@dataclass(frozen=True, slots=True)
class Range:
    """How far a record reaches over the points that have it.

    median : of an odd count the middle value, of an even one the lower of the two: so it is the value of a point.
    constant : nothing but rounding of the solver separates lowest and highest.
    lowest_ties, highest_ties : numbers of all points that nothing but rounding separates from the lowest, or highest,
    the nearest to the base first: `lowest` and `highest` name that one.  factors : those that move it, whose levels say
    where it is extreme; of a sample those that surely do, at most three.  rounding : what the same point may differ by.
    """

    record: str
    unit: str
    lowest: At
    median: At
    highest: At
    points: int
    constant: bool
    lowest_ties: tuple[int, ...] = ()
    highest_ties: tuple[int, ...] = ()
    factors: tuple[str, ...] = ()
    rounding: float = 0.0

    @property
    def hardly_moves(self) -> bool:
        """Whether it moves, but by so little of its size that what moves it is no finding."""
        return not self.constant and hardly(self.lowest.value, self.highest.value)


@dataclass(frozen=True, slots=True)
class Tally:
    """How often each text of a record occurs, the most frequent first."""

    record: str
    counts: tuple[Count, ...]


# --- one at a time ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Swing:
    """What one factor, or the members of one group together, does to a record, all else as in the base.

    levels, changes : where it stands (its first member, of a group), the base left out, in order, and the record less
    that of the base there; None where there is no answer.  down, up : the least and the most of the changes, 0 at the
    nearest.  reach : up less down.
    """

    name: str
    members: tuple[str, ...]
    levels: tuple[Level, ...]
    changes: tuple[float | None, ...]
    numbers: tuple[int, ...]
    down: float
    up: float

    @property
    def reach(self) -> float:
        """How far the record moves [its unit]."""
        return self.up - self.down

    @property
    def is_known(self) -> bool:
        """Whether any of its points has an answer: of none of them it is not known that it moves nothing."""
        return any(change is not None for change in self.changes)


@dataclass(frozen=True, slots=True)
class Tornado:
    """The swings of a record, the widest first. base : the record at the base point."""

    record: str
    unit: str
    base: At
    swings: tuple[Swing, ...]


# --- indices ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kink:
    """Where a curve changes its slope.

    is_kink : of a concave curve of straight pieces (see `kinks`); elsewhere it is called a bend.
    low, high : points of the curve between which it lies, neighbours where it can be placed [level].
    at : where in between: where the tangents, or the lines on both sides, meet; None where that cannot be told.
    from_slopes : `at` rests on exact slopes, not on straight lines through neighbours.
    slope_before, slope_after : [objective per unit of the level].  step : of a jump between low and high that is steep
    beside the slopes on both sides, how far the objective rises [its unit]; 0 of what is none.
    before, after : the limit worth most on both sides.  takes_over, gives_way : the limits whose share of the optimum
    grows and shrinks most across it, "" where none does; gain, loss : by how much [1], both 0 or more.
    """

    is_kink: bool
    low: float
    high: float
    at: float | None
    from_slopes: bool
    slope_before: float
    slope_after: float
    before: str
    after: str
    takes_over: str
    gain: float
    gives_way: str
    loss: float
    step: float = 0.0

    @property
    def turn(self) -> float:
        """What the slope changes by."""
        return self.slope_after - self.slope_before


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """A point of a curve. value : None where it has no answer.  slope : None where the engine gave none."""

    number: int
    level: float
    value: float | None
    slope: float | None
    top: str


@dataclass(frozen=True, slots=True)
class Curve:
    """The objective along one numeric factor, the others standing still.

    record, unit : the objective, as the study records it.  fixed : where the other factors stand.
    central : the others stand as in the base, or in the middle of their levels.
    shape, course : within rounding; of points with an answer only.
    """

    factor: str
    record: str
    unit: str
    fixed: Mapping[str, Level]
    central: bool
    points: tuple[CurvePoint, ...]
    shape: Shape
    course: Course
    kinks: tuple[Kink, ...]

    @property
    def hardly_moves(self) -> bool:
        """Whether the objective moves along it, but by so little of its size that its kinks are no findings."""
        values = [point.value for point in self.points if point.value is not None]
        return self.course != "flat" and bool(values) and hardly(min(values), max(values))


# --- which limit binds where ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Handover:
    """Where along a factor the limit worth most becomes another one.

    low, high : neighbouring levels between which it does (in a sample: neighbouring bins' middles).
    at : where both are worth the same, drawn straight between the two, or where exact slopes place it; None between
    texts, in samples, between levels that are far apart, and where a point in between has no answer (gap).
    fixed : where the other factors stand; empty in a sample.  sampled : the limits are those on top most often.
    """

    factor: str
    low: Level
    high: Level
    at: float | None
    before: str
    after: str
    fixed: Mapping[str, Level]
    sampled: bool
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """Points of a plane at which a limit is on top, and their share of all [1]. limit : "" none, "?" no answer."""

    limit: str
    share: float
    points: int


@dataclass(frozen=True, slots=True)
class Border:
    """Where one limit gives way to another in a plane: places (x, y) as positions among the levels.

    A position is 0 at the first level and 1.5 halfway between the second and the third.
    """

    first: str
    second: str
    places: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Plane:
    """Two factors, all the others standing still.

    numbers : of the points, rows by y, columns by x; None where the design has none.  tops : the limit worth
    most there, "?" where there is no answer.  areas : the largest first.
    """

    x: str
    y: str
    x_levels: tuple[Level, ...]
    y_levels: tuple[Level, ...]
    fixed: Mapping[str, Level]
    numbers: tuple[tuple[int | None, ...], ...]
    tops: tuple[tuple[str, ...], ...]
    areas: tuple[Area, ...]
    borders: tuple[Border, ...]


@dataclass(frozen=True, slots=True)
class Together:
    """What two factors do together beyond what each does alone, where that is most [unit of the record].

    reference, moved : their levels (x, y) before and after.  alone_x, alone_y, both : changes of the record from the
    reference.  numbers : of the four points: reference, x alone, y alone, both.
    """

    record: str
    unit: str
    x: str
    y: str
    reference: tuple[Level, Level]
    moved: tuple[Level, Level]
    alone_x: float
    alone_y: float
    both: float
    numbers: tuple[int, int, int, int]

    @property
    def more(self) -> float:
        """Beyond the sum of both alone; below 0: less than that."""
        return self.both - self.alone_x - self.alone_y


# --- all of it --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SweepFacts:
    """What a sweep tells. rows : every point, in the order of the design."""

    study: StudyFacts
    rows: tuple[Row, ...]
    statuses: tuple[Count, ...]
    failures: tuple[Failure, ...]
    ranges: tuple[Range, ...]
    tallies: tuple[Tally, ...]
    tops: tuple[Count, ...]
    tornados: tuple[Tornado, ...]
    indices: tuple[IndexSet, ...]
    rankings: tuple[Ranking, ...]
    curves: tuple[Curve, ...]
    handovers: tuple[Handover, ...]
    planes: tuple[Plane, ...]
    together: tuple[Together, ...]
    notes: tuple[Note, ...]

    def hardly_moves(self, record: str) -> bool:
        """Whether a record, or the objective, moves by next to nothing of its size: what moves it is no finding."""
        found = (row.values.get(record) for row in self.rows)
        values = [value for value in found if isinstance(value, (int, float))]
        return len(values) > 1 and hardly(min(values), max(values))
