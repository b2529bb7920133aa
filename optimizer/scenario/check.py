"""Rules across fields: what one field alone cannot show. Each rule is a short function; here are the tables of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from optimizer.errors import Problem
from optimizer.scenario.rules import limits, names, policy, reach, slips, spares, times
from optimizer.scenario.rules.problems import Rule, place
from optimizer.scenario.schema import Scenario

FIRST: tuple[Rule, ...] = (
    names.names_are_free,
    names.names_are_plain,
    names.regions_differ,
    names.commodities_exist,
    names.regions_exist,
    names.assets_exist,
    names.supplies_exist,
    names.funds_exist,
    names.futures_exist,
    names.overrides_exist,
    names.objective_demand_exists,
    times.horizon_is_whole,
    policy.disruption_hits_one_thing,
)
"""Errors that the other rules would stumble over."""

ERRORS: tuple[Rule, ...] = (
    times.reveal_is_inside,
    limits.reserve_is_national,
    limits.link_joins_regions,
    limits.asset_can_serve,
    policy.probabilities_sum,
    policy.risk_has_futures,
    policy.compute_is_known,
    policy.purchases_have_a_fund,
    reach.firm_demand_is_reached,
)

ERRORS_IN_NUMBERS: tuple[Rule, ...] = (
    times.paths_ascend,
    times.windows_are_in_order,
    limits.stock_fits,
    limits.reserve_fits,
    limits.surge_ascends,
    limits.existing_fits,
    limits.life_outlasts_ramp,
    policy.loans_fit_the_outlay,
)
"""Errors that one future may have and another not."""

WHERE_NUMBERS_MOVE: tuple[Rule, ...] = (
    policy.probabilities_sum,
    *(rule for rule in ERRORS_IN_NUMBERS if rule is not times.paths_ascend),
)
"""Errors that other numbers and dates alone may make; the years of a path stay, and the solver tells what firm demand
cannot be met."""

WARNINGS: tuple[Rule, ...] = (
    names.by_region_stands_there,
    times.disruption_is_inside,
    times.cover_begins_inside,
    limits.modes_make_something,
    limits.regions_matter,
    policy.funds_do_something,
    policy.benefits_can_be_used,
    policy.credit_regions_overlap,
    policy.credit_windows_can_be_met,
    policy.builds_can_finish,
    policy.growth_can_begin,
    policy.reserve_can_be_drawn,
    reach.demand_is_reached,
    reach.inputs_have_a_source,
    spares.commodities_are_used,
    spares.funds_are_used,
)

WARNINGS_IN_NUMBERS: tuple[Rule, ...] = (
    policy.owners_pay_a_part,
    slips.leads_are_short,
    slips.lives_are_long,
    slips.rates_are_low,
    slips.ranges_are_narrow,
    slips.paths_are_smooth,
    slips.tiers_are_alike,
    slips.capacities_match_demand,
    slips.prices_match_values,
    slips.capex_matches_prices,
)
"""Doubtful numbers and likely slips, which one future may have and another not."""

DOUBTS_WHERE_NUMBERS_MOVE: tuple[Rule, ...] = (
    times.disruption_is_inside,
    times.cover_begins_inside,
    *WARNINGS_IN_NUMBERS,
)
"""Warnings that other numbers and dates alone may make by a slip; that a credit cannot be had is what a study finds."""


def check(scenario: Scenario) -> tuple[list[Problem], list[Problem]]:
    """Errors and warnings of a scenario, in the order of the tables.

    Where a name stands for nothing or the horizon makes no sense, only that is told: the other rules build on it.
    """
    errors = _found(FIRST, scenario)
    if errors:
        return errors, []
    errors = [*_found(ERRORS, scenario), *_found_in_futures(ERRORS_IN_NUMBERS, scenario)]
    warnings = [*_found(WARNINGS, scenario), *_found_in_futures(WARNINGS_IN_NUMBERS, scenario)]
    return errors, warnings


def wrong_numbers(scenario: Scenario) -> list[Problem]:
    """Errors of a scenario that has been made from a checked one by changing numbers and dates."""
    return list(_found_in_futures(WHERE_NUMBERS_MOVE, scenario))


def doubtful_numbers(scenario: Scenario) -> list[Problem]:
    """What is doubtful about the numbers and dates of a scenario, as it stands and in each of its futures."""
    return list(_found_in_futures(DOUBTS_WHERE_NUMBERS_MOVE, scenario))


def _found(rules: Iterable[Rule], scenario: Scenario) -> list[Problem]:
    """What rules find, the same thing in a region's copy of a block only once."""
    first: dict[tuple[str, str], Problem] = {}
    for rule in rules:
        for found in rule(scenario):
            first.setdefault((_without_region(found.key), found.message), found)
    return list(first.values())


def _without_region(key: str) -> str:
    """`assets.fab.by_region.west.permit` is `assets.fab.permit` in the west."""
    before, regional, after = key.partition(".by_region.")
    _, dot, field = after.partition(".")
    return before + dot + field if regional else key


def _found_in_futures(rules: Iterable[Rule], scenario: Scenario) -> Iterator[Problem]:
    """What rules find in the scenario, and then what is wrong in one of its futures alone."""
    rules = tuple(rules)
    common = _found(rules, scenario)
    yield from common
    known = {(found.key, found.message) for found in common}
    for name, branch in scenario.futures.branches.items() if scenario.futures else ():
        for found in _found(rules, branch.scenario) if branch.scenario is not None else ():
            if (found.key, found.message) not in known:
                where = found.where or place(branch.probability)
                yield replace(found, where=where, message=f"in the future '{name}': {found.message}")
