"""Each way in which a file can be wrong, and the message it gives: place, key, what was found, what is allowed."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from optimizer.errors import ScenarioError
from optimizer.scenario.load import load

from .texts import FULL, place, problems, replaced, the_problem


def at(text: str, part: str) -> str:
    """The place of a part of a text, as messages give it."""
    return f"scenario.yaml:{place(text, part)}"


def unreadable(path: Path) -> str:
    """What is said of a file that cannot be read."""
    with pytest.raises(ScenarioError) as caught:
        load(path)
    return str(caught.value)


# --- not a file, not YAML, not safe -----------------------------------------------------------------------------------


def test_no_file(tmp_path):
    (tmp_path / "scenario.yaml").touch()
    path = tmp_path / "scenari.yaml"
    assert unreadable(path) == f"{path}: there is no file '{path}'. Did you mean 'scenario.yaml'?"


def test_a_folder(tmp_path):
    (tmp_path / "us.yaml").touch()
    expected = f"{tmp_path}: '{tmp_path}' is a folder; a scenario is a file. Did you mean '{tmp_path / 'us.yaml'}'?"
    assert unreadable(tmp_path) == expected


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000])
def test_no_name_of_a_file(name):
    assert "cannot be read: " in unreadable(Path(name))


def test_not_utf_8(tmp_path):
    path = tmp_path / "latin.yaml"
    path.write_bytes("name: ok\ndescription: caf\xe9\n".encode("latin-1"))
    expected = f"{path}:2:17: not a text in UTF-8: byte 0xE9 has no place here. Save the file as UTF-8 text."
    assert unreadable(path) == expected


@pytest.mark.parametrize("raw", [b"\x00\x01\x02", b"\xff\xfe\x00a", b"PK\x03\x04\x00\x00", b"\x89PNG\r\n\x1a\n"])
def test_binary(tmp_path, raw):
    path = tmp_path / "binary.yaml"
    path.write_bytes(raw)
    assert "not YAML: " in unreadable(path) or "not a text in UTF-8" in unreadable(path)


def test_a_file_without_end(tmp_path):
    path = tmp_path / "large.yaml"
    path.write_bytes(b"# much\n" * 1_000_000)
    assert unreadable(path) == f"{path}:1:1: the file is larger than 4 MB, the most that is read."


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing but this\n", "---\n", "null", "~"])
def test_empty(text):
    expected = "scenario.yaml:1:1: the file is empty. A scenario needs at least horizon, commodities, demands."
    assert the_problem(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [1, 2\nb: 3", "2:2: not YAML: did not find expected ',' or ']'. Is a bracket or a quote left open?"),
        ("a: b: c", "1:5: not YAML: mapping values are not allowed in this context. Is the line above complete?"),
        ("a:\n\tb: 3", "2:1: not YAML: found character that cannot start any token. Indent with spaces, not tabs;"),
        ("a: \x07", "1:4: not YAML: a character that is not allowed in text (U+0007)."),
        ("just words", "1:1: a scenario is a mapping of keys (horizon, commodities, ...); found 'just words'."),
        ("- a\n- b", "1:1: a scenario is a mapping of keys (horizon, commodities, ...); found a list."),
        ("a: 1\n---\nb: 2", "2:1: a second document begins here (---); a scenario file holds one."),
        ("? [a]\n: 1", "1:3: a key must be a plain name or a year, not a list, a mapping or an alias."),
        ("a: *b", "1:4: a: no anchor &b before this."),
        ("a: &b [*b]", "1:8: a[0]: *b stands inside &b: it would contain itself."),
        ("a: &b {c: *b}", "1:11: a.c: *b stands inside &b: it would contain itself."),
        ("<<: 5\na: 1", "1:1: <<: '<<' takes a mapping (*anchor) or a list of mappings."),
        ("a: !!python/object/apply:os.system [id]", "1:4: a: the tag !!python/object/apply:os.system is not allowed."),
        ("a: !vault x", "1:4: a: the tag !vault is not allowed. Write plain values without '!'."),
        ("a: !!binary aGk=", "1:4: a: the tag !!binary is not allowed."),
    ],
)
def test_not_a_scenario(text, message):
    assert the_problem(text).startswith(f"scenario.yaml:{message}")


def test_a_tag_never_runs(tmp_path):
    mark = tmp_path / "ran"
    the_problem(
        f"name: !!python/object/apply:pathlib.Path.touch [!!python/object/apply:pathlib.Path [{mark}]]".replace(
            " [!!", " [!!"
        )
    ) if False else problems(f"name: !!python/object/apply:os.mkdir [{mark}]")
    assert not mark.exists()


def laughs(levels: int) -> str:
    """Ten times ten times ... the same word."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (laughs(40), "with its anchors written out, this holds more than 200000 values."),
        (laughs(40).replace("[", "{p: [").replace("]", "]}"), "this holds more than 200000 values."),
        ("a: " + "[" * 100_000, "nested deeper than 50 levels."),
        ("a: " + "{b: " * 100_000, "nested deeper than 50 levels."),
        ("- " * 100_000, "nested deeper than 50 levels."),
        (
            "\n".join(["a0: &a0 [[[[[[[[[[x]]]]]]]]]]", *(f"a{n}: &a{n} [[[[*a{n - 1}]]]]" for n in range(1, 30))]),
            "with its anchors written out, this is nested deeper than 50 levels.",
        ),
    ],
)
def test_a_text_that_expands_without_end_is_refused_at_once(text, message):
    began = time.perf_counter()
    assert message in the_problem(text)
    assert time.perf_counter() - began < 5


