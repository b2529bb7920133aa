"""A study -> its points and the facts that reading their answers needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from optimizer.errors import Problem, UsageError
from optimizer.results.sweep.points import Level, Point, Variant
from optimizer.results.sweep.study import Factor, StudyFacts
from optimizer.scenario.findings import Findings, told_once
from optimizer.scenario.studies.load import Study
from optimizer.scenario.studies.schema import SAMPLED
from optimizer.scenario.tree import where_is
from optimizer.study.sweep.design.axes import Axis
from optimizer.study.sweep.design.checks import checked
from optimizer.study.sweep.design.counting import counted
from optimizer.study.sweep.design.doubts import doubted
from optimizer.study.sweep.design.factors.context import Context
from optimizer.study.sweep.design.factors.read import read_axes
from optimizer.study.sweep.design.grounds import Ground, Grounds
from optimizer.study.sweep.design.groups import Groups, read_groups
from optimizer.study.sweep.design.moves import Shifting
from optimizer.study.sweep.design.one_unit import checked_units
from optimizer.study.sweep.design.plans.choose import planned
from optimizer.study.sweep.design.plans.plan import Plan
from optimizer.study.sweep.design.points import made
from optimizer.study.sweep.design.rules import check_axes, checked_record, without_clashes


@dataclass(frozen=True)
class Designed:
    """What is known of a study before any point is solved.

    shifting : by factor, what its levels do to numbers, each by its own path, where that is the same at all points and
    not written into the file.  warnings : what is odd about the factors.  made_of : what the points come from.
    """

    facts: StudyFacts
    points: tuple[Point, ...]
    shifting: Mapping[str, Shifting]
    warnings: tuple[Problem, ...] = ()
    made_of: str = ""


def designed(study: Study, points: int | None = None) -> Designed:
    """The points of a study. points : how many to aim at, instead of what the study says.

    Raises
    ------
    ScenarioError
        With every problem of the study, or those of its base.
    UsageError
        A design that cannot be made with so many points, or a package that is missing.
    """
    grounds = Grounds(study.base)
    at_all = Variant(study.overrides, study.sets)
    ground = grounds.of(at_all)
    if ground is None:
        raise grounds.wrong[at_all]
    context = Context(study, grounds, ground, Findings())
    axes = without_clashes(context, read_axes(context))
    groups = read_groups(context, axes)
    recorded = checked_record(context)
    context.findings.stop_if_wrong()
    check_axes(context, axes, groups)
    as_written, axes = axes, checked(context, axes)
    context.findings.stop_if_wrong()
    doubted(context, as_written)
    plan = _planned(study, axes, groups, points)
    found = tuple(made(study, grounds, axes, plan.rows))
    variants = dict.fromkeys(point.variant for point in found)
    stood_on = [each for variant in variants if (each := grounds.of(variant)) is not None]
    units = checked_units(context, axes, recorded, [each.scenario for each in stood_on])
    context.findings.stop_if_wrong()
    facts = _facts(replace(study, record=recorded), axes, groups, plan)
    facts = replace(facts, units=units, notes=(*facts.notes, *_doubts(context.findings)))
    warnings = told_once(context.findings.warnings)
    made_of = counted(study, axes, groups, plan, points if points is not None else study.points)
    return Designed(facts, found, dict(_shifting(axes, stood_on)), warnings, made_of)


def _planned(study: Study, axes: Sequence[Axis], groups: Groups, points: int | None) -> Plan:
    """The plan of a study; a design that cannot be made is told with the place that asks for it."""
    try:
        return planned(study, axes, groups, points if points is not None else study.points)
    except UsageError as error:
        key = "points" if study.points is not None else "design"
        place = f"--points {points}" if points is not None else f"{where_is(study.tree, (key,))}: {key}"
        raise UsageError(f"{place}: {error}") from error


def _doubts(findings: Findings) -> Iterator[str]:
    """What is doubtful, as it is kept with the answers: by factor, without the place in the file."""
    for doubt in findings.warnings:
        name = str(doubt.path[1])
        yield doubt.message if name in doubt.message else f"{name}: {doubt.message}"


def _shifting(axes: Sequence[Axis], grounds: Sequence[Ground]) -> Iterator[tuple[str, Shifting]]:
    """Effects on numbers, of those that find the same numbers on all grounds."""
    for axis in axes:
        if isinstance(axis.effect, Shifting):
            targets = axis.effect.targets
            paths = [tuple(path for target in targets for path in ground.under(target)) for ground in grounds]
            if paths and all(each == paths[0] for each in paths):
                yield axis.name, replace(axis.effect, targets=paths[0])


def _facts(study: Study, axes: Sequence[Axis], groups: Groups, plan: Plan) -> StudyFacts:
    factors = tuple(_factor(study, axis, groups.of(at), _seen(plan, at)) for at, axis in enumerate(axes))
    notes = (*plan.notes, *(axis.noted for axis in axes if axis.noted), *_resting(study, axes))
    return StudyFacts(
        name=study.name,
        design=study.design,
        factors=factors,
        record=study.record,
        seed=study.seed,
        points=len(plan.rows),
        base=str(study.base),
        problem=plan.problem,
        notes=notes,
    )


def _factor(study: Study, axis: Axis, group: str, seen: frozenset[Level]) -> Factor:
    """A factor with what the design makes of it: its levels, and where it rests while others move."""
    central = axis.rest if study.design == "one_at_a_time" else axis.factor.central
    if study.design in SAMPLED:
        levels = () if axis.spread is not None else axis.levels
    else:
        levels = tuple(level for level in _with_rest(axis) if level in seen)
    return replace(axis.factor, group=group, levels=levels, central=central)


def _with_rest(axis: Axis) -> tuple[Level, ...]:
    """The levels of a factor, and where it rests, in order where they are numbers."""
    stops = axis.stops()
    if axis.rest in stops or isinstance(axis.rest, str):
        return stops
    return tuple(sorted((*stops, axis.rest), key=float))


def _resting(study: Study, axes: Sequence[Axis]) -> Iterator[str]:
    """Where factors rest that the base does not place, while others move."""
    for axis in axes if study.design == "one_at_a_time" else ():
        if axis.factor.central is None:
            yield f"{axis.name} is not one number in the base; it rests at its first level, {axis.rest}"


def _seen(plan: Plan, at: int) -> frozenset[Level]:
    """The levels at which a factor stands somewhere."""
    return frozenset(row[at] for row in plan.rows)
