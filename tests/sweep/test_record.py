"""What a study may record: the unit of each number is that of a run's tables, and what is no record is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from optimizer.model import SolverOptions, metrics_of, solution_of, solve_point
from optimizer.model.extract.reader import Reader
from optimizer.model.extract.record import LIMIT_KINDS
from optimizer.model.extract.worth import limit_shares
from optimizer.scenario.load import load, loads
from optimizer.study.sweep import record
from optimizer.study.sweep.prepared import prepare

from ..scenario.small import changed
from .designs import BASE, a_design, complaints

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "sweep.md").read_text(encoding="utf-8")
DEMANDS = """
objective: {maximize: MAXIMIZED, demand: ai}
commodities: {tokens: {unit: token}, heat: {unit: MW*yr}}
supplies:
  token_import: {commodity: tokens, tiers: [{quantity: 5 token/yr, price: 1 USD/token}]}
  heat_import: {commodity: heat, tiers: [{quantity: 5 MW, price: 1 USD/MW/yr}]}
demands:
  chats: {commodity: tokens, tiers: [{quantity: 9 token/yr, value: 2 USD/token}]}
  baths: {commodity: heat, tiers: [{quantity: 9 MW, value: 2 USD/MW/yr}]}
overrides:
  most_compute: {set: {objective.maximize: compute}}
  for_ai: {set: {objective.demand: ai}}
  for_chats: {set: {objective.demand: chats}}
