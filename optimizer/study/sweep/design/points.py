"""Rows of levels -> points: the variant that each stands on, the numbers that differ from it, the id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from optimizer.results.sweep.points import Level, Point, Variant
from optimizer.scenario.studies.load import Study
from optimizer.scenario.tree import Path
from optimizer.study.sweep.design.axes import Axis
from optimizer.study.sweep.design.grounds import Ground, Grounds, point_id
from optimizer.study.sweep.design.moves import Action, Move, Shifting, shifted
from optimizer.study.sweep.design.plans.plan import Row


def made(study: Study, grounds: Grounds, axes: Sequence[Axis], rows: Iterable[Row]) -> Iterator[Point]:
    """The points of a design, numbered in its order."""
    names = [axis.name for axis in axes]
    maker = _Maker(study, grounds, axes)
    for number, row in enumerate(rows):
        stand = maker.stand(row)
        values = stand.values(row)
        id_ = point_id(stand.ground, stand.variant, values)
        yield Point(number, id_, stand.variant, values, dict(zip(names, row, strict=True)))


def values_at(ground: Ground, moved: Iterable[Move]) -> dict[Path, float]:
    """New values where they are not what stands there already."""
    values: dict[Path, float] = {}
    for shift in (shift for move in moved for shift in move.shifts):
        for path in ground.under(shift.target):
            values[path] = shift.of(values.get(path, ground.values[path]))
    return {path: value for path, value in values.items() if value != ground.values[path]}


# --- many points on one ground ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Entry:
    """A number that points change. at : the place of its factor in the row.  action : as in `Shifting`."""

    path: Path
    was: float
    at: int
    action: Action


@dataclass(frozen=True)
class _Stand:
    """All rows that share the levels of the factors that choose: one variant, and the numbers that the others move.

    ground : None where the variant cannot be loaded.
    """

    variant: Variant
    ground: Ground | None
    fixed: dict[Path, float]
    entries: tuple[_Entry, ...]

    def values(self, row: Row) -> dict[Path, float]:
        """New values where they are not what stands there already, in the order of the paths."""
        values = dict(self.fixed)
        for entry in self.entries:
            value = shifted(entry.action, float(row[entry.at]), entry.was)
            if value != entry.was:
                values[entry.path] = value
        return values


@dataclass
class _Maker:
    """Finds the stand of a row; each is made once."""

    study: Study
    grounds: Grounds
    axes: Sequence[Axis]
    stands: dict[tuple[Level, ...], _Stand] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.choosing = [at for at, axis in enumerate(self.axes) if not isinstance(axis.effect, Shifting)]

    def stand(self, row: Row) -> _Stand:
        """What a row stands on."""
        key = tuple(row[at] for at in self.choosing)
        if key not in self.stands:
            self.stands[key] = self._made(row)
        return self.stands[key]

    def _made(self, row: Row) -> _Stand:
        moves = [axis.effect.move(level) for axis, level in zip(self.axes, row, strict=True)]
        overrides = [override for move in moves for override in move.overrides]
        sets = [change for move in moves for change in move.sets]
        variant = Variant((*self.study.overrides, *overrides), (*self.study.sets, *sets))
        ground = self.grounds.of(variant)
        where = ground or self.grounds.of(Variant(self.study.overrides, self.study.sets))
        if where is None:
            return _Stand(variant, None, {}, ())
        fixed = values_at(where, (moves[at] for at in self.choosing))
        entries = sorted(self._entries(where), key=lambda entry: tuple(map(str, entry.path)))
        return _Stand(variant, ground, fixed, tuple(entries))

    def _entries(self, ground: Ground) -> Iterator[_Entry]:
        for at, axis in enumerate(self.axes):
            if isinstance(axis.effect, Shifting):
                for target in axis.effect.targets:
                    for path in ground.under(target):
                        yield _Entry(path, ground.values[path], at, axis.effect.action)
