"""A right file becomes a frozen Scenario in base units, each number with its place."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from pydantic import ValidationError

from optimizer.errors import ScenarioError
from optimizer.scenario.load import load, loads
from optimizer.scenario.number import Number, Series
from optimizer.scenario.schema import Asset, Mode
from optimizer.scenario.tree import follow, where_is

from .texts import FULL, loaded, place, replaced, scenario


def only(series: Series | None) -> Number:
    """The number of a series of one point."""
    assert series is not None
    (number,) = series.values
    return number


def test_every_field_is_in_the_base_unit_of_its_place():
    """capacity and commodity units come from the place: the asset, the key, the sibling `commodity`."""
    loaded_scenario = scenario()
    hall, fab = loaded_scenario.assets["data_center"], loaded_scenario.assets["logic_fab"]
    read = {
        "capex of MW": only(hall.capex),
        "capex of wafer/yr": only(fab.capex),
        "permit": fab.permit,
        "hurdle": hall.hurdle_rate,
        "seed": hall.growth.seed if hall.growth else None,
        "surge": only(hall.surge[1].up_to),
        "premium": hall.surge[1].premium,
        "build input": hall.build_inputs["transformer"].amount,
        "recipe": loaded_scenario.assets["servers"].modes["run"].inputs["memory"],
        "energy": only(loaded_scenario.assets["grid"].modes["run"].cost),
        "price": only(loaded_scenario.supplies["transformer_import"].tiers[0].price),
        "value": only(loaded_scenario.demands["ai_compute"].tiers[0].value),
        "link": only(loaded_scenario.links["line"].capacity),
        "holding": loaded_scenario.commodities["copper"].holding_cost,
        "throughput": only(loaded_scenario.permitting.lanes["expedited"].throughput),
        "reserve": only(loaded_scenario.reserve["rare_earth"].price),
        "cover": loaded_scenario.reserve["rare_earth"].cover,
        "lever": loaded_scenario.levers["fast_permits"].public_cost,
    }
    assert {name: (number.value, number.unit) for name, number in read.items() if number is not None} == {
        "capex of MW": (13.9e6, "USD/MW"),
        "capex of wafer/yr": (66.7e3, "USD*yr/wafer"),
        "permit": (14 / 12, "yr"),
        "hurdle": (0.08, "1/yr"),
        "seed": (1500.0, "MW/yr"),
        "surge": (30e3, "MW/yr"),
        "premium": (0.2, "1"),
        "build input": (1.4, "MVA/MW"),
        "recipe": (2.0, "TB/MW/yr"),
        "energy": (70 * 8760, "USD/MW/yr"),
        "price": (19e3, "USD/MVA"),
        "value": (13e6, "USD/MW/yr"),
        "link": (2000.0, "MW"),
        "holding": (900.0, "USD/t/yr"),
        "throughput": (20e9, "USD/yr"),
        "reserve": (110e3, "USD/t"),
        "cover": (60 / 365, "yr"),
        "lever": (0.2e9, "USD/yr"),
    }


def test_defaults_carry_the_unit_of_their_place():
    loaded_scenario = scenario()
    assert only(loaded_scenario.assets["servers"].modes["run"].cost).unit == "USD/MW/yr"
    assert loaded_scenario.reserve["rare_earth"].initial == Number(0.0, "t")
    assert only(loaded_scenario.links["line"].cost).unit == "USD/MW/yr"
    assert loaded_scenario.assets["grid"].life is None


def test_a_number_keeps_its_range_source_and_place():
    capex = only(scenario().assets["data_center"].capex)
    assert (capex.low, capex.high, capex.source, capex.confidence) == (11.7e6, 15e6, "bernstein", "medium")
    assert str(capex.where) == f"scenario.yaml:{place(FULL, '13.9')}"


def test_a_path_is_read_at_its_years_in_order():
    text = replaced(
        ("{2026: 9 GW, 2027: 16 GW, 2028.5: 24 GW}", "{2028-07: 24 GW, 2027Q1: {value: 16, unit: GW}, 2026: 9000}")
    )
    existing = scenario(text).assets["data_center"].existing
    assert existing.years == (2026.0, 2027.0, 2028.5)
    assert [point.value for point in existing.values] == [9000.0, 16000.0, 24000.0]


def test_what_is_said_of_a_path_holds_for_each_of_its_points():
    text = replaced(
        (
            "{2026: 9 GW, 2027: 16 GW, 2028.5: 24 GW}",
            "{value: {2026: 9, 2027: 16 GW}, unit: GW, low: {2026: 8, 2027: 10}, source: bernstein, note: chart}",
        )
    )
    first, second = scenario(text).assets["data_center"].existing.values
    assert (first.value, first.low, first.source, first.note) == (9000.0, 8000.0, "bernstein", "chart")
    assert (second.value, second.low, second.unit) == (16000.0, 10000.0, "MW")


def test_dates_count_first_and_last_days_in_full():
    loaded_scenario = scenario()
    assert loaded_scenario.credits["amic"].construction_begins == (2023.0, 2027.0)
    assert (loaded_scenario.disruptions["embargo"].from_, loaded_scenario.disruptions["embargo"].to) == (2028.0, 2029.0)


def test_scalars_are_read_as_people_mean_them():
    """`1e3` is a number, `no` is a word, a quoted number is still a number, null is nothing."""
    text = replaced(
        ("existing: 20 GW", 'existing: "1e3"'),
        ("name: United States, current law", "name: no"),
        (
            "supplies:",
            "solver: {time_limit: 10 min, options: {a: 4, b: on, c: 1e-7, d: true, e: '5'}}\nsupplies:",
        ),
    )
    loaded_scenario = scenario(text)
    assert only(loaded_scenario.assets["grid"].existing).value == 1000.0
    assert loaded_scenario.name == "no"
    assert loaded_scenario.credits["amic"].annual_cap is None
    assert loaded_scenario.solver.options == {"a": 4, "b": "on", "c": 1e-7, "d": True, "e": "5"}
    assert loaded_scenario.solver.time_limit is not None
    assert (loaded_scenario.solver.time_limit.value, loaded_scenario.solver.time_limit.unit) == (600.0, "s")


def test_a_region_holds_a_complete_asset():
    """What a region does not change is the asset's own, in the same units; the patch alone would lack modes."""
    west = scenario().assets["data_center"].by_region["west"]
    assert isinstance(west, Asset)
    assert (west.permit.value, only(west.existing).value) == (0.5, 1000.0)
    assert (only(west.capex).value, west.build.value, west.capacity) == (13.9e6, 1.5, "MW")
    assert west.build_inputs["copper"].amount == scenario().assets["data_center"].build_inputs["copper"].amount
    assert west.by_region == {}