"""
YEARS = range(2026, 2034)
RULE = "; what is recorded must have one unit at all points. Write two studies, one for each unit."


def base(maximized: str = "npv") -> str:
    """Compute in MW*yr, chats in token, baths in MW*yr; one of them is what is maximised, or npv."""
    return changed(DEMANDS.replace("MAXIMIZED", maximized), BASE)


def study(vary: str, design: str = "grid", names: str = "[npv]") -> str:
    return f"base: base.yaml\nvary: {vary}\ndesign: {design}\nrecord: {names}\n"


# --- units ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("demand", ["ai", "chats"])
@pytest.mark.parametrize("maximized", ["npv", "compute"])
def test_units_are_those_of_the_tables(maximized, demand):
    """Of the objective, of every metric, of prices (which are in units of the objective), capacity and starts."""
    scenario = loads(changed(f"objective: {{demand: {demand}}}", base(maximized))).scenario
    solved = solve_point(scenario)
    solution = solution_of(solved)
    wanted = {name: metric.unit for name, metric in solution.metrics.items()}
    wanted["objective"] = Reader(solved).objective_unit
    prices = solution.tables["prices"].columns
    for name, region, unit in zip(prices["commodity"], prices["region"], prices["unit"], strict=True):
        own = f"@{region}" if scenario.commodities[name].regional else ""
        wanted |= {f"price:{name}{own}": unit, f"price:{name}{own}:2027": unit}
    for table, quantity, record_ in (("capacity", "in_service", "capacity"), ("starts", "start", "starts")):
        columns = solution.tables[table].columns
        for name, what, unit in zip(columns["asset"], columns["quantity"], columns["unit"], strict=True):
            wanted |= {f"{record_}:{name}": unit} if what == quantity else {}
    assert not record.faults(tuple(wanted), scenario)
    assert record.units(tuple(wanted), scenario) == wanted
    in_compute = {"ai": "MW*yr/t", "chats": "token/t"}
    assert wanted["price:copper:2027"] == ("USD/t" if maximized == "npv" else in_compute[demand])


def test_the_units_of_a_sweep_are_those_of_its_points(tmp_path):
    """Not of the base, where a factor has one level and that changes them; texts have none, shares have 1."""
    vary, more = "{a: {override: most_compute}}", "record: [npv, limits.top, 'limit:budget:private', 'price:copper']"
    units = {"objective": "MW*yr", "npv": "USD", "limit:budget:private": "1", "price:copper": "MW*yr/t"}
    assert a_design(tmp_path, vary, more=more, base=base()).facts.units == units
    assert prepare(tmp_path / "study.yaml", None, tmp_path / "out", SolverOptions()).facts.units == units


MIXED = {
    "what is maximised": (
        study("{objective.maximize: {values: [npv, compute]}}"),
        "2:29: vary.objective.maximize.values: 'objective' is in USD at npv and in MW*yr at compute" + RULE,
    ),
    "through an override": (
        study("{aim: {override: [none, most_compute]}}", names='["price:copper", npv]'),
        "2:14: vary.aim.override: 'objective' is in USD at none and in MW*yr at most_compute, "
        "'price:copper' is in USD/t at none and in MW*yr/t at most_compute" + RULE,
    ),
    "which demand": (
        study("{objective.demand: {values: [ai, chats, baths]}}", names="[compute_total]"),
        "2:27: vary.objective.demand.values: 'compute_total' is in MW*yr at ai and in token at chats" + RULE,
    ),
    "beside a factor of one level": (
        study("{objective.demand: {values: [ai, chats]}, aim: {override: most_compute}}"),
        "2:27: vary.objective.demand.values: 'objective' is in MW*yr at ai and in token at chats" + RULE,
    ),
    "through one of two": (
        study("{assets.plant.permit: {values: [1, 2]}, aim: {override: [none, most_compute]}}", "one_at_a_time"),
        "2:53: vary.aim.override: 'objective' is in USD at none and in MW*yr at most_compute" + RULE,
    ),
}


@pytest.mark.parametrize("case", MIXED)
def test_a_factor_that_changes_a_unit_is_refused(tmp_path, case):
    text, told = MIXED[case]
    assert complaints(tmp_path, text, base()) == [told]


def test_factors_that_change_a_unit_only_together_are_refused(tmp_path):
    """While b rests at `for_ai`, a changes nothing, and b changes nothing while a rests at `none`."""
    text = study("{a: {override: [none, for_chats]}, b: {override: [for_ai, duty]}}")
    told = "2:1: vary: through several factors together 'objective' is in MW*yr or token" + RULE
    assert complaints(tmp_path, text, base("compute")) == [told]


@pytest.mark.parametrize(
    ("vary", "names"),
    [
        ("{objective.demand: {values: [ai, chats]}}", "[npv, 'price:copper']"),
        ("{objective.demand: {values: [ai, baths]}}", "[npv, compute_total, compute_end]"),
        ("{aim: {override: [most_compute]}}", "[npv]"),
        ("{aim: {override: [none, never]}, assets.plant.permit: {values: [1, 2]}}", "[npv]"),
    ],
)
def test_a_factor_that_changes_no_unit_of_a_record_is_none_the_worse(tmp_path, vary, names):
    assert not [line for line in complaints(tmp_path, study(vary, names=names), base()) if "one unit" in line]


# --- names ------------------------------------------------------------------------------------------------------------

LIMITS = {
    "limit:budgt:privat": ("there is no kind 'budgt' of limits that can be recorded; known: ", "budget"),
    "limit:demand:ai": ("there is no kind 'demand' of limits that can be recorded; known: existing, wait, ", ""),
    "limit:budget:privat": ("no 'privat' has limits of kind 'budget'; known: private", "private"),
    "limit:existing:date_center": ("no 'date_center' has limits of kind 'existing'; known: plant, ", "data_center"),
    "limit:supply:copper_import": ("no 'copper_import' has limits of kind 'supply'; known: ", "copper_import#1"),
    "limit:supply:copper_import#2": ("no 'copper_import#2' has limits", "copper_import#1"),
    "limit:surge:plant#1": ("no 'plant#1' has limits of kind 'surge'; known: none", ""),
    "limit:budget:": ("'limit:budget:' names no limit; write limit:KIND:NAME, e.g. limit:budget:private", ""),
    "limit:budget": ("'limit:budget' names no limit; write", ""),
}


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_that_is_none_is_refused_with_the_nearest(tmp_path, name):
    """As a column it would be 0 throughout."""
    message, meant = LIMITS[name]
    (told,) = complaints(tmp_path, study("{assets.plant.permit: {values: [1, 2]}}", names=f"['{name}']"))
    assert told.startswith(f"4:10: record[0]: {message}")
    assert told.endswith(f". Did you mean '{meant}'?") if meant else "Did you mean" not in told


@pytest.mark.parametrize("name", ["us", "regions", "rare_earth_embargo_reserve"])
def test_every_limit_that_a_run_finds_can_be_recorded(name):
    scenario = load(ROOT / "scenarios" / f"{name}.yaml").scenario
    found = [f"limit:{limit}" for limit in limit_shares(Reader(solve_point(scenario)))]
    assert found
    assert not record.faults(found, scenario)


def test_every_kind_of_limit_can_be_recorded():
    """Where the scenario has something that it can be of."""
    patch = """
      assets: {plant: {surge: [{up_to: 10 MW/yr, premium: 0 %}, {up_to: 20 MW/yr, premium: 20 %}]}}
      permitting: {lanes: {quick: {factor: 0.5, throughput: 1 G USD/yr}}}
      loans: {cheap: {rate: 2 %, share: 50 %, tenor: 10 yr, cap: 1 G USD, assets: [plant]}}
      reserve: {copper: {size: 100 t, fill_rate: 10 t/yr, draw_rate: 10 t/yr}}
    """
    scenario = loads(changed(patch, BASE)).scenario
    things = {
        "supply": "copper_import#1",
        "surge": "plant#2",
        "link": "wire",
        "throughput": "quick",
        "loan_cap": "cheap",
        **dict.fromkeys(("credit_cap", "credit_total"), "halls"),
        **dict.fromkeys(("budget", "fund_total"), "private"),
        **dict.fromkeys(("reserve_size", "reserve_initial", "fill_rate", "draw_rate"), "copper"),
        **dict.fromkeys(("stock", "stock_initial"), "power"),
        **dict.fromkeys(("existing", "wait", "max_starts", "max_capacity", "growth_seed", "recent_starts"), "plant"),
    }
    assert set(things) == set(LIMIT_KINDS)
    assert not record.faults([f"limit:{kind}:{thing}" for kind, thing in things.items()], scenario)


def test_the_page_lists_every_record():
    """With names put in, each of them is one; and there is no metric that it leaves out."""
    table = PAGE.partition("<!-- records -->")[2].partition("<!-- end -->")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| ")]
    names = [name for row in rows for name in re.findall("`([^`]+)`", row)][1:]
    real = {"COMMODITY": "copper", "ASSET": "plant", "YEAR": "2027", "KIND": "budget", "NAME": "private"}
    written_out = [re.sub("[A-Z]+", lambda word: real[word.group()], name) for name in names]
    scenario = loads(BASE).scenario
    assert not record.faults(written_out, scenario)
    assert set(metrics_of(solve_point(scenario))) - set(written_out) == {f"compute_end:{y}" for y in YEARS if y != 2027}
