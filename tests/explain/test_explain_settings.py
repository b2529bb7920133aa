"""Changes as texts for `--set`: what is set is what was meant, to the last digit that counts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from optimizer.results.limit_paths import given_at, numbers_behind
from optimizer.scenario.edit import dates
from optimizer.scenario.load import load, loads
from optimizer.scenario.tree import key_path
from optimizer.scenario.walk import numbers
from optimizer.study.explain.sensitivity import given_numbers
from optimizer.study.explain.settings import amount_text, barred_until, series_at, settings, within

US = Path(__file__).resolve().parents[2] / "scenarios" / "us.yaml"
EXISTING = ("assets", "data_center", "existing")


def test_every_number_of_the_shipped_scenario_can_be_set() -> None:
    """All of them one per mille lower, in one go, against the numbers that come out."""
    scenario = load(US).scenario
    wanted = {path: n.value * 0.999 for path, n in given_numbers(scenario).items() if n.where is not None}
    changed = load(US, sets=[str(setting) for setting in settings(scenario, wanted)]).scenario
    found = {path: number.value for path, number in numbers(changed)}
    assert {path: found[path] for path in wanted} == pytest.approx(wanted, rel=1e-11)


def test_dates_can_be_set() -> None:
    scenario = load(US).scenario
    wanted = {path: date - 0.5 for path, date in dates(scenario)}
    changed = load(US, sets=[str(setting) for setting in settings(scenario, wanted)]).scenario
    assert dict(dates(changed)) == pytest.approx(wanted, abs=1e-9)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (3.333e11, "USD/yr", "333.3 G USD/yr"),
        (16160.0, "MW", "16160 MW"),
        (11 / 12, "yr", "11 months"),
        (20.0, "yr", "20 yr"),
        (0.35, "1/yr", "35 %"),
        (0.69, "1", "0.69"),
        (610_000.0, "wafer/yr", "610 k wafer/yr"),
        (0.0, "USD/yr", "0 USD/yr"),
        (2.0e5, "MVA/yr", "200000 MVA/yr"),
    ],
)
def test_amounts_have_the_units_that_people_use(value: float, unit: str, text: str) -> None:
    assert amount_text(value, unit) == text


def test_a_path_is_set_as_a_whole() -> None:
    """One point moves, the others are said as they are."""
    (setting,) = settings(load(US).scenario, {(*EXISTING, "2027"): 17_000.0})
    assert str(setting) == "assets.data_center.existing={2026: 9000 MW, 2027: 17000 MW, 2028.5: 24000 MW}"
    assert [(moved.year, moved.was, moved.value) for moved in setting.moved] == [
        ("2026", 9000, 9000),
        ("2027", 16000, 17000),
        ("2028.5", 24000, 24000),
    ]


def test_within_moves_a_path_only_for_a_time() -> None:
    """Read at the middles of quarters: 10 % more from 2027Q1 to 2027Q4, as before at other times."""
    scenario = load(US).scenario
    changed = load(US, sets=[str(within(scenario, EXISTING, 1.1, 2027.0, 2028.0))]).scenario
    middles = np.arange(2026.125, 2034, 0.25)
    before, after = (series_at(each, EXISTING).at(middles) for each in (scenario, changed))
    inside = (middles > 2027) & (middles < 2028)
    assert after == pytest.approx(np.where(inside, 1.1 * before, before))


def test_within_the_whole_horizon_is_plain() -> None:
    setting = within(load(US).scenario, EXISTING, 2.0, 2026.0, 2034.0)
    assert setting.text == "{2026: 18000 MW, 2027: 32000 MW, 2028.5: 48000 MW}"


def test_barring_keeps_what_was_there_afterwards() -> None:
    scenario = load(US).scenario
    path = ("assets", "fuel_cell", "max_starts")
    setting = barred_until(path, series_at(scenario, path), "MW/yr", 2028.0)
    assert setting.text == "{2027.9999: 0 MW/yr, 2028: 1750 MW/yr, 2030: 2500 MW/yr}"


# --- from limits to numbers -------------------------------------------------------------------------------------------

REGIONS = """
horizon: {start: 2026, end: 2029, step: year}
regions: [east, west]
commodities: {ore: {unit: t, regional: true}}
assets:
  mine:
    {capacity: t/yr, existing: 30, permit: 1 yr, modes: {run: {outputs: {ore: 1}}}, by_region: {west: {existing: 40}}}
supplies: {market: {commodity: ore, tiers: [{quantity: 5, price: 1}, {quantity: {2026: 5, 2028: 6}, price: 2}]}}
demands: {users: {commodity: ore, tiers: [{quantity: 100, value: 10}]}}
"""


def test_numbers_behind_a_limit() -> None:
    scenario = loads(REGIONS).scenario

    def behind(kind: str, name: str, region: str | None = None) -> dict[str, float]:
        return {key_path(p): n.value for p, n in numbers_behind(scenario, kind, name, region).items()}

    west = "assets.mine.by_region.west.existing"
    assert behind("existing", "mine") == {"assets.mine.existing": 30, west: 40}
    assert behind("existing", "mine", "west") == {west: 40}
    assert behind("existing", "mine", "east") == {"assets.mine.existing": 30}
    tier = "supplies.market.tiers[1].quantity"
    assert behind("supply", "market#2", "national") == {f"{tier}.2026": 5, f"{tier}.2028": 6}
    assert behind("growth_seed", "mine") == {}
    assert behind("compute", "users") == {}
    assert {key_path(p) for p in given_at(scenario, ("assets", "mine", "permit"))} == {"assets.mine.permit"}