def test_repeated_keys_are_told_with_both_lines_all_at_once():
    text = replaced(
        ("    build: 2 yr\n", "    build: 2 yr\n    permit: 3 months\n"), ("sources: {", "name: again\nsources: {")
    )
    first = "it is first given"
    assert [str(problem) for problem in problems(text)] == [
        f"{at(text, 'permit: 3')}: assets.logic_fab.permit: the key 'permit' is repeated; {first} in line 21.",
        f"{at(text, 'name: again')}: name: the key 'name' is repeated; {first} in line 1.",
    ]


# --- wrong keys and names ---------------------------------------------------------------------------------------------


def test_an_unknown_key():
    text = replaced(("hurdle_rate: 8 %", "hurdel_rate: 8 %"))
    told = the_problem(text)
    assert told.startswith(
        f"{at(text, 'hurdel')}: assets.data_center.hurdel_rate: unknown key 'hurdel_rate'; allowed: capacity,"
    )
    assert told.endswith("by_region. Did you mean 'hurdle_rate'?")


def test_a_missing_key_is_told_at_its_block():
    text = replaced(("    capacity: MW\n    existing: 9 GW", "    existing: 9 GW"))
    expected = ": assets.servers.capacity: 'capacity' is missing. Unit of capacity, e.g. MW or wafer/yr."
    assert the_problem(text) == at(text, "servers:\n") + expected


def test_what_every_scenario_needs():
    keys = {problem.key: str(problem) for problem in problems("name: bare")}
    assert set(keys) == {"commodities", "demands", "horizon"}
    assert keys["horizon"] == "scenario.yaml:1:1: horizon: 'horizon' is missing."


