"""Times: the horizon is a whole number of periods, dates are in order, futures part inside the horizon."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from optimizer.errors import Problem
from optimizer.scenario.rules.problems import moment, problem
from optimizer.scenario.schema import Scenario
from optimizer.scenario.walk import series
from optimizer.timeline import STEPS_A_YEAR

MOST_PERIODS = 2000
BOUNDARY = 1e-6
"""How far from a whole number of periods a date may be through rounding."""


def horizon_is_whole(scenario: Scenario) -> Iterator[Problem]:
    """The horizon starts on a period's first moment and holds a whole number of periods, neither none nor too many."""
    horizon = scenario.horizon
    a_year = STEPS_A_YEAR[horizon.step]
    first, last = horizon.start * a_year, horizon.end * a_year
    if horizon.end <= horizon.start:
        yield problem(
            "horizon.end",
            f"the end ({moment(horizon.end)}) is not after the start ({moment(horizon.start)})",
            "`end` is exclusive: one year is {start: 2026, end: 2027}.",
        )
    elif abs(first - round(first)) > BOUNDARY:
        nearest = round(first) / a_year
        yield problem(
            "horizon.start",
            f"{moment(horizon.start)} is not the first moment of a {horizon.step}",
            f"The nearest is {moment(nearest)}.",
        )
    elif abs(last - round(last)) > BOUNDARY:
        nearest = round(last) / a_year
        yield problem(
            "horizon.end",
            f"from {moment(horizon.start)} to {moment(horizon.end)} is not a whole number of {horizon.step}s",
            f"The nearest end is {moment(nearest)}.",
        )
    elif round(last - first) > MOST_PERIODS:
        yield problem(
            "horizon.step",
            f"{round(last - first)} periods are more than the {MOST_PERIODS} that can be planned",
            "Take a longer step or an earlier end.",
        )


def paths_ascend(scenario: Scenario) -> Iterator[Problem]:
    """The years of a path ascend."""
    for key, path in series(scenario):
        for earlier, later in pairwise(path.years):
            if later <= earlier:
                yield problem(key, f"the years of a path ascend, but {later:g} follows {earlier:g}", at=path)
                break


def reveal_is_inside(scenario: Scenario) -> Iterator[Problem]:
    """The reveal leaves at least one common period before it and one period of its own for each future after it."""
    if scenario.futures is None:
        return
    horizon, a_year = scenario.horizon, STEPS_A_YEAR[scenario.horizon.step]
    boundary = round((scenario.futures.reveal - horizon.start) * a_year)
    if not 1 <= boundary < round((horizon.end - horizon.start) * a_year):
        yield problem(
            "futures.reveal",
            f"the reveal ({moment(scenario.futures.reveal)}) leaves no {horizon.step} before it or none after it; "
            f"the horizon is {moment(horizon.start)} to {moment(horizon.end)}",
        )


def windows_are_in_order(scenario: Scenario) -> Iterator[Problem]:
    """A window of dates ends after it begins."""
    for name, credit in scenario.credits.items():
        if credit.construction_begins and credit.construction_begins[1] <= credit.construction_begins[0]:
            first, last = credit.construction_begins
            message = f"the last day ({moment(last)}) comes before the first ({moment(first)})"
            yield problem(f"credits.{name}.construction_begins", message)
    for name, event in scenario.disruptions.items():
        if event.to <= event.from_:
            yield problem(
                f"disruptions.{name}.to", f"the end ({moment(event.to)}) is not after `from` ({moment(event.from_)})"
            )


def disruption_is_inside(scenario: Scenario) -> Iterator[Problem]:
    """Warning: a disruption that lies outside the horizon changes nothing"""
    horizon = scenario.horizon
    for name, event in scenario.disruptions.items():
        if event.to <= horizon.start or event.from_ >= horizon.end:
            yield problem(
                f"disruptions.{name}",
                f"it lies outside the horizon ({moment(horizon.start)} to {moment(horizon.end)}) and changes nothing",
            )
        elif event.future and scenario.futures and event.to <= scenario.futures.reveal:
            yield problem(
                f"disruptions.{name}.future",
                f"it ends before the futures part ({moment(scenario.futures.reveal)}) and changes nothing",
                "Leave out `future`, or move the reveal or the dates.",
            )


def cover_begins_inside(scenario: Scenario) -> Iterator[Problem]:
    """Warning: a reserve's cover that is first held after the horizon is never held."""
    for name, reserve in scenario.reserve.items():
        if reserve.cover_from is not None and reserve.cover_from >= scenario.horizon.end:
            message = f"{moment(reserve.cover_from)} lies after the horizon, so no cover is ever held"
            yield problem(f"reserve.{name}.cover_from", message)
