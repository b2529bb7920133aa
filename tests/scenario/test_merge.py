"""extends, with, set and overrides: what comes out, in which order, and where it is said to come from."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.errors import ScenarioError, UsageError
from optimizer.scenario.changes import PathError, segments
from optimizer.scenario.layout import layout_at
from optimizer.scenario.load import Loaded, load
from optimizer.scenario.merge import merged
from optimizer.scenario.number import Number, Series
from optimizer.scenario.tree import Items, Map, Text

from .texts import FULL, loaded, problems, replaced, scenario, the_problem


def tree(value: object) -> Map | Items | Text | None:
    """A tree of plain values."""
    if isinstance(value, dict):
        return Map({str(key): tree(below) for key, below in value.items()})
    if isinstance(value, list):
        return Items(tree(below) for below in value)
    return None if value is None else Text(str(value))


def values(series: Series | None) -> list[float]:
    assert series is not None
    return [point.value for point in series.values]


def files(folder: Path, **texts: str) -> Loaded:
    """Files written to a folder; the last one loaded."""
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return load(folder / f"{name}.yaml")


def told(folder: Path, **texts: str) -> str:
    """What is wrong with the last of several files."""
    with pytest.raises(ScenarioError) as caught:
        files(folder, **texts)
    return str(caught.value)


# --- merging ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("below", "above", "whole"),
    [
        ({"a": {"x": 1, "y": 2}}, {"a": {"y": 3, "z": 4}}, {"a": {"x": 1, "y": 3, "z": 4}}),
        ({"a": [1, 2]}, {"a": [3]}, {"a": [3]}),
        ({"a": 1}, {"a": {"b": 2}}, {"a": {"b": 2}}),
        ({"a": 1, "b": 2}, {"a": None}, {"b": 2}),
        ({"b": 2}, {"a": None}, {"b": 2, "a": None}),
        ({"value": {"x": 1}}, {"value": {"y": 2}}, {"value": {"x": 1, "y": 2}}),
    ],
)
def test_mappings_are_merged_and_values_replaced(below, above, whole):
    assert merged(tree(below), tree(above), None) == tree(whole)


@pytest.mark.parametrize(
    ("below", "above", "whole"),
    [
        ({"value": 1, "low": 0, "unit": "t"}, {"value": 2}, {"value": 2}),
        ({"value": 1, "low": 0, "unit": "t"}, 2, 2),
        ({"2026": 1, "2034": 9}, {"2026": 2}, {"2026": 2}),
        ({"2026": 1}, {"value": 2}, {"value": 2}),
        ({"value": 1}, {"2026": 2}, {"2026": 2}),
        ({"value": 1, "unit": "t"}, {"low": 0}, {"value": 1, "unit": "t", "low": 0}),
        ({"value": 1, "low": 0}, {"low": None, "source": "x"}, {"value": 1, "source": "x"}),
        (1, {"low": 0}, {"value": 1, "low": 0}),
        ({"2026": 1}, {"source": "x"}, {"value": {"2026": 1}, "source": "x"}),
    ],
)
def test_a_number_is_replaced_whole_and_remarks_are_added(below, above, whole):
    """A new number keeps neither the range nor the later years of the old one, which were not meant for it."""
    number = layout_at(("assets", "x", "existing"))
    assert merged(tree(below), tree(above), number) == tree(whole)


@pytest.mark.parametrize(
    ("below", "above", "whole"),
    [
        ("5 t/MW", {"when": "completion"}, {"amount": "5 t/MW", "when": "completion"}),
        ({"amount": 5, "when": "completion"}, "6 t/MW", {"amount": "6 t/MW", "when": "completion"}),
        ({"value": 5, "unit": "t/MW"}, {"low": 4}, {"amount": {"value": 5, "unit": "t/MW", "low": 4}}),
        ({"amount": 5}, {"amount": {"value": 6}}, {"amount": {"value": 6}}),
    ],
)
def test_a_build_input_is_the_same_in_its_short_and_its_long_form(below, above, whole):
    assert merged(tree(below), tree(above), layout_at(("assets", "x", "build_inputs", "copper"))) == tree(whole)


# --- extends and with -------------------------------------------------------------------------------------------------


def test_later_files_win_and_the_file_itself_is_last(tmp_path):
    made = files(
        tmp_path,
        base=FULL,
        one="name: one\npermitting: {factor: 0.9}\nmoney: {year: 2021}\n",
        two="name: two\npermitting: {factor: 0.8}\n",
        top="extends: [base.yaml, one.yaml, two.yaml]\nname: top\n",
    )
    assert (made.scenario.name, made.scenario.permitting.factor.value, made.scenario.money.year) == ("top", 0.8, 2021)
    assert [file.name for file in made.files] == ["top.yaml", "base.yaml", "one.yaml", "two.yaml"]


def test_paths_of_files_are_relative_to_the_file(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "base.yaml").write_text(FULL, encoding="utf-8")
    (tmp_path / "deep" / "middle.yaml").write_text("extends: base.yaml\nname: middle\n", encoding="utf-8")
    assert files(tmp_path, top="extends: deep/middle.yaml\n").scenario.name == "middle"


def test_a_file_can_be_extended_on_two_ways(tmp_path):
    made = files(
        tmp_path,
        base=FULL,
        left="extends: base.yaml\nname: left\n",
        right="extends: base.yaml\nmoney: {year: 2021}\n",
        top="extends: [left.yaml, right.yaml]\n",
    )
    assert len(made.files) == 4
    assert made.scenario.money.year == 2021


def test_null_takes_away_what_a_file_below_gives(tmp_path):
    made = files(
        tmp_path, base=FULL, top="extends: base.yaml\ndisruptions: {embargo: null}\nassets: {logic_fab: {life: null}}\n"
    )
    assert made.scenario.disruptions == {}
    assert made.scenario.assets["logic_fab"].life is None


def test_a_short_build_input_can_be_extended(tmp_path):
    top = "extends: base.yaml\nassets: {data_center: {build_inputs: {copper: {when: completion}}}}\n"
    made = files(tmp_path, base=FULL, top=top).scenario.assets["data_center"].build_inputs["copper"]
    assert (made.amount.value, made.when) == (35.0, "completion")


def test_with_applies_overrides_of_the_files(tmp_path):
    """The file extended comes with its own, then this one's keys, then this one's overrides."""
    made = files(
        tmp_path,
        base=FULL,
        fast="extends: base.yaml\nwith: fast_permits\n",
        top="extends: fast.yaml\nwith: [amic_extended]\npermitting: {factor: 0.7}\n",
    )
    assert made.scenario.applied == ("fast_permits", "amic_extended")
    assert made.scenario.permitting.factor.value == 0.7
    assert made.scenario.credits["amic"].rates["data_center"].value == 0.35


def test_an_override_is_not_applied_twice(tmp_path):
    base = replaced(("{set: {permitting.factor: 0.5}}", "{set: {permitting.factor: {multiply: 0.5}}}"))
    (tmp_path / "base.yaml").write_text(base, encoding="utf-8")
    (tmp_path / "top.yaml").write_text("extends: base.yaml\nwith: [fast_permits]\n", encoding="utf-8")
    made = load(tmp_path / "top.yaml", ["fast_permits"])
    assert made.scenario.permitting.factor.value == 0.5
    assert "applied already" in made.warnings[0].message


def test_a_resolved_scenario_remembers_what_was_applied():
    assert scenario(FULL + "applied: [fast_permits]\n").applied == ("fast_permits",)


def test_a_new_name_that_lacks_a_key_may_be_a_slip_for_one_below(tmp_path):
    """One much like a name of the file below; one like none; one like a name of its own file, as two suppliers are."""
    top = "extends: base.yaml\nsupplies: {copper_imports: {tariff: 15 %}}\n"
    said = told(tmp_path, base=FULL, top=top)
    assert "2:12: supplies.copper_imports.commodity: 'commodity' is missing. What it sells. Did you mean" in said
    assert said.count("Did you mean 'copper_import'?") == 2  # `commodity` and `tiers`
    apart = "extends: base.yaml\nsupplies: {gallium: {tariff: 15 %}}\n"
    assert "Did you mean" not in told(tmp_path, base=FULL, top=apart)
    alone = replaced(("  transformer_import: {commodity: transformer, ", "  copper_imports: {"))
    assert "Did you mean" not in the_problem(alone)


@pytest.mark.parametrize("own", ["  copper_import:\n  tariff: 15 %\n", "  copper_import:\n    tariff:15 %\n"])
def test_overrides_wait_until_the_section_they_change_is_right(tmp_path, own):
    """A block emptied by a slip is the one problem, not each override of the file below that would change it."""
    duty = "overrides:\n  duty: {set: {supplies.copper_import.tariff: 25 %}}\n"
    base = replaced(("overrides:\n", duty))
    said = told(tmp_path, base=base, top=f"extends: base.yaml\nsupplies:\n{own}")
    assert "a mapping of keys is wanted here" in said
    assert "\n" not in said


def test_what_is_wrong_with_the_files_is_told_at_the_line(tmp_path):
    top = str(tmp_path / "top.yaml")
    assert told(tmp_path, base=FULL, top="name: x\nextends: bse.yaml\n") == (
        f"{top}:2:10: extends: there is no file '{tmp_path / 'bse.yaml'}'. Did you mean 'base.yaml'?"
    )
    assert told(tmp_path, top="extends: .\n").startswith(
        f"{top}:1:10: extends: '{tmp_path}' is a folder; a scenario is a file."
    )
    assert "extends: the name of a file, or a list of them, is wanted here." in told(tmp_path, top="extends: {a: b}\n")
    assert told(tmp_path, top="extends: base.yaml\nwith: [fast_permit]\n") == (
        f"{top}:2:8: with: no override 'fast_permit'; known: fast_permits, amic_extended. Did you mean 'fast_permits'?"
    )


def test_files_that_extend_each_other_are_named(tmp_path):
    message = told(tmp_path, a="extends: b.yaml\n", b="extends: c.yaml\n", c="extends: a.yaml\n")
    assert message.endswith("extends: the files extend each other in a circle: c.yaml -> a.yaml -> b.yaml -> c.yaml.")
    assert f"{tmp_path / 'b.yaml'}:1:10" in message


def test_the_same_thing_wrong_in_two_files_is_told_for_both(tmp_path):
    message = told(tmp_path, base=FULL.replace("name:", "nam:"), top="extends: base.yaml\nnaem: x\n")
    assert f"{tmp_path / 'base.yaml'}:1:1: nam: unknown key" in message
    assert f"{tmp_path / 'top.yaml'}:2:1: naem: unknown key" in message


# --- set --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("a", ("a",)),
        ("a.b", ("a", "b")),
        ("a.tiers[0].price", ("a", "tiers", "0", "price")),
        ("a[-1]", ("a", "-1")),
        ("a.*.b[*]", ("a", "*", "b", "*")),
        ("a.existing.2028.5", ("a", "existing", "2028", "5")),
        ("a.existing[2028.5]", ("a", "existing", "2028.5")),
    ],
)
def test_paths_are_split(path, parts):
    assert segments(path) == parts


@pytest.mark.parametrize("path", ["", ".", "a..b", ".a", "a.", "a[", "a[]", "a]b", "[[0]]", " ", "a. .b"])
def test_what_is_no_path_is_refused(path):
    with pytest.raises(PathError):
        segments(path)


def hall(*sets: str) -> dict[str, list[float] | float | None]:
    """Numbers of the data centre after some sets."""
    asset = scenario(sets=sets).assets["data_center"]
    capex = asset.capex.values[0] if asset.capex else Number(0.0)
    return {"permit": asset.permit.value, "capex": capex.value, "low": capex.low, "existing": values(asset.existing)}


@pytest.mark.parametrize(
    ("change", "key", "value"),
    [
        ("assets.data_center.permit=6 months", "permit", 0.5),
        ("assets.data_center.permit={multiply: 0.5}", "permit", 0.5),
        ("assets.data_center.permit={multiply: 50 %}", "permit", 0.5),
        ("assets.data_center.permit={add: 1 yr}", "permit", 2.0),
        ("assets.data_center.permit={add: 6}", "permit", 1.5),
        ("assets.data_center.permit={add: -6 months}", "permit", 0.5),
        ("assets.data_center.permit={multiply: 2, add: 6}", "permit", 2.5),
        ("assets.*.permit=3 yr", "permit", 3.0),
        ("assets.data_center.capex=10 M USD/MW", "capex", 10e6),
        ("assets.data_center.capex=10 M USD/MW", "low", None),
        ("assets.data_center.capex={multiply: 2}", "capex", 27.8e6),
        ("assets.data_center.capex={multiply: 2}", "low", 23.4e6),
        ("assets.data_center.capex={add: 1}", "capex", 14.9e6),
        ("assets.data_center.capex={add: 1}", "low", 12.7e6),
        ("assets.data_center.capex={add: 100 k USD/MW}", "capex", 14e6),
        ("assets.data_center.capex.value={multiply: 1.05}", "low", 11.7e6),
        ("assets.data_center.capex={low: 9}", "low", 9e6),
        ("assets.data_center.capex={low: 9}", "capex", 13.9e6),
        ("assets.data_center.existing={multiply: 2}", "existing", [18e3, 32e3, 48e3]),
        ("assets.data_center.existing={add: 1 GW}", "existing", [10e3, 17e3, 25e3]),
        ("assets.data_center.existing.2028.5=30 GW", "existing", [9e3, 16e3, 30e3]),
        ("assets.data_center.existing[2028.5]={multiply: 2}", "existing", [9e3, 16e3, 48e3]),
        ("assets.data_center.existing.2030=30 GW", "existing", [9e3, 16e3, 24e3, 30e3]),
        ("assets.data_center.existing.2027=", "existing", [9e3, 24e3]),
        ("assets.data_center.existing={2030: 1 GW}", "existing", [1e3]),
        ("assets.data_center.existing=1 GW", "existing", [1e3]),
        ("assets.data_center.permit=null", "permit", 0.0),
    ],
)
def test_set_changes_a_number_in_any_of_its_forms(change, key, value):
    assert hall(change)[key] == value


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("2027=20 GW", [9e3, 20e3, 24e3]),
        ("2027=20", [9e3, 20e3, 24e3]),
        ("2027={multiply: 2}", [9e3, 32e3, 24e3]),
        ("2028.5=30", [9e3, 16e3, 24e3, 30e3]),
        ("2027=", [9e3, 24e3]),
    ],
)
def test_a_year_leads_into_a_path_in_its_long_form(change, expected):
    """The same words as for the short form; 2028.5 is a year of its own where 2028 is one too."""
    long = replaced(
        (
            "existing: {2026: 9 GW, 2027: 16 GW, 2028.5: 24 GW}",
            "existing: {value: {2026: 9, 2027: 16, 2028: 24}, unit: GW}",
        )
    )
    made = scenario(long, sets=[f"assets.data_center.existing.{change}"])
    assert values(made.assets["data_center"].existing) == expected


def test_a_year_leads_nowhere_in_a_number_that_has_none():
    assert the_problem(FULL, sets=["assets.grid.existing.2027=1 GW"]).endswith(
        "'assets.grid.existing' is one number and has no '2027'. Give all its years: assets.grid.existing={2027: ...}."
    )
    assert the_problem(FULL, sets=["assets.data_center.permit.2027=1 yr"]).endswith(
        "'assets.data_center.permit' is one number and has no '2027'. It is the same at all times."
    )


def test_sets_reach_lists_blocks_and_what_the_file_leaves_to_defaults():
    made = scenario(
        sets=[
            "supplies.copper_import.tiers[0].price=1 USD/t",
            "assets.data_center.surge[*].premium=10 %",
            "assets.data_center.surge[-1].up_to={multiply: 2}",
            "assets.data_center.build_inputs.copper={multiply: 2}",
            "assets.data_center.build_inputs.copper.amount={add: 1}",
            "assets.data_center.build_inputs.transformer=2 MVA/MW",
            "assets.data_center.build_inputs.transformer.amount={multiply: 2}",
            "assets.data_center.build_inputs.rare_earth=1 t/MW",
            "assets.data_center.build_inputs.rare_earth.when=completion",
            "assets.data_center.max_starts=5 GW/yr",
            "assets.servers.growth.rate=10 %",
            "solver.time_limit=5 min",
            "assets.grid.hurdle_rate={add: 3 %}",
            "credits.amic.rates.data_center=35 %",
            "credits.amic.construction_begins[1]=2033-12-31",
            "horizon.end={add: 1 yr}",
            "demands.grid_renewal.tiers[0].firm=false",
            "regions=[east, west, south]",
        ]
    )
    asset = made.assets["data_center"]
    assert values(made.supplies["copper_import"].tiers[0].price) == [1.0]
    assert [step.premium.value for step in asset.surge] == [0.1, 0.1]
    assert values(asset.surge[1].up_to) == [60e3]
    assert {name: (needed.amount.value, needed.when) for name, needed in asset.build_inputs.items()} == {
        "transformer": (4.0, "completion"),
        "copper": (71.0, "construction"),
        "rare_earth": (1.0, "completion"),
    }
    assert values(asset.max_starts) == [5e3]
    assert made.assets["servers"].growth is not None
    assert made.solver.time_limit is not None
    assert made.solver.time_limit.value == 300.0
    assert made.assets["grid"].hurdle_rate.value == 0.11
    assert made.credits["amic"].rates["data_center"].value == 0.35
    assert made.credits["amic"].construction_begins == (2023.0, 2034.0)
    assert made.horizon.end == 2035.0
    assert not made.demands["grid_renewal"].tiers[0].firm
    assert made.regions == ("east", "west", "south")


def test_a_star_adds_to_every_thing_and_to_the_default_where_it_is_not_given():
    made = scenario(sets=["assets.*.hurdle_rate={add: 3 %}"])
    assert {name: asset.hurdle_rate.value for name, asset in made.assets.items()} == dict.fromkeys(made.assets, 0.11)


def test_null_takes_items_away():
    assert scenario(sets=["assets.data_center.surge[0]=null"]).assets["data_center"].surge[0].premium.value == 0.2
    assert scenario(sets=["assets.data_center.surge[*]=null"]).assets["data_center"].surge == ()


def test_a_mapping_is_merged_into_a_block():
    made = scenario(sets=["assets.data_center.growth={seed: 2 GW/yr}"]).assets["data_center"].growth
    assert made is not None
    assert (made.seed.value, made.rate.value) == (2000.0, 0.35)


def test_sets_come_after_overrides_and_in_order():
    made = scenario(overrides=["fast_permits"], sets=["permitting.factor={multiply: 3}", "permitting.factor={add: 1}"])
    assert made.permitting.factor.value == 2.5


def test_overrides_are_applied_in_the_order_given_and_remembered():
    text = FULL.replace("overrides:\n", "overrides:\n  slow_permits: {set: {permitting.factor: 2}}\n")
    assert scenario(text, ["fast_permits", "slow_permits"]).permitting.factor.value == 2.0
    made = scenario(text, ["slow_permits,fast_permits"])
    assert made.permitting.factor.value == 0.5
    assert made.applied == ("slow_permits", "fast_permits")


def test_a_value_says_what_brought_it():
    made = loaded(overrides=["fast_permits"], sets=["assets.grid.existing=1 GW"]).scenario
    assert str(made.permitting.factor.where).endswith("(override fast_permits)")
    assert str(made.assets["grid"].existing.values[0].where) == "command line (--set assets.grid.existing=1 GW)"


def test_an_override_that_changes_nothing_is_a_warning():
    text = replaced(("  factor: 1.0\n", "  factor: 0.5\n"))
    (warning,) = loaded(text, ["fast_permits"]).warnings
    assert (warning.key, warning.message) == (
        "overrides.fast_permits",
        "the override changes nothing: all that it sets is so already.",
    )


def test_a_region_that_keeps_its_own_value_is_a_warning():
    (warning,) = loaded(sets=["assets.data_center.permit=1 yr"]).warnings
    assert warning.message == "'assets.data_center.permit' is changed, but not in west, which has a value of its own."
    assert warning.hint == "assets.data_center.by_region.*.permit would change it there."
    assert loaded(sets=["assets.data_center.build=1 yr"]).warnings == ()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("permiting.factor=1", "the scenario has no 'permiting'; known: name, horizon,"),
        ("permitting.factr=1", "'permitting' has no 'factr'; known: factor, lanes. Did you mean 'factor'?"),
        ("assets.data_centre.permit=1", "Did you mean 'data_center'?"),
        ("assets.*.permt=1", "'assets.logic_fab' has no 'permt'"),
        ("supplies.copper_import.tiers[1].price=1", "is a list with items [0] to [0]; there is no [1]."),
        ("supplies.copper_import.tiers.price=1", "there is no [price]."),
        ("assets.data_center.permit.months=1", "'assets.data_center.permit' has no 'months'; known: value, unit, low,"),
        ("assets.data_center.fund.x=1", "'assets.data_center.fund' is 'private' and has no 'x'."),
        ("assets.data_center.modes.host.inputs={multiply: 2}", "is a mapping, not a number;"),
        ("assets.data_center.existing.2O28=1", "'assets.data_center.existing' has no '2O28'"),
        ("assets.data_center.capacity={multiply: 2}", "'assets.data_center.capacity' is 'MW', not a number;"),
        ("assets.data_center.modes={add: 2}", "'assets.data_center.modes' is a mapping, not a number;"),
        ("assets.data_center.permit={multiply: 2 yr}", "'2 yr' is in yr; a plain number multiplies."),
        ("assets.data_center.permit={multiply: [2]}", "'multiply' takes a number; found a list."),
        ("assets.data_center.max_starts={multiply: 2}", "is not given, so there is nothing to multiply or add."),
        ("assets.data_center.permit={add: 2 GW}", "'12 months + 2 GW' is in GW; a number in yr is wanted."),
        ("assets.data_center.permit=3 GW", "'3 GW' is in GW; a number in yr is wanted."),
        ("overrides.fast_permits.set=x", "'overrides' cannot be changed here."),
        ("a..b=1", "'a..b' is not a path."),
        ("permitting.factor=[1", "not YAML"),
        ("assets={}", "nothing changes"),
    ],
)
def test_a_wrong_set_is_explained(change, message):
    if message == "nothing changes":
        assert len(scenario(sets=[change]).assets) == 4
    else:
        told_of = the_problem(FULL, sets=[change])
        assert told_of.startswith("command line (--set ")
        assert message in told_of


@pytest.mark.parametrize("change", ["permitting.factor", "=3", ""])
def test_a_set_without_path_or_value_is_a_usage_error(change):
    with pytest.raises(UsageError, match="--set takes PATH=VALUE"):
        loaded(sets=[change])


def test_an_unknown_override_is_a_usage_error():
    with pytest.raises(UsageError, match=r"no override 'fast_permit'; known: .* Did you mean 'fast_permits'\?"):
        loaded(overrides=["fast_permit"])


def test_overrides_and_futures_are_judged_before_they_are_used():
    """Paths and values, each at its place in the file, all at once."""
    text = replaced(
        ("permitting.factor: 0.5}", "permiting.factor: 0.5}"),
        ("rates.data_center: 35 %", "rates.data_center: 35 GW"),
        ("tiers[0].quantity: {multiply", "tiers[1].quantity: {multiply"),
    )
    keys = [problem.key for problem in problems(text)]
    assert keys == [
        "futures.branches.embargo.set.demands.ai_compute.tiers[1].quantity",
        "overrides.fast_permits.set.permiting.factor",
        "credits.amic.rates.data_center",
    ]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("credits.amic.rates.data_center: 35 %", "'data_center' is in this future only"),
        ("disruptions.embargo: null", "'embargo' is missing in this future"),
        ("funds.private.carry: true", "is True in this future and False otherwise"),
        ("funds.private.total: 5 G USD", "is given in this future only"),
        ("assets.data_center.life: null", "is taken away in this future"),
        ("assets.data_center.surge[1]: null", "has 1 entries in this future and 2 otherwise"),
        ("objective.discount_rate: 3 %", "'objective' must be the same in every future"),
        ("horizon.end: 2035", "'horizon' must be the same in every future"),
        ("demands.ai_compute.commodity: server_service", "is server_service in this future and compute otherwise"),
    ],
)
def test_futures_differ_in_numbers_only(change, message):
    text = replaced(("{multiply: 0.5}}\n", "{multiply: 0.5}, " + change + "}\n"))
    assert message in the_problem(text)


def test_a_future_cannot_change_the_futures():
    text = replaced(("{multiply: 0.5}}\n", "{multiply: 0.5}, futures.reveal: 2029}\n"))
    assert "'futures' cannot be changed here." in the_problem(text)


def test_sources_of_overrides_are_looked_up_before_they_are_used():
    text = replaced(("{permitting.factor: 0.5}", "{permitting.factor: {value: 0.5, source: nobody}}"))
    assert "permitting.factor.source: no source 'nobody' among the 1 under `sources`" in the_problem(text)


def test_futures_may_differ_in_numbers_and_dates():
    change = (
        "assets.data_center.permit: 2 yr, credits.amic.construction_begins[1]: 2030-12-31, funds.treasury.total: 1,"
        " assets.data_center.existing: {2026: 9 GW}, disruptions.embargo.to: 2030"
    )
    assert scenario(replaced(("{multiply: 0.5}}\n", "{multiply: 0.5}, " + change + "}\n"))).futures is not None
