"""Periods and the tree of futures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.scenario.dates import decimal_year
from optimizer.timeline import Periods, Tree

YEARLY = Periods(2026.0, "year", 4)
FORK = Tree(YEARLY, 2, ("calm", "embargo"), (0.75, 0.25))


@st.composite
def trees(draw):
    count = draw(st.integers(1, 8))
    branches = draw(st.integers(0, 4))
    reveal = draw(st.integers(1, count)) if branches else count
    futures = tuple(f"future {b}" for b in range(branches))
    return Tree(Periods(2026.0, "quarter", count), reveal, futures, tuple(1.0 / branches for _ in futures))


@pytest.mark.parametrize(
    ("start", "step", "count", "labels"),
    [
        (2026.0, "year", 3, ("2026", "2027", "2028")),
        (2026.5, "quarter", 4, ("2026Q3", "2026Q4", "2027Q1", "2027Q2")),
        (2026 + 10 / 12, "month", 4, ("2026-11", "2026-12", "2027-01", "2027-02")),
    ],
)
def test_labels_name_the_calendar(start, step, count, labels):
    assert Periods(start, step, count).labels == labels


def test_periods_have_starts_middles_and_an_end():
    quarters = Periods(2026.0, "quarter", 3)
    assert quarters.starts == pytest.approx([2026.0, 2026.25, 2026.5])
    assert quarters.middles == pytest.approx([2026.125, 2026.375, 2026.625])
    assert quarters.end == pytest.approx(2026.75)


@pytest.mark.parametrize("step", ["year", "quarter", "month"])
@pytest.mark.parametrize("start", [2026.0, 2026 + 1 / 12, 2026 + 11 / 12])
def test_every_period_lies_in_the_year_that_its_label_names(start, step):
    """Twelve twelfths of a year, added up, fall a rounding short of a whole one."""
    periods = Periods(start if step == "month" else 2026.0, step, 240)
    assert periods.calendar_years.tolist() == [int(label[:4]) for label in periods.labels]


def test_discounting_is_to_the_middle_of_the_period():
    assert YEARLY.discount_factors(0.05) == pytest.approx([1.05**-0.5, 1.05**-1.5, 1.05**-2.5, 1.05**-3.5])
    assert Periods(2026.0, "month", 12).discount_factors(0.05)[-1] == pytest.approx(1.05 ** (-11.5 / 12))


@pytest.mark.parametrize(
    ("start", "end", "shift", "shares"),
    [
        (2026.0, 2030.0, 0.0, [1, 1, 1, 1]),
        (2026.5, 2028.25, 0.0, [0.5, 1, 0.25, 0]),
        (2027.25, 2027.5, 0.0, [0, 0.25, 0, 0]),
        (2020.0, 2021.0, 0.0, [0, 0, 0, 0]),
        # Construction begins 18 months after the application: the window closes on applications so much earlier.
        (2023.0, 2027.0, 1.5, [0, 0, 0, 0]),
        (2023.0, 2028.0, 1.5, [0.5, 0, 0, 0]),
        (2028.0, 2030.0, 1.5, [0.5, 1, 0.5, 0]),
    ],
)
def test_the_share_of_each_period_that_lies_in_a_window(start, end, shift, shares):
    assert YEARLY.share_covered(start, end, shift) == pytest.approx(shares)


@pytest.mark.parametrize("month", range(12))
def test_a_window_of_whole_months_covers_whole_periods(month):
    months = Periods(decimal_year(f"2026-{month + 1:02d}"), "month", 120)
    for first in range(108):
        start, end = (decimal_year(f"{2026 + m // 12}-{m % 12 + 1:02d}") for m in (first, first + 3))
        shares = months.share_covered(start, end)
        # Not 3e-12 of the month beside it: a rule for periods without a disruption would leave that one out.
        assert set(shares.tolist()) <= {0.0, 1.0}


@given(start=st.floats(2024, 2032), length=st.floats(0, 6))
def test_shares_covered_add_up_to_the_window_inside_the_horizon(start, length):
    quarters = Periods(2026.0, "quarter", 16)
    inside = max(0.0, min(start + length, 2030.0) - max(start, 2026.0))
    assert quarters.share_covered(start, start + length).sum() * 0.25 == pytest.approx(inside, abs=1e-9)


def test_a_tree_shares_the_nodes_before_the_reveal():
    assert FORK.size == 6
    assert FORK.paths == ((0, 1, 2, 3), (0, 1, 4, 5))
    assert FORK.parent.tolist() == [-1, 0, 1, 2, 1, 4]
    assert FORK.period.tolist() == [0, 1, 2, 3, 2, 3]
    assert FORK.variant.tolist() == [0, 0, 1, 1, 2, 2]
    assert FORK.probability == pytest.approx([1, 1, 0.75, 0.75, 0.25, 0.25])
    assert FORK.labels[1:5] == (("all", "2027"), ("calm", "2028"), ("calm", "2029"), ("embargo", "2028"))


def test_without_futures_a_node_is_its_period():
    path = Tree(YEARLY, YEARLY.count)
    assert path.size == 4
    assert path.paths == ((0, 1, 2, 3),)
    assert path.parent.tolist() == [-1, 0, 1, 2]
    assert path.probability == pytest.approx(np.ones(4))


def test_a_reveal_at_the_end_leaves_one_common_path():
    late = Tree(YEARLY, 4, ("calm", "embargo"), (0.5, 0.5))
    assert late.size == 4
    assert late.paths == ((0, 1, 2, 3), (0, 1, 2, 3))


@given(tree=trees())
def test_ancestors_follow_the_paths(tree):
    for path in tree.paths:
        for t, node in enumerate(path):
            for back in range(tree.periods.count + 1):
                assert tree.ancestor(node, back) == (path[t - back] if back <= t else -1)


@given(tree=trees())
def test_every_period_has_probability_one(tree):
    for t in range(tree.periods.count):
        assert tree.probability[tree.period == t].sum() == pytest.approx(1.0)