@pytest.mark.parametrize(
    ("old", "new", "key", "message"),
    [
        (
            "server_service: 1, el",
            "server_servise: 1, el",
            "assets.data_center.modes.host.inputs.server_servise",
            "no commodity 'server_servise'; known: copper, ",
        ),
        (
            "commodity: copper,",
            "commodity: coper,",
            "supplies.copper_import.commodity",
            "no commodity 'coper'; known: copper, ",
        ),
        (
            "transformer: {amount: 1.4 MVA/MW, when: completion}",
            "transfomer: 1.4 MVA/MW",
            "assets.data_center.build_inputs.transfomer",
            "Did you mean 'transformer'?",
        ),
        ("fund: treasury", "fund: tresury", "reserve.rare_earth.fund", "no fund 'tresury'; known: private, treasury."),
        ("reserve: {rare_earth:", "reserve: {rare_earths:", "reserve.rare_earths", "Did you mean 'rare_earth'?"),
        (
            "maximize: npv",
            "maximize: nvp",
            "objective.maximize",
            "found 'nvp'; allowed: npv, compute. Did you mean 'npv'?",
        ),
        ("step: quarter", "step: quarterly", "horizon.step", "allowed: month, quarter, year. Did you mean 'quarter'?"),
        (
            "when: completion",
            "when: at completion",
            "assets.data_center.build_inputs.transformer.when",
            "allowed: construction, completion.",
        ),
        (
            "source: bernstein, confidence: medium}\n    permit: 14",
            "source: bernstien, confidence: medium}\n    permit: 14",
            "assets.logic_fab.capex.source",
            "no source 'bernstien' among the 1 under `sources`; add it there, or say",
        ),
        (
            "confidence: medium}\n    permit: 14",
            "confidence: mediun}\n    permit: 14",
            "assets.logic_fab.capex.confidence",
            "found 'mediun'; allowed: high, medium, low. Did you mean 'medium'?",
        ),
        (
            "low: 46.7",
            "lo: 46.7",
            "assets.logic_fab.capex.lo",
            "unknown key 'lo' of a number; allowed: value, unit, low,",
        ),
    ],
)
def test_a_misspelled_name(old, new, key, message):
    (problem,) = problems(replaced((old, new)))
    assert problem.key == key
    assert message in str(problem)
    assert problem.where.startswith("scenario.yaml:")


