"""What comparing finds: nothing of a result with itself, the negative the other way round, hand-solved cases."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import assume, given

from optimizer.errors import NoOptimum, UsageError
from optimizer.results.compare import Side
from optimizer.results.compare.alignment import align
from optimizer.results.compare.facts import Difference
from optimizer.results.compare.metrics import metrics
from optimizer.scenario.load import loads
from tests.compare.cases import CHAIN, all_compared, changed, compared, near, read, side
from tests.strategies import Raw, loaded, raw_scenarios

# --- properties -------------------------------------------------------------------------------------------------------


@given(raw=raw_scenarios())
def test_a_result_beside_itself_differs_in_nothing(raw: Raw) -> None:
    found = compared(loaded(raw), loaded(raw))
    assert found.is_empty
    assert all(change.change == 0.0 for change in found.metrics.values())
    assert not found.plan
    assert not found.prices
    assert all(limit.status == "stays" for limit in found.limits)


def opposite(one: Sequence[float], other: Sequence[float]) -> bool:
    return all(math.isclose(x, -y, rel_tol=1e-9, abs_tol=1e-6) for x, y in zip(one, other, strict=True))


@given(before=raw_scenarios(), after=raw_scenarios())
def test_the_other_way_round_is_the_negative(before: Raw, after: Raw) -> None:
    try:
        one, other = side(loaded(before), "one"), side(loaded(after), "other")
        align([one, other])
    except (UsageError, NoOptimum):
        assume(False)
    there, back = both_ways(one, other)
    assert there.metrics.keys() == back.metrics.keys()
    for name, change in there.metrics.items():
        assert change.before == back.metrics[name].after
        assert change.change is None or opposite([change.change], [back.metrics[name].change or 0.0])
    swap = {"appeared": "went", "went": "appeared", "moved": "moved", "stays": "stays"}
    limits = {(limit.kind, limit.name): limit for limit in back.limits}
    assert limits.keys() == {(limit.kind, limit.name) for limit in there.limits}
    assert all(limits[limit.kind, limit.name].status == swap[limit.status] for limit in there.limits)
    rows = {(row.quantity, row.name, row.region): row for row in (*back.plan, *back.prices, *back.unmet)}
    forth = (*there.plan, *there.prices, *there.unmet)
    assert rows.keys() == {(row.quantity, row.name, row.region) for row in forth}
    assert all(opposite(row.change, rows[row.quantity, row.name, row.region].change) for row in forth)
    assert_credits_are_opposite(there, back)


def both_ways(one: Side, other: Side) -> tuple[Difference, Difference]:
    from optimizer.results.compare import comparison

    return comparison([one, other]).differences[0], comparison([other, one]).differences[0]


def assert_credits_are_opposite(there: Difference, back: Difference) -> None:
    """What only the second starts is, the other way round, what is no longer started."""
    mine = {split.asset: split for split in back.money.same_time}
    for split in there.money.same_time:
        other = mine[split.asset]
        assert opposite([split.anyway, split.added, split.gone], [other.anyway, other.gone, other.added])


@given(raw=raw_scenarios(with_=("credit",)))
def test_what_is_paid_for_the_starts_sums_to_the_credits_claimed(raw: Raw) -> None:
    from optimizer.results.compare import credit_starts

    it = side(loaded(raw))
    paid = sum(start.paid for start in credit_starts.starts(it))
    assert paid == near(it.solution.metrics["credits"].value)


@given(raw=raw_scenarios())
def test_metrics_summed_over_all_years_are_the_metrics(raw: Raw) -> None:
    it = side(loaded(raw))
    common = align([it])
    found = metrics(it, replace(common, same_horizon=False))
    for name, metric in found.items():
        assert metric.value == near(it.solution.metrics[name].value), name
        assert metric.unit == it.solution.metrics[name].unit


# --- hand-solved ------------------------------------------------------------------------------------------------------


def test_more_ore_moves_the_bottleneck_to_the_mill() -> None:
    """5 t at 2 USD without; with ore for 10, the mill's 8 t."""
    found = compared(read(CHAIN), read(CHAIN, "more_ore"))
    assert (found.metrics["npv"].before, found.metrics["npv"].after) == (near(10.0), near(16.0))
    assert found.metrics["compute_total"].change == near(3.0)
    assert found.metrics["compute_total"].relative == near(0.6)
    assert [(limit.kind, limit.name, limit.status) for limit in found.limits] == [
        ("existing", "mill", "appeared"),
        ("supply", "mine#1", "went"),
    ]
    (year,) = found.binding
    assert year.before is not None
    assert year.after is not None
    assert (year.before.name, year.after.name) == ("mine#1", "mill")
    (price,) = found.prices
    assert (price.name, price.before, price.after) == ("ore", (near(3.0),), (near(1.0),))
    (change,) = found.inputs
    assert (change.pattern, change.with_, change.without) == ("supplies.mine.tiers[0].quantity", ("more_ore",), ())
    (entry,) = change.entries
    assert entry.before is not None
    assert entry.after is not None
    assert (entry.before.points, entry.after.points) == ((("", 5.0),), (("", 10.0),))
    assert entry.after.where.startswith("scenario.yaml:")
    assert entry.after.where.endswith("(override more_ore)")


