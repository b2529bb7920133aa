"""Numbers of the scenario as slack columns: in which rows each stands, and how far it may move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.model.build import Formulation
from optimizer.model.compile import LinearProgram, compile_arrays
from optimizer.model.elastic import Moves, Slack
from optimizer.model.right_side import bound_moves, groups, moves, owners
from optimizer.scenario.places import periods
from optimizer.scenario.schema import Scenario
from optimizer.scenario.walk import value_at
from optimizer.study.mend.entries import Entry, Leaf, entries, with_leaves, with_points
from optimizer.study.mend.kinds import LIMITS, UP
from optimizer.study.mend.links import NO_LINKS, Links

STEP = 1e-3
"""Move of a number for the moves of its rows, as a share of its scale: bounds are linear in it, rounding is small."""


@dataclass(frozen=True, eq=False)
class Knob:
    """A number of the file and the direction in which an edit moves it."""

    entry: Entry
    way: int


@dataclass(frozen=True, eq=False)
class Model:
    """A scenario, its program, and the knobs that stand on the program's right-hand sides."""

    scenario: Scenario
    formulation: Formulation
    program: LinearProgram
    knobs: tuple[Knob, ...]
    slacks: tuple[Slack, ...]


def model_of(scenario: Scenario, links: Links = NO_LINKS) -> Model:
    """A scenario with all that an edit of its limits can move. links : futures' numbers that follow common ones."""
    formulation = Formulation(scenario)
    program = compile_arrays(formulation)
    found = entries(scenario, LIMITS, links)
    knobs = [Knob(entry, way) for entry in found for way in entry.kind.ways]
    made = zip(knobs, _slacks(scenario, formulation, program, knobs), strict=True)
    used = [(knob, slack) for knob, slack in made if slack is not None]
    return Model(scenario, formulation, program, tuple(knob for knob, _ in used), tuple(slack for _, slack in used))


def program_of(scenario: Scenario, like: Formulation) -> LinearProgram:
    """The program of a changed scenario, in the same unit of money."""
    return compile_arrays(Formulation(scenario, like.money_unit))


Point = tuple[Entry, int, int]
"""A point of an entry's path, moved up or down."""


def _slacks(
    scenario: Scenario, formulation: Formulation, program: LinearProgram, knobs: Sequence[Knob]
) -> list[Slack | None]:
    """The slack of each knob; None where no row depends on it alone."""
    scales = _scales([knob.entry for knob in knobs])
    items = [((knob.entry, i, knob.way), knob.entry.owner) for knob in knobs for i in range(len(knob.entry.values))]
    whose = _Rows(formulation, program)
    found: dict[Point, Moves] = {}
    for group in groups(items):
        found |= _moves_of(group, scenario, formulation, program, whose, scales)
    return [_slack(knob, found, scales[knob.entry], _most(scenario, knob.entry)) for knob in knobs]


class _Rows:
    """The rows of each owner."""

    def __init__(self, formulation: Formulation, program: LinearProgram) -> None:
        self.all = np.arange(program.shape[0])
        self._by_owner: dict[tuple[str, str], list[int]] = {}
        for row, owner in enumerate(owners(formulation, program.rows)):
            self._by_owner.setdefault(owner, []).append(row)

    def of(self, entry: Entry) -> np.ndarray:
        return self.all if entry.owner is None else np.array(self._by_owner.get(entry.owner, []), int)


def _moves_of(
    group: Sequence[Point],
    scenario: Scenario,
    formulation: Formulation,
    program: LinearProgram,
    whose: _Rows,
    scales: dict[Entry, np.ndarray],
) -> dict[Point, Moves]:
    """The moves of the bounds for a move of `scale` of each point of a group, compiled at once if that can be."""
    changes = {entry: _stepped(entry, point, way, scales[entry]) for entry, point, way in group}
    change = bound_moves(program, program_of(with_leaves(scenario, changes), formulation))
    if change is not None:
        return {item: moves(change / STEP, whose.of(item[0])) for item in group}
    if len(group) == 1:
        return {}
    parts = (_moves_of([item], scenario, formulation, program, whose, scales) for item in group)
    return {item: found for part in parts for item, found in part.items()}


def _stepped(entry: Entry, point: int, way: int, scale: np.ndarray) -> Leaf:
    values = entry.values
    values[point] += way * STEP * scale[point]
    return with_points(entry.leaf, values)


def _scales(found: Sequence[Entry]) -> dict[Entry, np.ndarray]:
    """What counts as a whole of each number: itself; where it is 0, the largest of its path, its kind, or 1."""
    largest: dict[tuple[str, str], float] = {}
    for entry in found:
        key = (entry.kind.name, entry.leaf.unit)
        largest[key] = max(largest.get(key, 0.0), float(np.abs(entry.values).max()))
    scales = {}
    for entry in found:
        values = np.abs(entry.values)
        instead = values.max() or largest[entry.kind.name, entry.leaf.unit] or 1.0
        scales[entry] = np.where(values > 0, values, instead)
    return scales


def _most(scenario: Scenario, entry: Entry) -> float:
    """The most that a number may be for the file to be accepted: a first stock has to fit where it is kept."""
    if entry.kind.name not in ("stock_initial", "reserve_initial"):
        return np.inf
    kept = value_at(scenario, entry.path[:-1])
    room = kept.max_stock if entry.kind.name == "stock_initial" else kept.size
    return float(room.at(periods(scenario).middles[:1])[0])


def _slack(knob: Knob, found: dict[Point, Moves], scale: np.ndarray, most_of_all: float) -> Slack | None:
    entry, nothing = knob.entry, Moves(np.zeros(0, int), np.zeros(0))
    mine = tuple(found.get((entry, i, knob.way), nothing) for i in range(len(scale)))
    stands = np.array([len(move.rows) > 0 for move in mine])
    room = np.maximum(most_of_all - entry.values, 0.0) if knob.way == UP else entry.values
    most = np.where(stands, room / scale, 0.0)
    return Slack(mine, scale, most) if most.any() else None