# --- wrong kinds of values --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("money: {unit: USD, year: 2025}", "money: USD", "money: a mapping of keys is wanted here; found 'USD'."),
        ("regions: [east, west]", "regions: east", "regions: a list, [a, b], is wanted here; found 'east'."),
        ("regions: [east, west]", "regions: []", "regions: at least one is needed here; found none."),
        ("name: United States, current law", "name: [a]", "name: a text is wanted here; found a list."),
        ("permit: 14 months", "permit:", "assets.logic_fab.permit: a number is wanted here; found nothing."),
        ("permit: 14 months", "permit: [14]", "assets.logic_fab.permit: a number is wanted here; found a list."),
        ("permit: 14 months", "permit: {}", "assets.logic_fab.permit: the value is missing."),
        ("permit: 14 months", "permit: {unit: months}", "assets.logic_fab.permit: the value is missing."),
        (
            "permit: 14 months",
            "permit: {value: [1]}",
            "assets.logic_fab.permit.value: a number is wanted here; found a list.",
        ),
        ("permit: 14 months", "permit: {value: 1, unit: [yr]}", "permit.unit: a text is wanted here; found a list."),
        ("permit: 14 months", "permit: {2026: 3 yr}", "one number is wanted here; it cannot change over time."),
        ("existing: 20 GW", "existing:", "a number, or numbers by year, is wanted here; found nothing."),
        ("existing: 20 GW", "existing: {}", "assets.grid.existing: the value is missing."),
        ("existing: 20 GW", "existing: {202x: 1, 2026: 2}", "the key '202x' is not a date; write 2026, 2026.5,"),
        ("existing: 20 GW", "existing: {2026: 1, 2026.0: 2}", "existing.2026.0: the moment 2026.0 is given twice."),
        ("existing: 20 GW", "existing: {2026: {2027: 1}}", "one number is wanted here; it cannot change over time."),
        ("existing: 20 GW", "existing: {2026: null}", "existing.2026: a number is wanted here; found nothing."),
        ("existing: 20 GW", "existing: {value: {2026: 1}, low: 0}", "low: must be given for the same years as value."),
        ("existing: 20 GW", "existing: {value: {2026: 1}, lo: 0}", "unknown key 'lo' of a number;"),
        ("existing: 20 GW", "existing: {value: {}}", "numbers by year are wanted here; found an empty mapping."),
        ("firm: true", "firm: yes", "true or false is wanted here; found 'yes'. Did you mean 'true'?"),
        ("firm: true", "firm: 'true'", "true or false is wanted here; found 'true'."),
        ("year: 2025", "year: 20x5", "money.year: a whole number is wanted here; found '20x5'."),
        ("year: 2025", "year: 12", "money.year: must be 1900 or more; found '12'."),
        ("reveal: 2028", "reveal: soon", "futures.reveal: 'soon' is not a date; write 2026, 2026.5,"),
        ("reveal: 2028", "reveal: [2028]", "futures.reveal: a date is wanted here (2026, 2026.5,"),
        ("2026-12-31]", "2026-02-30]", "construction_begins[1]: '2026-02-30' is not a date: that month has 28 days."),
        (
            "[2023-01-01, 2026-12-31]",
            "[2026-12-31, 2023-01-01]",
            "the last date, 2023-01-01, is before the first, 2026-12-31.",
        ),
        ("[2023-01-01, 2026-12-31]", "[2023-01-01]", "two dates, [first, last], are wanted here; found a list."),
        ("{set: {permitting.factor: 0.5}}", "{set: 5}", "overrides.fast_permits.set: a mapping"),
        ("unit: USD, year", "unit: kg, year", "money.unit: 'kg' is not a currency; write a code such as USD or EUR."),
        ("{unit: t, max", "{unit: 't//', max", "commodities.copper.unit: 't//' is not a unit: '/' is out of place."),
        (
            "memory: {unit: TB}",
            "memory: {unit: tb}",
            "commodities.memory.unit: 'tb' is not a known unit. Did you mean 'TB'?",
        ),
        (
            "memory: {unit: TB}",
            "memory: {unit: 1}",
            "commodities.memory.unit: '1' is not a unit that things are counted in.",
        ),
        (
            "west: {permit: 6 months,",
            "west: {capacity: GW,",
            "by_region.west.capacity: 'capacity' is the same in every region.",
        ),
        ("west: {permit: 6 months,", "west: {permt: 6 months,", "by_region.west.permt: unknown key 'permt';"),
    ],
)
def test_a_value_of_another_kind(old, new, message):
    text = replaced(
        (old, new),
        (", credits.amic.construction_begins[1]: 2033-12-31", ""),  # what else refers to these values
    )
    assert message in the_problem(text)