def test_no_cost_of_compute_where_nothing_is_paid() -> None:
    money = compared(read(CHAIN), read(CHAIN, "more_ore")).money
    assert (money.per_compute, money.capital_per_money, money.private_per_money) == (None, None, None)


def test_a_lever_costs_and_is_divided_by_what_it_adds() -> None:
    """A lever of 6 USD a year adds 3 t: 2 USD a ton."""
    text = changed(CHAIN, "levers: {ask: {override: more_ore, public_cost: 6}}")
    money = compared(read(text), read(text, "more_ore")).money
    assert money.per_compute == near(2.0)
    assert money.capital_per_money == near(0.0)


# --- alignment --------------------------------------------------------------------------------------------------------

FOUR_YEARS = changed(CHAIN, "horizon: {end: 2030}")


def test_only_common_years_of_unlike_horizons() -> None:
    later = changed(FOUR_YEARS, "horizon: {start: 2028, end: 2032}")
    facts = all_compared(read(FOUR_YEARS), read(later, "more_ore"))
    assert facts.years == ("2028", "2029")
    (one,) = facts.differences
    assert (one.metrics["compute_total"].before, one.metrics["compute_total"].after) == (near(10.0), near(16.0))
    assert "npv" not in one.metrics
    assert [note.kind for note in facts.notes] == ["years", "npv"]


def test_a_year_of_which_horizons_cover_unlike_parts_is_left_out() -> None:
    half = changed(FOUR_YEARS, "horizon: {start: 2026.5, step: quarter}")
    facts = all_compared(read(FOUR_YEARS), read(half))
    assert facts.years == ("2027", "2028", "2029")
    assert facts.differences[0].metrics["compute_total"].change == near(0.0)


def test_quarters_beside_years() -> None:
    facts = all_compared(read(FOUR_YEARS), read(changed(FOUR_YEARS, "horizon: {step: quarter}")))
    (one,) = facts.differences
    assert "compute_end" not in one.metrics
    assert one.metrics["compute_end:2027"].change == near(0.0)
    assert not one.plan
    assert all(limit.status == "stays" for limit in one.limits)


def test_futures_are_compared_as_expected() -> None:
    """From 2027 the mill has 8 t or 2 t, evenly: 5 (the ore) and 2, so 3.5 a year expected."""
    tree = "futures: {reveal: 2027, branches: {up: {probability: 0.5}, down: {probability: 0.5, set: {%s: 2}}}}"
    facts = all_compared(read(FOUR_YEARS), read(changed(FOUR_YEARS, tree % "assets.mill.existing")))
    (one,) = facts.differences
    assert one.metrics["compute_total"].after == near(5.0 + 3 * 3.5)
    assert [note.kind for note in facts.notes] == ["futures"]


def test_regions_are_compared_as_national_totals() -> None:
    facts = all_compared(read(CHAIN), read(changed(CHAIN, "regions: [east, west]")))
    (one,) = facts.differences
    (capacity,) = [row for row in one.plan if row.quantity == "in_service"]
    assert (capacity.before, capacity.after) == ((near(8.0),), (near(16.0),))


def test_capacity_in_other_units_of_the_same_thing() -> None:
    kilos = changed(CHAIN, "assets: {mill: {capacity: kg/yr, existing: 9 t/yr, modes: {run: {inputs: {ore: 1 t/t}}}}}")
    kilos = changed(kilos, "assets: {mill: {modes: {run: {inputs: {ore: 0.001}, outputs: {compute: 0.001}}}}}")
    found = compared(read(CHAIN), loads(kilos).scenario)
    (row,) = found.plan
    assert (row.unit, row.before, row.after) == ("t/yr", (near(8.0),), (near(9.0),))


def test_a_thing_whose_units_cannot_be_compared_is_named() -> None:
    other = changed(CHAIN, "commodities: {ore: {unit: cart}}")
    found = compared(read(CHAIN), read(other))
    assert [(note.kind, note.about) for note in found.notes] == [("unit", ("ore",))]


@pytest.mark.parametrize(
    ("patch", "message"),
    [
        ("money: {unit: EUR}", "counts money in EUR of 2025"),
        ("money: {year: 2020}", "counts money in USD of 2020"),
        ("commodities: {compute: {unit: ride}}", "counts compute in ride"),
        ("horizon: {start: 2030, end: 2031}", "no year in common"),
    ],
)
def test_what_would_mislead_is_refused(patch: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        compared(read(CHAIN), read(changed(CHAIN, patch)))


def test_no_compute_on_one_side_is_noted() -> None:
    facts = all_compared(
        read(CHAIN), read(changed(CHAIN, "demands: {more: {commodity: compute, tiers: [{quantity: 1}]}}"))
    )
    assert [note.kind for note in facts.notes] == ["compute"]
    assert not any(name.startswith("compute") for name in facts.differences[0].metrics)
