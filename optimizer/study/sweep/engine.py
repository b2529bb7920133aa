"""Points of a sweep, one after the other: each at the price of a solve from its neighbour's basis.

    variant -> model, compiled once -> for each point: numbers move, HiGHS goes on from the nearest basis -> outcome

A point starts from its variant's own scenario or from points before it in its chunk, and from nothing where all are
far, whoever works on it and whatever was done before. So an outcome depends on its chunk alone, to the last digit. The
study decides the chunks: a point that is kept from when the study had other points was in another chunk, and may differ
in its last digits from the same point done now.
"""

from __future__ import annotations

import math
import re
import time
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from optimizer import model
from optimizer.errors import NoOptimum, OptimizerError, ScenarioError, TimeIsUp
from optimizer.model import SolverOptions
from optimizer.model.compile import Compiled
from optimizer.model.extract.reader import Reader
from optimizer.model.extract.record import recorded
from optimizer.model.extract.worth import LimitRows, limit_shares
from optimizer.model.marginal import contributions
from optimizer.model.point import Point as Solution
from optimizer.model.warm import Solved, Start, WarmModel
from optimizer.results.sweep.points import (
    DONE,
    FAILED,
    INVALID,
    TIMEOUT,
    Level,
    Outcome,
    Point,
    Variant,
)
from optimizer.scenario import load
from optimizer.scenario.check import wrong_numbers
from optimizer.scenario.edit import value_at, with_values
from optimizer.scenario.schema import Scenario
from optimizer.scenario.tree import Map
from optimizer.study.sweep.design.moves import Slope
from optimizer.study.sweep.recipe import Sources

CHUNKS = 40
"""Chunks that a study is cut into, if that gives none of fewer or more points than these."""
FEWEST, MOST = 4, 40
"""Points of a chunk: each costs one longer way from the base, and is what a worker that was cut off does again."""
VARIANTS_KEPT = 4
"""Variants whose models are kept: points come variant by variant."""
LONGEST = 2000
"""Characters of a reason; `run` tells all of it. A conflict of twelve limits takes some 1,700."""
ENDS = (". ", "; ", " - ")
"""Where a statement ends in a reason that was put on one line: a sentence, one of several faults, a line of a list."""
WHEN = frozenset({"permit", "build", "ramp", "life", "factor", "paid_after", "construction_begins"})
"""Keys of numbers that say when things are."""
FAR = 4
"""Factors (of the base: entries of the scenario) in which a point differs from one that it does not start from: from so
far away a cold solve is as quick."""
STEP = 1e-6
"""Relative change of a level for its slope. The Lagrangian is smooth in it, so one side is enough."""
NEAR_ZERO = 0.1
"""Levels below this share of the largest one take the step of that: a step from 0 must stand out of rounding."""


