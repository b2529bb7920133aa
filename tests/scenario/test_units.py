"""Units: every text becomes a number in the base unit of its field, exactly, or a message with the nearest name."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction

import pytest

from optimizer.scenario.amounts import AmountError, added, in_base, scaled
from optimizer.scenario.dates import decimal_year
from optimizer.units import UnitError, Units, filled, own_words, written

UNITS = Units("USD", ("rack", "wafer"))


@pytest.mark.parametrize(
    ("text", "base", "value"),
    [
        ("5", "MW", 5.0),
        ("5 GW", "MW", 5000.0),
        ("5GW", "MW", 5000.0),
        ("1e3", "MW", 1000.0),
        ("1.5e-3 TW", "GW", 1.5),
        ("60_000", "t", 60000.0),
        ("+3 %", "1", 0.03),
        ("8 %", "1", 0.08),
        ("25 bp", "1", 0.0025),
        ("18 months", "yr", 1.5),
        ("14 months", "yr", 14 / 12),
        ("3 quarters", "yr", 0.75),
        ("60 days", "yr", 60 / 365),
        ("2 weeks", "yr", 14 / 365),
        ("8760 h", "yr", 1.0),
        ("10 min", "s", 600.0),
        ("13.9 M USD/MW", "USD/MW", 13.9e6),
        ("13.9 million USD per MW", "USD/MW", 13.9e6),
        ("330 G USD/yr", "USD/yr", 330e9),
        ("0.33 T USD/yr", "USD/yr", 330e9),
        ("66.7 k USD/(wafer/yr)", "USD/(wafer/yr)", 66700.0),
        ("66.7 k USD*yr/wafer", "USD/(wafer/yr)", 66700.0),
        ("200 k wafers/yr", "wafer/yr", 200e3),
        ("70 USD/MWh", "USD/(MW*yr)", 70 * 8760),
        ("0.35 M USD/MW/yr", "USD/(MW*yr)", 350e3),
        ("1.4 MVA/MW", "MVA/MW", 1.4),
        ("160 GVA/yr", "MVA/yr", 160e3),
        ("300 kt", "t", 300e3),
        ("5 kg", "t", 0.005),
        ("2.4 M TB/yr", "TB/yr", 2.4e6),
        ("14 MWh/t", "MW*yr/t", 14 / 8760),
        ("35 %/yr", "1/yr", 0.35),
        ("8 %", "1/yr", 0.08),
        ("2/yr", "1/yr", 2.0),
        ("8 % + 3 %", "1", 0.11),
        ("1 yr + 6 months", "yr", 1.5),
        ("4 MW^2/MW", "MW", 4.0),
    ],
)
def test_a_text_becomes_a_number_in_base_units(text, base, value):
    """Equal, not nearly: 18 months are 1.5 years, and 13.9 million is not 13900000.000000002."""
    assert in_base(text, base, UNITS) == value


@pytest.mark.parametrize(
    ("text", "base", "message", "hint"),
    [
        ("5 MW", "yr", "is in MW", ""),
        ("5 MVA", "MW", "is in MVA", ""),
        ("5 %", "MW", "is in %", ""),
        ("5 1/yr", "1", "is in 1/yr", ""),
        ("5 parsecs", "yr", "'parsecs' is not a known unit", ""),
        ("5 mnths", "yr", "'mnths' is not a known unit", "Did you mean 'months'?"),
        ("5 gw", "MW", "'gw' is not a known unit", "Did you mean 'GW'?"),
        ("5 Wafer/yr", "wafer/yr", "'Wafer' is not a known unit", "Did you mean 'wafer'?"),
        ("5 EUR", "USD", "'EUR' is not a known unit (the money here is USD)", ""),
        ("5 $/t", "USD/t", "'$' has no place in a unit", "Did you mean 'USD'?"),
        ("5 k USD/wafer/yr", "USD/(wafer/yr)", "is in k USD/wafer/yr", "Did you mean 'k USD/(wafer/yr)'?"),
        ("5 k", "t", "'k' is a prefix and needs a unit after it", "Did you mean 'k USD'?"),
        ("5 USD/", "USD", "it ends too early", ""),
        ("5 (USD", "USD", "a bracket is left open", ""),
        ("5 USD)", "USD", "')' is out of place", ""),
        ("5 kyear", "yr", "'kyear' is not a known unit", "Did you mean 'years'?"),
        ("5 t^99", "t", "a power must be a whole number up to 9", ""),
        ("5 t" + "/t" * 200, "t", "is too long for a unit", ""),
        ("5,000 t", "t", "is not a number", "Write thousands without commas, decimals with a point."),
        ("12 000 t", "t", "'000' is out of place", ""),
        ("0x10", "t", "'x10' is not a known unit", ""),
        ("much", "t", "is not a number", "Write a number and its unit, e.g. 5 GW."),
        ("", "t", "is not a number", "Write a number and its unit, e.g. 5 GW."),
        ("nan", "t", "is not a finite number", "Leave the key out where there is no limit."),
        ("-.inf t", "t", "is not a finite number", "Leave the key out where there is no limit."),
        ("1e31", "t", "is more than 1e+30", ""),
        ("1e29 kt", "t", "is more than 1e+30 t", ""),
        ("1e999999999", "t", "is more than 1e+30", ""),
        ("9" * 100, "t", "is not a number", "Write a number and its unit, e.g. 5 GW."),
    ],
)
def test_what_is_no_such_number_is_explained(text, base, message, hint):
    with pytest.raises(AmountError) as caught:
        in_base(text, base, UNITS)
    assert message in caught.value.message
    assert caught.value.hint == hint


def test_a_number_next_to_zero_does_not_write_out_its_digits():
    assert in_base("1e-999999999 t", "t", UNITS) == 0.0


def test_apparent_power_is_not_power():
    assert UNITS.measure("VA")[1] != UNITS.measure("W")[1]


def test_conversions_are_exact():
    assert UNITS.factor("months", "yr") == Fraction(1, 12)
    assert UNITS.factor("USD/MWh", "USD/(MW*yr)") == 8760


def test_templates_are_filled_and_cancel():
    words = (("money", "USD"), ("capacity", "wafer/yr"), ("output", "(wafer/yr)*yr"), ("commodity", "MW*yr"))
    assert filled("money/output", words) == "USD/wafer"
    assert filled("commodity/yr", words) == "MW"
    assert filled("money/commodity/yr", words) == "USD/MW/yr^2"
    assert filled("capacity/yr", words) == "wafer/yr^2"
    assert filled("1/yr", words) == "1/yr"
    assert filled("commodity/output", (("commodity", "MW*yr"), ("output", "(MW)*yr"))) == "1"
    assert written({}) == "1"


def test_undeclared_words_become_units_but_not_misspelled_ones():
    assert own_words(("wafer/yr", "rack", "MW*yr", "TB", "k package", "wafers"), "USD") == ("package", "rack", "wafer")
    assert own_words(("mw", "Gw*yr", "usd", "_x"), "USD") == ()


def test_another_money():
    euro = Units("EUR")
    assert in_base("5 k EUR/t", "EUR/t", euro) == 5000.0
    with pytest.raises(UnitError, match="the money here is EUR"):
        euro.factor("USD", "EUR")


def test_multiplying_and_adding_keep_the_text_readable():
    assert scaled("12 months", 0.5) == "6 months"
    assert scaled("0.1 M USD/MW", 3) == "0.3 M USD/MW"
    assert scaled("8 % + 1 yr", 2) == "16 % + 2 yr"
    assert added("8 %", "3 %") == "11 %"
    assert added("36 months", "6") == "42 months"
    assert added("36 months", "1 yr") == "36 months + 1 yr"
    assert added("0.08", "3 %") == "0.08 + 3 %"


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026", 2026.0, 2026.0),
        ("2026.5", 2026.5, 2026.5),
        ("2028-04", 2028.25, 2028.25),
        ("2027Q3", 2027.5, 2027.5),
        ("2027 Q3", 2027.5, 2027.5),
        ("2023-01-01", 2023.0, 2023 + 1 / 31 / 12),
        ("2026-12-31", 2026 + (11 + 30 / 31) / 12, 2027.0),
        ("2028-03-31", 2028 + (2 + 30 / 31) / 12, 2028.25),
        ("2028-02-29", 2028 + (1 + 28 / 29) / 12, 2028 + 2 / 12),
    ],
)
def test_dates_are_decimal_years_and_a_last_day_counts_in_full(text, start, end):
    assert decimal_year(text) == pytest.approx(start, abs=1e-12)
    assert decimal_year(text, end=True) == pytest.approx(end, abs=1e-12)


def test_month_and_quarter_boundaries_are_hit_exactly():
    """Whatever way a boundary is written, so that a window never leaks a sliver into the next period."""
    assert decimal_year("2028-04-01") == decimal_year("2028-04") == decimal_year("2028Q2") == 2028.25
    assert decimal_year("2028-03-31", end=True) == 2028.25
    assert decimal_year("2026-02-28", end=True) == decimal_year("2026-03-01")


def test_days_of_a_year_ascend():
    import datetime

    days = [datetime.date(2028, 1, 1) + datetime.timedelta(n) for n in range(366)]
    moments = [decimal_year(day.isoformat()) for day in days]
    assert moments == sorted(set(moments))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("soon", "is not a date"),
        ("26", "is not a date"),
        ("2026-13", "a year has 12 months"),
        ("2026-00", "a year has 12 months"),
        ("2026Q5", "a year has 4 quarters"),
        ("2026-02-29", "that month has 28 days"),
        ("1776", "is not a year from 1900 to 2200"),
        ("20260", "is not a date"),
        ("2026-1-2-3", "is not a date"),
    ],
)
def test_what_is_no_date_is_explained(text, message):
    with pytest.raises(ValueError, match=message):
        decimal_year(text)


def test_the_schema_is_read_without_the_unit_library():
    """Importing it takes a fifth of a second, which `--help` should not."""
    code = "import sys, optimizer.scenario.load; sys.exit('pint' in sys.modules or 'yaml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