# --- wrong numbers and units ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "permit: 14 months",
            "permit: 14 mnths",
            "'mnths' is not a known unit; a number in yr is wanted. Did you mean 'months'?",
        ),
        ("permit: 14 months", "permit: 14 MW", "assets.logic_fab.permit: '14 MW' is in MW; a number in yr is wanted."),
        (
            "permit: 14 months",
            "permit: {value: 14, unit: MW}",
            "assets.logic_fab.permit.value: '14 MW' is in MW; a number in yr is wanted.",
        ),
        ("unit: k USD/(wafer/yr)", "unit: k USD/wafer/yr", "Did you mean 'k USD/(wafer/yr)'?"),
        ("price: 13800 USD/t", "price: 13800 EUR/t", "'EUR' is not a known unit (the money here is USD)"),
        ("price: 13800 USD/t", "price: 13800 USD", "'13800 USD' is in USD; a number in USD/t is wanted."),
        ("amount: 1.4 MVA/MW", "amount: 1.4 MW/MW", "'1.4 MW/MW' is in MW/MW; a number in MVA/MW is wanted."),
        ("tariff: 0 %", "tariff: 5 USD/t", "'5 USD/t' is in USD/t; a plain number or a share is wanted."),
        ("existing: 20 GW", "existing: -20 GW", "assets.grid.existing: must be 0 or more; found '-20 GW'."),
        ("life: 20 yr", "life: 0", "assets.data_center.life: must be more than 0; found '0'."),
        ("loss: 3 %", "loss: 103 %", "links.line.loss: must be at most 1 (100 %); found '103 %'."),
        ("low: 46.7", "low: -46.7", "assets.logic_fab.capex.low: must be 0 or more; found '-46.7'."),
        ("low: 46.7", "low: 146.7", "assets.logic_fab.capex.low: low must not be above value."),
        ("high: 83.3", "high: 8.3", "assets.logic_fab.capex.high: high must not be below value."),
        ("existing: 20 GW", "existing: .nan", "'.nan' is not a finite number"),
        ("existing: 20 GW", "existing: -.inf", "'-.inf' is not a finite number"),
        ("existing: 20 GW", "existing: inf GW", "'inf GW' is not a finite number"),
        ("existing: 20 GW", "existing: 1e31", "'1e31' is more than 1e+30, which cannot be computed with"),
        ("existing: 20 GW", "existing: 1e29 GW", "'1e29 GW' is more than 1e+30 MW, which cannot be computed with"),
        ("existing: 20 GW", "existing: 1e999999999", "'1e999999999' is more than 1e+30"),
        ("existing: 20 GW", f"existing: {'9' * 5000}", "9…' is not a number"),
        (
            "existing: 20 GW",
            "existing: much",
            "'much' is not a number; a number in MW is wanted. Write a number and its unit",
        ),
        ("price: 13800 USD/t", 'price: "13,800 USD/t"', "Write thousands without commas, decimals with a point."),
    ],
)
def test_a_number_that_cannot_be(old, new, message):
    text = replaced((old, new))
    assert message in the_problem(text)


def test_a_point_of_a_path_is_told_at_its_place():
    text = replaced(("2028.5: 24 GW", "2028.5: 24 GVA"))
    expected = ": assets.data_center.existing.2028.5: '24 GVA' is in GVA; a number in MW is wanted."
    assert the_problem(text) == at(text, "24 GVA") + expected


# --- all at once ------------------------------------------------------------------------------------------------------


def test_all_problems_come_at_once_in_the_order_of_the_file():
    """Wrong units, unknown keys, missing sources, unknown names, wrong overrides: one reading, one list."""
    text = replaced(
        ("year: 2025", "yeer: 2025"),
        ("permit: 14 months", "permit: 14 mnths"),
        (
            "source: bernstein, confidence: medium}\n    permit: 12",
            "source: berstein, confidence: medium}\n    permit: 12",
        ),
        ("commodity: copper,", "commodity: coper,"),
        ("permitting.factor: 0.5", "permitting.factr: 0.5"),
    )
    assert [problem.key for problem in problems(text)] == [
        "money.yeer",
        "assets.logic_fab.permit",
        "assets.data_center.capex.source",
        "supplies.copper_import.commodity",
        "overrides.fast_permits.set.permitting.factr",
    ]


def test_a_fault_that_regions_and_futures_copy_is_told_once():
    text = replaced(("build: 18 months", "build: 18 mnths"))
    assert the_problem(text).startswith(f"{at(text, '18 mnths')}: assets.data_center.build: ")


def test_names_are_told_even_where_a_block_cannot_be_made():
    """Without capacity there is no asset, and no check across fields; units still find the unknown commodity."""
    text = replaced(
        ("    capacity: MW\n    existing: 9 GW", "    existing: 9 GW"), ("commodity: copper,", "commodity: coper,")
    )
    assert [problem.key for problem in problems(text)] == [
        "assets.servers.capacity",
        "supplies.copper_import.commodity",
    ]


def test_the_full_text_is_right():
    """Else the tests above prove nothing."""
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        problems(FULL)
