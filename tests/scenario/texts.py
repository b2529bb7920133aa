"""A scenario with every block of the file format, as text, and what loading it says."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from optimizer.errors import Problem, ScenarioError
from optimizer.scenario.load import Loaded, loads
from optimizer.scenario.schema import Scenario

FULL = """\
name: United States, current law
horizon: {start: 2026, end: 2034, step: quarter}
objective: {maximize: npv, discount_rate: 5 %}
money: {unit: USD, year: 2025}
regions: [east, west]

commodities:
  copper: {unit: t, max_stock: 600 kt, initial: 300 kt, holding_cost: 900 USD/t/yr}
  transformer: {unit: MVA}
  rare_earth: {unit: t}
  wafer: {unit: wafer}
  memory: {unit: TB}
  server_service: {unit: MW*yr}
  electricity: {unit: MW*yr, regional: true}
  compute: {unit: MW*yr}

assets:
  logic_fab:
    capacity: wafer/yr
    capex: {value: 66.7, unit: k USD/(wafer/yr), low: 46.7, high: 83.3, source: bernstein, confidence: medium}
    permit: 14 months
    build: 2 yr
    life: 15 yr
    existing: {2026: 60000, 2028: 200 k wafer/yr}
    fund: private
    modes: {run: {outputs: {wafer: 1}, cost: 12 k USD/wafer}}
  data_center:
    capacity: MW
    capex: {value: 13.9, unit: M USD/MW, low: 11.7, high: 15, source: bernstein, confidence: medium}
    permit: 12 months
    build: 18 months
    ramp: 0
    life: 20 yr
    hurdle_rate: 8 %
    fund: private
    existing: {2026: 9 GW, 2027: 16 GW, 2028.5: 24 GW}
    growth: {rate: 35 %/yr, seed: 1.5 GW/yr, recent_starts: 12 GW/yr}
    surge: [{up_to: 15 GW/yr}, {up_to: 30 GW/yr, premium: 20 %}]
    build_inputs: {transformer: {amount: 1.4 MVA/MW, when: completion}, copper: 35 t/MW}
    modes:
      host: {inputs: {server_service: 1, electricity: 1}, outputs: {compute: 1}, cost: 0.35 M USD/MW/yr}
    by_region:
      west: {permit: 6 months, existing: 1 GW}
  servers:
    capacity: MW
    existing: 9 GW
    modes: {run: {inputs: {wafer: 20 wafer/(MW*yr), memory: 2 TB/MW/yr}, outputs: {server_service: 1}}}
  grid:
    capacity: MW
    existing: 20 GW
    modes: {run: {outputs: {electricity: 1}, cost: 70 USD/MWh}}

supplies:
  copper_import: {commodity: copper, tariff: 0 %, tiers: [{quantity: 900 kt/yr, price: 13800 USD/t}]}
  transformer_import: {commodity: transformer, tiers: [{quantity: 160 GVA/yr, price: 19 k USD/MVA}]}
  rare_earth_china: {commodity: rare_earth, tiers: [{quantity: 2.8 kt/yr, price: 110 k USD/t}]}
  memory_import: {commodity: memory, tiers: [{quantity: 2.4 M TB/yr, price: 12 k USD/TB}]}
demands:
  ai_compute: {commodity: compute, tiers: [{quantity: {2026: 9 GW, 2034: 95 GW}, value: 13 M USD/MW/yr}]}
  grid_renewal: {commodity: transformer, tiers: [{quantity: 150 GVA/yr, value: 30 k USD/MVA, firm: true}]}
links:
  line: {commodity: electricity, from: east, to: west, capacity: 2 GW, loss: 3 %}

permitting:
  factor: 1.0
  lanes: {expedited: {factor: 0.5, throughput: 20 G USD/yr, fee: 0.5 %, assets: [logic_fab, data_center]}}
credits:
  amic:
    rates: {logic_fab: 35 %}
    construction_begins: [2023-01-01, 2026-12-31]
    paid_after: 12 months
    annual_cap: null
loans: {fab_guarantee: {assets: [logic_fab], share: 60 %, rate: 4.9 %, tenor: 20 yr, cap: 75 G USD, subsidy: 3 %}}
funds: {private: {budget: {2026: 330 G USD/yr, 2034: 750 G USD/yr}}, treasury: {total: 12 G USD, budget: 2 G USD/yr}}
reserve: {rare_earth: {size: 280 t, fill_rate: 98 t/yr, price: 110 k USD/t, fund: treasury, cover: 60 days}}
disruptions: {embargo: {supply: rare_earth_china, from: 2028-01, to: 2028-12-31, loss: 93 %, future: embargo}}
futures:
  reveal: 2028
  branches:
    calm: {probability: 75 %}
    embargo:
      probability: 25 %
      set: {demands.ai_compute.tiers[0].quantity: {multiply: 0.5}}

overrides:
  fast_permits: {set: {permitting.factor: 0.5}}
  amic_extended: {set: {credits.amic.rates.data_center: 35 %, credits.amic.construction_begins[1]: 2033-12-31}}
levers:
  fast_permits: {override: fast_permits, public_cost: 0.2 G USD/yr}
sources: {bernstein: {title: A study of costs, date: 2026-02-01}}
"""


def scenario(text: str = FULL, overrides: Sequence[str] = (), sets: Sequence[str] = ()) -> Scenario:
    """The scenario of a text."""
    return loaded(text, overrides, sets).scenario


def loaded(text: str = FULL, overrides: Sequence[str] = (), sets: Sequence[str] = ()) -> Loaded:
    """What loading a text gives."""
    return loads(text, "scenario.yaml", overrides, sets)


def replaced(*pairs: tuple[str, str], text: str = FULL) -> str:
    """The full scenario with parts of its text replaced; each part must be there."""
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


def problems(text: str, overrides: Sequence[str] = (), sets: Sequence[str] = ()) -> tuple[Problem, ...]:
    """What is wrong with a text."""
    with pytest.raises(ScenarioError) as caught:
        loads(text, "scenario.yaml", overrides, sets)
    return caught.value.problems


def the_problem(text: str, overrides: Sequence[str] = (), sets: Sequence[str] = ()) -> str:
    """The one thing wrong with a text, as it is told."""
    found = problems(text, overrides, sets)
    assert len(found) == 1, "\n".join(map(str, found))
    return str(found[0])


def place(text: str, part: str) -> str:
    """`line:column` of a part of a text."""
    at = text.index(part)
    return f"{text.count(chr(10), 0, at) + 1}:{at - text.rfind(chr(10), 0, at)}"
