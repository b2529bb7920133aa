"""The design that a study asks for."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.scenario.studies.load import Study
from optimizer.study.sweep.design.axes import Axis
from optimizer.study.sweep.design.groups import Groups
from optimizer.study.sweep.design.plans.drawn import latin_hypercube, monte_carlo, morris, sobol
from optimizer.study.sweep.design.plans.grid import grid
from optimizer.study.sweep.design.plans.listed import listed
from optimizer.study.sweep.design.plans.one_at_a_time import one_at_a_time
from optimizer.study.sweep.design.plans.plan import Plan


def planned(study: Study, axes: Sequence[Axis], groups: Groups, points: int | None) -> Plan:
    """The rows of levels of a study. Raises UsageError where so few points cannot make the design."""
    match study.design:
        case "grid":
            return grid(axes, points)
        case "one_at_a_time":
            return one_at_a_time(axes, groups, points)
        case "list":
            return listed(axes, points)
        case "latin_hypercube":
            return latin_hypercube(axes, groups, points, study.seed)
        case "monte_carlo":
            return monte_carlo(axes, groups, points, study.seed)
        case "sobol":
            return sobol(axes, groups, points, study.seed, study.second_order)
        case "morris":
            return morris(axes, groups, points, study.seed, study.levels)
