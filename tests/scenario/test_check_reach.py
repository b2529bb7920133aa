"""Demands that nothing can serve."""

from __future__ import annotations

import pytest
import yaml

from optimizer.scenario.load import loads

from .small import changed, errors, merged, the_error, the_warning, warnings

FIRM = "demands: {ai: {tiers: [{quantity: 20 MW, firm: true}]}}"
CHIPS = "commodities: {chip: {unit: chip}}, assets: {data_center: {modes: {host: {inputs: {chip: 2}}}}}"


def test_firm_demand_without_any_source() -> None:
    found = the_error(
        "{commodities: {water: {unit: t}}, demands: {town: {commodity: water, tiers: [{quantity: 1, firm: true}]}}}"
    )
    assert found.key == "demands.town"
    assert found.message == "firm demand that nothing can serve: nothing sells, makes or holds 'water'."


def test_firm_demand_whose_maker_lacks_an_input() -> None:
    found = the_error(f"{{{CHIPS}, {FIRM}}}")
    assert found.message == (
        "firm demand that nothing can serve: it would come from 'data_center', which needs 'chip'; "
        "nothing sells, makes or holds 'chip'."
    )


def test_demand_that_is_not_firm_is_a_warning_with_its_cause() -> None:
    at_input, at_demand = warnings(f"{{{CHIPS}}}")
    assert at_demand.key == "demands.ai"
    assert at_demand.message.startswith("nothing can serve this demand: it would come from 'data_center'")
    assert at_input.key == "assets.data_center.modes.host.inputs.chip"
    assert at_input.message == "nothing sells, makes or holds 'chip', so what takes it can neither run nor be built."


def test_a_circle_that_nothing_starts() -> None:
    found = the_error(
        "{commodities: {copper: {initial: 0}, tool: {unit: tool}},"
        " assets: {smith: {capacity: tool/yr, capex: 1, modes: {make: {inputs: {tool: 0.1}, outputs: {tool: 1}}}}},"
        " demands: {crafts: {commodity: tool, tiers: [{quantity: 1, firm: true}]}}}"
    )
    assert found.message == (
        "firm demand that nothing can serve: it would come from 'smith', which needs 'tool': "
        "a circle that nothing starts."
    )


WAYS = {
    "a supply": "supplies: {chips: {commodity: chip, tiers: [{quantity: 1, price: 1}]}}",
    "an asset that exists": ("assets: {fab: {capacity: chip/yr, existing: 5, modes: {make: {outputs: {chip: 1}}}}}"),
    "an asset that can be built": "assets: {fab: {capacity: chip/yr, capex: 5, modes: {make: {outputs: {chip: 1}}}}}",
    "a stock": "commodities: {chip: {max_stock: 5, initial: 5}}",
    "a reserve": "reserve: {chip: {size: 5, initial: 5, release: any}}",
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_any_source_reaches(way: str) -> None:
    loads(changed(_both(f"{{{CHIPS}, {FIRM}}}", f"{{{way}}}")))


def test_a_supply_of_nothing_does_not_reach() -> None:
    nothing = "supplies: {chips: {commodity: chip, tiers: [{quantity: 0, price: 1}]}}"
    assert [found.key for found in errors(_both(f"{{{CHIPS}, {FIRM}}}", f"{{{nothing}}}"))] == ["demands.ai"]


def test_what_can_be_built_needs_its_build_inputs_only_where_nothing_exists() -> None:
    steel = "{commodities: {steel: {unit: t}}, assets: {data_center: {build_inputs: {steel: 5}}}}"
    assert [found.key for found in warnings(steel)] == ["assets.data_center.build_inputs.steel"]
    unbuilt = _both(_both(steel, f"{{{FIRM}}}"), "assets: {data_center: {existing: 0}}")
    assert "which needs 'steel'" in the_error(unbuilt).message


def test_a_region_is_reached_through_a_link() -> None:
    power_west = "demands: {town: {commodity: power, regions: [west], tiers: [{quantity: 1, firm: true}]}}"
    east_only = "assets: {plant: {regions: [east]}}"
    loads(changed(f"{{{power_west}, {east_only}}}"))
    found = the_error(f"{{{power_west}, {east_only}, links: null}}")
    assert found.message == "firm demand that nothing can serve in west: nothing sells, makes or holds 'power' in west."


def test_a_link_that_loses_everything_reaches_nothing() -> None:
    patch = (
        "{demands: {town: {commodity: power, regions: [west], tiers: [{quantity: 1, firm: true}]}},"
        " assets: {plant: {regions: [east]}}, links: {wire: {loss: 100 %}}}"
    )
    assert "in west" in the_error(patch).message


def test_what_one_future_offers_reaches() -> None:
    assert (
        warnings(
            "{commodities: {chip: {unit: chip}}, assets: {data_center: {modes: {host: {inputs: {chip: 2}}}}},"
            " supplies: {chips: {commodity: chip, tiers: [{quantity: 0, price: 1}]}},"
            " futures: {reveal: 2028, branches: {a: {probability: 0.5},"
            " b: {probability: 0.5, set: {'supplies.chips.tiers[0].quantity': 50}}}}}"
        )
        == ()
    )


def test_spares_are_warnings() -> None:
    found = the_warning("commodities: {tin: {unit: t}}")
    assert (found.key, found.message) == ("commodities.tin", "nothing takes, makes, sells or wants this commodity.")
    found = the_warning("funds: {pension: {}}")
    assert (found.key, found.message) == ("funds.pension", "nothing is paid from this fund.")


def _both(first: str, second: str) -> str:
    return str(yaml.safe_dump(merged(yaml.safe_load(first), yaml.safe_load(second))))
