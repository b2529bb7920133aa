"""How many points a design takes, and what of: in a sentence for people."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.scenario.studies.load import Study
from optimizer.study.sweep.design.axes import Axis
from optimizer.study.sweep.design.groups import Groups
from optimizer.study.sweep.design.plans.drawn import LEAST, POINTS
from optimizer.study.sweep.design.plans.plan import Plan


def counted(study: Study, axes: Sequence[Axis], groups: Groups, plan: Plan, asked: int | None) -> str:
    """What the points of a plan come from. asked : how many were aimed at, None where nothing was said."""
    count = len(plan.rows)
    match study.design:
        case "grid":
            return plan.notes[0] if plan.notes else _combinations(axes, count)
        case "one_at_a_time":
            moving = "a factor or group" if groups.members else "a factor"
            return _noted(f"the base, and {count - 1:,} points at which {moving} is moved alone", plan)
        case "list":
            return _noted(f"{count:,} points, as they are listed", plan)
        case "sobol" | "morris":
            return _rounds(study, len(groups.together(len(axes))), count, asked, bool(groups.members))
    return f"{count:,} points" + ("" if asked else ", since neither `points` nor --points says how many")


def _combinations(axes: Sequence[Axis], count: int) -> str:
    stops = [len(axis.stops()) for axis in axes]
    if len(stops) == 1:
        return f"each of the {count:,} levels"
    return f"every combination of the levels: {' x '.join(map(str, stops))} = {count:,} points"


def _noted(text: str, plan: Plan) -> str:
    return "; ".join((text, *plan.notes))


def _rounds(study: Study, parts: int, count: int, asked: int | None, grouped: bool) -> str:
    """Whole rounds, and why there are more or fewer points than were asked for."""
    sobol = study.design == "sobol"
    twice = 2 if sobol and study.second_order else 1
    extra = 2 if sobol else 1
    block = twice * parts + extra
    rounds = count // block
    what = "factors and groups" if grouped else "factors" if parts > 1 else "factor"
    of = f"{'2 x ' if twice > 1 else ''}{parts} {what} + {extra}"
    text = f"{rounds:,} rounds of {block} points ({of}) = {count:,} points"
    wanted = asked or POINTS
    if count == wanted:
        return text
    whole = "whole rounds are taken, their number a power of 2" if sobol else "whole rounds are taken"
    why = f"{LEAST} rounds are the least" if count > wanted else whole
    return f"{text}; {wanted:,} {'were asked for' if asked else 'are usual'}, but {why}"