def chunks(points: Sequence[Point]) -> list[tuple[Point, ...]]:
    """The points in chunks, neighbours together; the same points make the same chunks wherever they are done."""
    by_variant: dict[Variant, list[Point]] = {}
    for point in points:
        by_variant.setdefault(point.variant, []).append(point)
    size = min(max(-(-len(points) // CHUNKS), FEWEST), MOST)
    return [
        tuple(ordered[i : i + size])
        for ordered in map(_in_order, by_variant.values())
        for i in range(0, len(ordered), size)
    ]


def _in_order(points: Sequence[Point]) -> list[Point]:
    """Points so that neighbours are close: a grid line by line, every other line backwards; others as designed."""
    factors = sorted(
        {name for point in points for name in point.levels}, key=lambda name: (not _moves_sets(name), name)
    )
    levels = {name: sorted({point.levels[name] for point in points}, key=_rank) for name in factors}
    if math.prod(map(len, levels.values())) > 4 * len(points):
        return list(points)  # not a grid: its own order is as good as any
    rank = {name: {level: i for i, level in enumerate(found)} for name, found in levels.items()}

    def place(point: Point) -> tuple[int, ...]:
        at, backwards = [], False
        for name in factors:
            i = rank[name][point.levels[name]]
            at.append(len(rank[name]) - 1 - i if backwards else i)
            backwards ^= bool(i % 2)
        return tuple(at)

    return sorted(points, key=place)


def _rank(level: Level) -> tuple[bool, Level]:
    """Numbers before texts."""
    return isinstance(level, str), level


def _moves_sets(factor: str) -> bool:
    """Whether a factor says when things are: it moves the pattern of the program, so it changes as rarely as it can."""
    return bool(WHEN & set(re.split(r"[.\[\]]", factor)))


@dataclass(frozen=True, eq=False)
class _Base:
    """A variant: its model, and where its chunks begin (None where its own scenario has no optimum)."""

    model: WarmModel
    start: Start | None


class _Known:
    """The points of a chunk that have been solved, and the variant's own scenario: where the next one may start."""

    def __init__(self, base: Start | None = None) -> None:
        self._base = base
        self._solved: list[tuple[Point, Start]] = []

    def add(self, point: Point, start: Start) -> None:
        """Note a point that has been solved."""
        self._solved.append((point, start))

    def nearest(self, point: Point, made: Compiled) -> Start | None:
        """The start of the point that differs in the fewest factors, the latest of those; None where all are far.

        The base is no neighbour of a point whose delays are others.
        """
        near = [(_factors_apart(point, other), -i, start) for i, (other, start) in enumerate(self._solved)]
        if self._base is not None and self._base.has_sets_of(made.program):
            near.append((len({path[:2] for path in point.values}), 1, self._base))
        distance, _, start = min(near, key=lambda one: one[:2], default=(FAR, 0, None))
        return start if distance < FAR else None


def _factors_apart(one: Point, other: Point) -> int:
    return sum(level != other.levels.get(factor) for factor, level in one.levels.items())


class Engine:
    """Does points; one for each worker.

    base : file of the base scenario, or what it says (`load.tree_of`).  record : names of what to note
    (`model.extract.record`).  slopes : by factor, for the slope of the objective in it.  sources : what the files of
    the base must still be like.
    """

    def __init__(
        self,
        base: Path | Map,
        record: Sequence[str],
        options: SolverOptions | None = None,
        slopes: Mapping[str, Slope] | None = None,
        sources: Sources | None = None,
    ) -> None:
        self._written = base
        self._record = tuple(record)
        self._options = options or SolverOptions()
        self._slopes = dict(slopes or {})
        self._sources = sources
        self._bases: OrderedDict[Variant, _Base] = OrderedDict()
        self._limits: LimitRows | None = None  # of the point before: a neighbour has the same

    def outcomes(self, points: Sequence[Point]) -> Iterator[Outcome]:
        """What becomes of each point, in their order, each as soon as it is known.

        Trouble with a point is its outcome, never an exception.
        """
        variant, base, known = None, None, _Known()
        for point in points:
            began = time.perf_counter()
            try:
                if base is None or point.variant != variant:
                    variant, base = point.variant, self._base(point.variant)
                    base.model.refresh()
                    known = _Known(base.start)
                outcome = self._outcome(point, base.model, known)
            except ScenarioError as error:
                outcome = _without_answer(point, INVALID, str(error))
            except TimeIsUp as error:
                outcome = _without_answer(point, TIMEOUT, str(error))
            except OptimizerError as error:
                outcome = _without_answer(point, FAILED, str(error))
            yield replace(outcome, seconds=time.perf_counter() - began)

    def _base(self, variant: Variant) -> _Base:
        """The model of a variant, made when it is first asked for."""
        if variant in self._bases:
            self._bases.move_to_end(variant)
            return self._bases[variant]
        try:
            scenario = self._scenario(variant)
        finally:  # also where it cannot be read any more
            if self._sources is not None:
                self._sources.check()
        made = WarmModel(scenario, model.settings(scenario, self._options))
        self._bases[variant] = _Base(made, _start(made))
        if len(self._bases) > VARIANTS_KEPT:
            self._bases.popitem(last=False)
        return self._bases[variant]

    def _scenario(self, variant: Variant) -> Scenario:
        if isinstance(self._written, Map):
            return load.from_tree(self._written, variant.overrides, variant.sets).scenario
        return load.load(self._written, variant.overrides, variant.sets).scenario

    def _outcome(self, point: Point, warm: WarmModel, known: _Known) -> Outcome:
        """What becomes of a point; it joins the known ones of its chunk."""
        scenario = with_values(warm.scenario, point.values)
        wrong = wrong_numbers(scenario)
        if wrong:
            return _without_answer(point, INVALID, "; ".join(f"{found.key}: {found.message}" for found in wrong))
        made, began = warm.compiled(scenario), time.perf_counter()
        solved = warm.solve(made, known.nearest(point, made))
        if solved is None:
            return self._alone(point, scenario, time.perf_counter() - began)
        known.add(point, solved.start)
        return self._noted(point, warm, made, solved)

    def _alone(self, point: Point, scenario: Scenario, taken: float) -> Outcome:
        """A point that has no optimum, or none that is found from its neighbours: solved anew, to be told why.

        taken : time that has gone into it already [s].
        """
        try:
            solution = model.solve_point(scenario, self._with_time_left(scenario, taken))
        except NoOptimum as error:
            return _without_answer(point, error.status, str(error))
        return self._read(point, solution, {})

    def _with_time_left(self, scenario: Scenario, taken: float) -> SolverOptions:
        """The options with what is left of the time for a point, where that is limited. Raises `TimeIsUp`."""
        limit = model.settings(scenario, self._options).time_limit
        if limit is None:
            return self._options
        if taken >= limit:
            raise TimeIsUp(f"HiGHS found no optimum within the time limit of {limit:g} s")
        return SolverOptions({**self._options.options, "time_limit": limit - taken})

    def _noted(self, point: Point, warm: WarmModel, made: Compiled, solved: Solved) -> Outcome:
        return self._read(point, solved.point, self._slopes_at(point, warm, made, solved.point))

    def _read(self, point: Point, solution: Solution, slopes: Mapping[str, float]) -> Outcome:
        reader = Reader(solution)
        if self._limits is None or self._limits.of is not solution.program.rows:
            self._limits = LimitRows.in_program(reader)
        shares = limit_shares(reader, self._limits)
        values = recorded(reader, self._record, shares)
        return Outcome(point.number, point.id, DONE, "", values, shares, slopes)

    # --- slopes ---

    def _slopes_at(self, point: Point, warm: WarmModel, made: Compiled, solution: Solution) -> dict[str, float]:
        """d(objective)/d(level) of each factor asked for, by the envelope theorem."""
        if not self._slopes:
            return {}
        here = contributions(solution, made.program, made.formulation).total
        found = {}
        for factor, slope in self._slopes.items():
            level = float(point.levels[factor])
            step = STEP * max(abs(level), NEAR_ZERO * slope.size)
            moved = slope.effect.values(level + step, lambda path: float(value_at(warm.scenario, path)))
            beside = warm.compiled(with_values(warm.scenario, {**point.values, **moved}))
            there = contributions(solution, beside.program, beside.formulation).total
            found[factor] = (there - here) / step * solution.objective_scale
        return found


def _start(made: WarmModel) -> Start | None:
    """The start at a model's own scenario; None where that has no optimum, or none within the time of a point."""
    try:
        solved = made.solve(made.compiled(made.scenario))
    except TimeIsUp:
        return None
    return None if solved is None else solved.start


def _without_answer(point: Point, status: str, reason: str) -> Outcome:
    return Outcome(point.number, point.id, status, _in_short(" ".join(reason.split())))


def _in_short(reason: str) -> str:
    """As many whole statements of a reason as fit."""
    if len(reason) <= LONGEST:
        return reason
    end = max(reason.rfind(one, 0, LONGEST) for one in ENDS)
    cut = end if end > LONGEST // 2 else LONGEST - 2
    return f"{reason[:cut]} …"
