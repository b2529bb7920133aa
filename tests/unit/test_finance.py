"""Annuities: known values, and what a full credit or a loan at the owner's own rate comes to."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from optimizer.finance import annuity_weights, capital_recovery_factor, debt_service, interest_during_construction
from optimizer.kernels import in_service, outlay
from tests.independent import kernels as independent

RATES = st.floats(0.0, 0.3).filter(lambda rate: rate == 0.0 or rate > 1e-6)
YEARS = st.floats(0.1, 40.0)
PERIODS = st.sampled_from([1.0, 0.25, 1 / 12])


def test_recovery_of_one_over_twenty_years_at_eight_percent():
    assert capital_recovery_factor(0.08, 20.0) == pytest.approx(0.10185221, abs=1e-8)


@given(rate=RATES, years=st.integers(1, 40))
def test_yearly_payments_are_worth_the_capital(rate, years):
    payment = capital_recovery_factor(rate, float(years))
    assert sum(payment / (1 + rate) ** year for year in range(1, years + 1)) == pytest.approx(1.0)


@given(rate=RATES, years=YEARS)
def test_the_recovery_factor_agrees_with_its_second_writing(rate, years):
    assert capital_recovery_factor(rate, years) == pytest.approx(independent.annuity(rate, years), rel=1e-6)


@given(rate=RATES)
def test_a_plant_for_ever_pays_its_interest(rate):
    assert capital_recovery_factor(rate, None) == rate
    if rate > 0.01:
        assert capital_recovery_factor(rate, 5000.0) == pytest.approx(rate)


@given(rate=RATES, build=st.floats(0.0, 12.0))
def test_interest_during_construction_is_the_mean_worth_of_the_outlays_at_service(rate, build):
    mean, _ = quad(lambda share: (1.0 + rate) ** (build * share), 0.0, 1.0)
    assert interest_during_construction(rate, build) == pytest.approx(mean, rel=1e-9)
    assert independent.construction_interest(rate, build) == pytest.approx(mean, rel=1e-8)


@given(life=st.floats(0.05, 10.0), period=PERIODS)
def test_an_annuity_runs_for_its_life(life, period):
    weights = annuity_weights(life, period, int(life / period) + 3)
    assert weights[0] <= 0.5
    assert weights.sum() * period == pytest.approx(life)


@given(tenor=st.floats(0.05, 10.0), rate=RATES, period=PERIODS)
def test_debt_service_pays_the_annuity_for_the_tenor_from_the_next_period(tenor, rate, period):
    payments = debt_service(rate, tenor, period, int(tenor / period) + 3)
    assert payments[0] == 0.0
    assert payments.sum() == pytest.approx(capital_recovery_factor(rate, tenor) * tenor)


def test_debt_service_with_a_last_part_of_a_period():
    # Two and a half years without interest: 0.4 a year, the last half year 0.2.
    assert debt_service(0.0, 2.5, 1.0, 5) == pytest.approx([0.0, 0.4, 0.4, 0.2, 0.0])


@pytest.mark.parametrize("period", [1.0, 0.25])
@pytest.mark.parametrize("delay", [0.0, 0.25, 0.7, 1.0, 1.5, 2.3])
@pytest.mark.parametrize("discount", [0.0, 0.05, 0.1])
def test_a_full_credit_cancels_the_charge_within_a_quarter_period_of_discounting(period, delay, discount):
    # The credit's weights give half a period to its own period; the kernel of service gives it the exact share. Over a
    # horizon long enough for the plant's life the two differ by discounting over a part of a period only.
    life, count = 5.0, int(12.0 / period)
    df = (1.0 + discount) ** -((np.arange(count) + 0.5) * period)
    charge = (in_service(delay, 0.0, life, period, count) * df).sum() * period
    weights = annuity_weights(life, period, count)
    worth = [period * (weights[: count - t] * df[t:]).sum() for t in range(count)]
    credit = (outlay(delay, delay, period, count) * worth).sum()
    assert credit == pytest.approx(charge, rel=1.01 * ((1.0 + discount) ** (period / 4) - 1.0) + 1e-12)


def test_a_full_credit_cancels_the_charge_exactly_where_service_begins_with_a_period():
    count, life = 12, 4.0
    df = 1.07 ** -(np.arange(count) + 0.5)
    weights = annuity_weights(life, 1.0, count)
    worth = [(weights[: count - t] * df[t:]).sum() for t in range(count)]
    for delay in (0.0, 1.0, 3.0):
        charge = (in_service(delay, 0.0, life, 1.0, count) * df).sum()
        assert (outlay(delay, delay, 1.0, count) * worth).sum() == pytest.approx(charge)