def test_each_future_holds_its_own_scenario():
    futures = scenario().futures
    assert futures is not None
    calm, embargo = futures.branches["calm"].scenario, futures.branches["embargo"].scenario
    assert calm is not None
    assert embargo is not None
    assert [p.value for p in calm.demands["ai_compute"].tiers[0].quantity.values] == [9e3, 95e3]
    assert [p.value for p in embargo.demands["ai_compute"].tiers[0].quantity.values] == [4.5e3, 47.5e3]
    assert embargo.futures is None
    assert "future embargo" in str(embargo.demands["ai_compute"].tiers[0].quantity.values[0].where)


def test_futures_start_from_the_overrides():
    futures = scenario(overrides=["fast_permits"]).futures
    assert futures is not None
    assert all(
        branch.scenario and branch.scenario.permitting.factor.value == 0.5 for branch in futures.branches.values()
    )


def test_a_loaded_scenario_cannot_be_changed():
    with pytest.raises(ValidationError):
        scenario().__setattr__("name", "other")


def test_blocks_can_be_made_in_code():
    """Other parts of the program build assets without a file: numbers are then taken as they are."""
    asset = Asset(capacity="MW", capex=5, modes={"run": Mode(outputs={"x": Number(2.0, "t")})})
    assert only(asset.capex) == Number(5.0, "money/capacity")
    assert asset.modes["run"].outputs["x"] == Number(2.0, "t")


