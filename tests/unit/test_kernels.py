"""Time kernels against known cases, brute-force averages and the second implementation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.kernels import in_service, outlay, ramp_double_integral, ramp_integral
from tests.independent import kernels as independent

PERIODS = st.sampled_from([1.0, 0.25, 1 / 12])
YEARS = st.integers(0, 2190).map(lambda days: days / 365)
SOME_YEARS = st.integers(1, 2190).map(lambda days: days / 365)


def brute_force_service(delay: float, ramp: float, life: float | None, period: float, count: int) -> np.ndarray:
    """Average of the service over a fine grid of starts in [0, Δ] and of moments in each period."""
    fine = (np.arange(400) + 0.5) / 400 * period
    ages = np.arange(count)[:, None, None] * period + fine[None, :, None] - fine[None, None, :] - delay
    serving = (ages >= 0) * (np.clip(ages / ramp, 0, 1) if ramp else 1.0)
    if life is not None:
        serving = serving - (ages >= life)
    return serving.mean(axis=(1, 2))


def brute_force_outlay(first: float, last: float, period: float, count: int) -> np.ndarray:
    starts = (np.arange(400) + 0.5) / 400 * period
    moments = first + (last - first) * (np.arange(400) + 0.5) / 400
    falls = np.floor((starts[:, None] + moments[None, :]) / period + 1e-12).astype(int)
    return np.bincount(falls.ravel(), minlength=count)[:count] / falls.size


def test_a_delay_of_one_and_a_half_periods_serves_an_eighth_then_seven_eighths():
    # Docs: φ = 0, 1/8, 7/8, 1, ...; without averaging over the start's period it would be 0, 1/2, 1.
    for period in (1.0, 0.25, 1 / 12):
        found = in_service(1.5 * period, 0.0, None, period, 5)
        assert found == pytest.approx([0.0, 0.125, 0.875, 1.0, 1.0], abs=1e-12)


def test_no_delay_serves_half_of_the_period_of_the_start():
    assert in_service(0.0, 0.0, None, 0.25, 4) == pytest.approx([0.5, 1.0, 1.0, 1.0])


def test_a_life_of_whole_periods_ends_as_it_began():
    # Two years of service, spread over three periods by starts all through the first.
    assert in_service(1.0, 0.0, 2.0, 1.0, 6) == pytest.approx([0.0, 0.5, 1.0, 0.5, 0.0, 0.0])


def test_a_ramp_of_one_period_takes_two_periods_to_reach_full_output():
    # ∫∫ clip(x − u) over x, u in [0, 1] = 1/6; full only when the last start is a ramp old.
    assert in_service(0.0, 1.0, None, 1.0, 4) == pytest.approx([1 / 6, 5 / 6, 1.0, 1.0])


def test_outlays_over_a_build_of_two_periods():
    assert outlay(0.0, 2.0, 1.0, 4) == pytest.approx([0.25, 0.5, 0.25, 0.0])


def test_a_payment_at_one_moment_falls_in_two_periods_by_share():
    assert outlay(1.25, 1.25, 1.0, 4) == pytest.approx([0.0, 0.75, 0.25, 0.0])


@pytest.mark.parametrize(
    ("delay", "ramp", "life"), [(0.3, 0.0, None), (1.7, 0.9, None), (0.6, 1.3, 2.2), (2.45, 0.1, 0.5)]
)
@pytest.mark.parametrize("period", [1.0, 0.25])
def test_service_is_the_average_over_starts_and_moments(delay, ramp, life, period):
    found = in_service(delay, ramp, life, period, 8)
    assert found == pytest.approx(brute_force_service(delay, ramp, life, period, 8), abs=4e-3)


@pytest.mark.parametrize(("first", "last"), [(0.0, 0.7), (0.4, 1.9), (1.3, 4.3), (0.37, 0.37)])
@pytest.mark.parametrize("period", [1.0, 0.25])
def test_outlays_fall_as_counted_on_a_fine_grid(first, last, period):
    assert outlay(first, last, period, 12) == pytest.approx(brute_force_outlay(first, last, period, 12), abs=4e-3)


@given(delay=YEARS, ramp=YEARS, life=st.none() | SOME_YEARS, period=PERIODS)
def test_service_agrees_with_direct_integration(delay, ramp, life, period):
    life = None if life is None else max(life, ramp)
    expected = [independent.serving(delay, ramp, life, k, period) for k in range(10)]
    assert in_service(delay, ramp, life, period, 10) == pytest.approx(expected, abs=1e-8)


@given(first=YEARS, width=st.just(0.0) | SOME_YEARS, period=PERIODS)
def test_outlays_agree_with_direct_integration(first, width, period):
    expected = [independent.paying(first, first + width, k, period) for k in range(10)]
    assert outlay(first, first + width, period, 10) == pytest.approx(expected, abs=1e-8)


@given(first=YEARS, width=YEARS, period=PERIODS)
def test_outlays_are_shares_that_sum_to_one(first, width, period):
    shares = outlay(first, first + width, period, int((first + width) / period) + 3)
    assert shares.min() >= -1e-9
    assert shares.sum() == pytest.approx(1.0, abs=1e-9)


@given(delay=YEARS, ramp=YEARS, period=PERIODS)
def test_service_without_end_only_rises_up_to_one(delay, ramp, period):
    shares = in_service(delay, ramp, None, period, int((delay + ramp) / period) + 4)
    assert np.diff(shares).min() >= -1e-8
    assert shares[0] >= -1e-8
    assert shares[-1] == pytest.approx(1.0, abs=1e-8)


@given(delay=YEARS, ramp=YEARS, life=SOME_YEARS, period=PERIODS)
def test_service_with_a_life_stays_between_nothing_and_all(delay, ramp, life, period):
    shares = in_service(delay, min(ramp, life), life, period, int((delay + life) / period) + 4)
    assert shares.min() >= -1e-8
    assert shares.max() <= 1.0 + 1e-8
    assert shares[-1] == pytest.approx(0.0, abs=1e-8)


@given(delay=YEARS, life=SOME_YEARS, period=PERIODS)
def test_a_whole_life_is_served_in_the_end(delay, life, period):
    shares = in_service(delay, 0.0, life, period, int((delay + life) / period) + 4)
    assert shares.sum() * period == pytest.approx(life, abs=1e-7)


@given(delay=YEARS, sooner=st.floats(0.0, 1.0), ramp=YEARS, period=PERIODS)
def test_a_shorter_delay_never_serves_less_in_any_period(delay, sooner, ramp, period):
    shorter = in_service(delay * sooner, ramp, None, period, 12)
    assert (shorter - in_service(delay, ramp, None, period, 12)).min() >= -1e-8


@given(delay=YEARS, ramp=YEARS, life=SOME_YEARS, period=PERIODS, back=st.integers(0, 6))
def test_a_delay_longer_by_whole_periods_only_moves_the_service(delay, ramp, life, period, back):
    base = in_service(delay, ramp, life, period, 8)
    moved = in_service(delay + back * period, ramp, life, period, 8 + back)
    assert moved[:back] == pytest.approx(np.zeros(back), abs=1e-8)
    assert moved[back:] == pytest.approx(base, abs=1e-8)


@given(ramp=YEARS)
def test_ramp_integrals_are_integrals_of_each_other(ramp):
    years, h = np.linspace(-1.0, 8.0, 91), 1e-4
    slope = (ramp_double_integral(years + h, ramp) - ramp_double_integral(years - h, ramp)) / (2 * h)
    assert slope == pytest.approx(ramp_integral(years, ramp), abs=1e-3)