def test_the_tree_shows_what_is_written_and_where():
    tree = loaded(overrides=["fast_permits"]).tree
    assert follow(tree, ("assets", "data_center", "permit")) == "12 months"
    assert follow(tree, ("assets", "data_center", "by_region", "west")) == {"permit": "6 months", "existing": "1 GW"}
    assert "override fast_permits" in str(where_is(tree, ("permitting", "factor")))


def test_an_anchor_is_used_again():
    text = replaced(
        ("existing: 9 GW\n", "existing: &much {value: 9, unit: GW, source: bernstein}\n"),
        ("existing: 20 GW", "existing: {<<: *much, value: 20}"),
    )
    existing = only(scenario(text).assets["grid"].existing)
    assert (existing.value, existing.source) == (20e3, "bernstein")


def test_a_path_with_an_index_needs_no_quotes_in_braces():
    """YAML alone cannot read {tiers[0].price: 5}."""
    text = replaced(("{set: {permitting.factor: 0.5}}", "{set: {supplies.copper_import.tiers[0].price: 1 USD/t}}"))
    price = only(scenario(text, ["fast_permits"]).supplies["copper_import"].tiers[0].price)
    assert price.value == 1.0
    assert price.where is not None
    assert f"scenario.yaml:{place(text, '1 USD/t')}" in str(price.where)


def test_an_assumption_without_a_note_is_a_warning():
    text = replaced(("permit: 14 months", "permit: {value: 14, unit: months, source: assumption}"))
    (warning,) = loaded(text).warnings
    assert str(warning).startswith(f"scenario.yaml:{place(text, 'assumption}')}: assets.logic_fab.permit.source: ")
    assert loaded(text.replace("assumption}", "assumption, note: as for others}")).warnings == ()


def test_the_files_read_are_named(tmp_path: Path):
    (tmp_path / "base.yaml").write_text(FULL, encoding="utf-8")
    (tmp_path / "top.yaml").write_text("extends: base.yaml\nname: top\n", encoding="utf-8")
    made = load(tmp_path / "top.yaml")
    assert [*made.files] == [tmp_path / "top.yaml", tmp_path / "base.yaml"]
    assert all(content == file.read_bytes() for file, content in made.files.items())
    assert made.scenario.name == "top"
    assert only(made.scenario.assets["grid"].existing).where.file == str(tmp_path / "base.yaml")  # type: ignore[union-attr]


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path):
    (tmp_path / "a.yaml").write_text(FULL, encoding="utf-8-sig")
    assert load(str(tmp_path / "a.yaml")).scenario.name == "United States, current law"


def test_a_large_case_loads_in_no_time():
    """About 600 numbers; a reader that is quadratic anywhere, or parses units anew, takes seconds."""
    asset = FULL[FULL.index("  servers:\n") : FULL.index("  grid:\n")]
    copies = "".join(
        asset.replace("servers:", f"servers_{n}:").replace(
            "9 GW", "{2026: 9 GW, 2030: {value: 4, unit: GW, source: bernstein}}"
        )
        for n in range(100)
    )
    text = FULL.replace("  grid:\n", copies + "  grid:\n")
    loads(text)
    began = time.perf_counter()
    assert len(loads(text).scenario.assets) == 104
    assert time.perf_counter() - began < 2.0


def test_a_study_is_known_as_one():
    with pytest.raises(
        ScenarioError, match=r"study.yaml:1:1: this is a study, not a scenario. `optimizer sweep` solves"
    ):
        loads("base: us.yaml\nvary: {permitting.factor: {values: [1, 2]}}\ndesign: grid\n", "study.yaml")
