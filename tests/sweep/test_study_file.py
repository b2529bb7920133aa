"""For every fault of a study file the message that it gives, all of them at once; and its JSON Schema."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from docs import generate_scenario
from optimizer.cli import main
from optimizer.errors import ScenarioError
from optimizer.scenario.findings import Findings
from optimizer.scenario.studies.inline import inline
from optimizer.scenario.studies.json_schema import study_json_schema
from optimizer.scenario.studies.load import Study, load_study, loads_study
from optimizer.scenario.tree import Node
from optimizer.scenario.yaml_tree import parse_value
from optimizer.study.sweep.design.designed import designed

from ..scenario.editors import as_editors_read, checker
from .designs import complaints, written

STUDIES = Path(__file__).parents[2] / "scenarios" / "studies"

# --- messages ---------------------------------------------------------------------------------------------------------

FILE = """\
bse: base.yaml
vary:
  permitting.factor: {form: 0.4, to: 1.2, steps: 9}
  a: {values: []}
  b: {values: 5}
  c: {multiply: {from: 1, too: 2}}
  d: {override: {a: 1}}
  e: {range: sorced}
  e: {range: sourced}
design: gird
points: many
seed: -1
groups: {x: {factors: [], correlation: 170 %}}
record: npv
"""
TOLD = """\
1:1: base: 'base' is missing. The scenario that is varied: a file, relative to this one.
1:1: bse: unknown key 'bse'; allowed: name, description, base, with, set, vary, design, points, seed, levels, \
second_order, groups, record. Did you mean 'base'?
3:23: vary.permitting.factor.form: unknown key 'form'; allowed: values, from, to, steps, range, multiply, add, \
override, distribution, mode, label. Did you mean 'from'?
4:7: vary.a.values: at least one level is needed here; found none.
5:15: vary.b.values: a list of levels, [a, b], is wanted here; found '5'.
6:7: vary.c.multiply: unknown key 'too'; allowed: from, to, steps. Did you mean 'to'?
7:7: vary.d.override: the name of an override, or a list of them, is wanted here; found a mapping.
8:14: vary.e.range: found 'sorced'; allowed: sourced. Did you mean 'sourced'?
9:3: vary.e: the key 'e' is repeated; it is first given in line 8.
10:9: design: found 'gird'; allowed: grid, one_at_a_time, latin_hypercube, sobol, morris, monte_carlo, list. \
Did you mean 'grid'?
11:9: points: a whole number is wanted here; found 'many'.
12:7: seed: must be from 0 to 4294967295; found '-1'.
13:14: groups.x.factors: at least one is needed here; found none.
13:40: groups.x.correlation: must be from -1 to 1; found '170 %'.
14:9: record: a list, [a, b], is wanted here; found 'npv'.
"""


def test_all_faults_of_a_file_come_together(tmp_path):
    assert "\n".join(complaints(tmp_path, FILE)) + "\n" == TOLD


def vary(entry: str, more: str = "design: grid") -> str:
    return f"base: base.yaml\nvary:\n  permitting.factor: {entry}\n{more}\n"


RULES = {
    "no name": (
        "base: base.yaml\nvary: {'': {override: [none, fast]}}\ndesign: grid\n",
        "2:8: vary.: a factor needs a name. Write a path of the scenario, or any name for overrides.",
    ),
    "a name of blanks": (
        "base: base.yaml\nvary: {' ': {override: [none, fast]}}\ndesign: grid\n",
        "a factor needs a name. Write a path of the scenario, or any name for overrides.",
    ),
    "no way": (vary("{label: x}"), "3:3: vary.permitting.factor: nothing says what its levels are"),
    "two ways": (
        vary("{values: [1], range: sourced}"),
        "3:43: vary.permitting.factor.range: 'range' does not go with 'values'",
    ),
    "from alone": (vary("{from: 1, steps: 3}"), "'to' is missing"),
    "to alone": (vary("{to: 1, steps: 3}"), "'from' is missing"),
    "no steps": (
        vary("{from: 1, to: 2}"),
        "'steps' is missing: the design 'grid' needs to know how many levels there are",
    ),
    "no steps of multiples": (vary("{multiply: {from: 1, to: 2}}"), "multiply: 'steps' is missing"),
    "steps of a list": (vary("{values: [1], steps: 2}"), "'steps' goes with 'from' and 'to', or with 'range'"),
    "one step": (vary("{from: 1, to: 2, steps: 1}"), "steps: must be from 2 to 100000; found '1'"),
    "a distribution in a grid": (
        vary("{from: 1, to: 2, steps: 2, distribution: pert}"),
        "nothing is drawn in the design 'grid'; distributions go with latin_hypercube, sobol, morris, monte_carlo",
    ),
    "a distribution of levels": (
        vary("{values: [1, 2], distribution: pert}", "design: sobol"),
        "a distribution goes with a range: 'from' and 'to', or 'range: sourced'",
    ),
    "an unknown distribution": (
        vary("{from: 1, to: 2, distribution: norml}", "design: sobol"),
        "found 'norml'; allowed: uniform, triangular, normal, lognormal, pert. Did you mean 'normal'?",
    ),
    "a mode of nothing": (
        vary("{from: 1, to: 2, mode: 1}", "design: sobol"),
        "'mode' goes with a distribution that has one: triangular, normal, lognormal, pert",
    ),
    "a range in a list": (vary("{range: sourced}", "design: list"), "in a list the levels of every point are written"),
    "lists of unequal length": (
        "base: base.yaml\nvary: {permitting.factor: {values: [1, 2]}, a: {override: [none, fast, duty]}}\ndesign: list",
        "2:1: vary: in a list every factor has as many levels as there are points; found permitting.factor 2, a 3",
    ),
    "groups of a grid": (
        vary("{values: [1, 2]}", "design: grid\ngroups: {g: {factors: [a, b]}}"),
        "5:10: groups.g: the design 'grid' has no groups: it says itself which levels go together",
    ),
    "no correlation": (
        vary("{from: 1, to: 2}", "design: monte_carlo\ngroups: {g: {factors: [a, b]}}"),
        "'correlation' is missing: in monte_carlo it is what makes a group",
    ),
    "a correlation one at a time": (
        vary("{from: 1, to: 2}", "design: one_at_a_time\ngroups: {g: {factors: [a, b], correlation: 0.5}}"),
        "one at a time, the factors of a group move together; a correlation has no meaning here",
    ),
    "a setting of another design": (
        vary("{from: 1, to: 2}", "design: sobol\nlevels: 4"),
        "5:9: levels: 'levels' goes with the design 'morris'; this is 'sobol'",
    ),
    "a number for a factor": (
        vary("0.5"),
        "3:22: vary.permitting.factor: a block like {values: [a, b]} or {from: a, to: b, steps: 5} is wanted here; "
        "found '0.5'",
    ),
    "a list for a group": (
        vary("{values: [1, 2]}", "design: sobol\ngroups: {g: [a, b]}"),
        "5:10: groups.g: a block like {factors: [a, b]} is wanted here; found a list",
    ),
    "no override": (
        "base: base.yaml\nvary:\n  x: {override: []}\ndesign: grid\n",
        "3:7: vary.x.override: at least one override is needed here; found none. Write [none, a]",
    ),
    "odd levels": (vary("{from: 1, to: 2}", "design: morris\nlevels: 5"), "levels: must be an even number; found 5"),
    "no base": (
        "base: bas.yaml\nvary: {permitting.factor: {values: [1]}}\ndesign: grid\n",
        "1:7: base: there is no file 'bas.yaml'. Did you mean 'base.yaml'?",
    ),
    "a scenario": (
        "extends: base.yaml\n",
        "this is a scenario; a study names it as its base and says what varies in it.",
    ),
    "nothing": ("", "the file is empty. A study needs at least base, vary and design."),
    "a list": ("[1, 2]", "a study is a mapping of keys (base, vary, design, ...); found a list"),
    "no YAML": ("vary: {a: [", "not YAML"),
    "a fault of the base": (vary("{values: [1, 2]}", "design: grid\nset: {permitting.facto: 1}"), "permitting.facto"),
}


@pytest.mark.parametrize("rule", RULES)
def test_what_goes_together(tmp_path, rule):
    study, message = RULES[rule]
    told = complaints(tmp_path, study)
    assert [line for line in told if message in line], told


PLACES = """\
base: base.yaml
vary:
  permiting.factor: {values: [1, 2]}
  assets.data_centre.permit: {values: [1, 2]}
  assets.data_center.permit: {values: [1, 2 MW, 12 months, 1]}
  assets.data_center.capex: {from: 5 M USD, to: 3}
  assets.plant.capex: {from: 5, to: 3}
  duties: {override: [none, dutty]}
  credits.halls.construction_begins[1]: {values: [2027-13-01]}
  credits.halls.construction_begins[2]: {values: [2027-12-01]}
  assets.data_center.life: {range: sourced}
  assets.data_center.fund: {from: 1, to: 2}
  assets.plant.fund: {values: [privat]}
  assets.plant: {multiply: [1, 2]}
  assets.*.hurdle_rate: {multiply: [1, 2]}
  assets.plant.hurdle_rate: {values: [1 %, 2 %]}
  funds.private.budget: {add: [1, 2 G USD/yr]}
design: one_at_a_time
groups: {x: {factors: [permiting*, duties]}, y: {factors: [duties]}}
record: [npv, compute_totl, limits.top]
"""
PLACES_TOLD = """\
3:3: vary.permiting.factor: the scenario has no 'permiting'; known: {SECTIONS}. Did you mean 'permitting'?
4:3: vary.assets.data_centre.permit: 'assets' has no 'data_centre'; known: plant, data_center. \
Did you mean 'data_center'?
5:43: vary.assets.data_center.permit.values[1]: '2 MW' is in MW; a number in yr is wanted.
5:49: vary.assets.data_center.permit.values[2]: the level 12 months is given twice.
5:60: vary.assets.data_center.permit.values[3]: the level 1 is given twice.
6:36: vary.assets.data_center.capex.from: '5 M USD' is in M USD; a number in USD/MW is wanted.
7:30: vary.assets.plant.capex.from: 'from' must be below 'to'; found 5 and 3.
8:29: vary.duties.override[1]: no override 'dutty' in base.yaml; known: duty, fast, late, short, never. \
Did you mean 'duty'?
9:51: vary.credits.halls.construction_begins[1].values[0]: '2027-13-01' is not a date: a year has 12 months.
10:3: vary.credits.halls.construction_begins[2]: 'credits.halls.construction_begins' is a list with items [0] to [1]; \
there is no [2].
11:3: vary.assets.data_center.life: no number here says from where to where it may lie. A range is given in the \
scenario: {value: 5, unit: GW, low: 4, high: 6, source: ...}.
12:3: vary.assets.data_center.fund: 'from' and 'to' are for numbers and dates, and this is neither. \
Write values: [a, b].
13:32: vary.assets.plant.fund.values[0]: at privat: assets.plant.fund: no fund 'privat'; known: private. \
Did you mean 'private'?
14:3: vary.assets.plant: there is no number here to multiply.
16:3: vary.assets.plant.hurdle_rate: assets.plant.hurdle_rate is moved by 'assets.*.hurdle_rate' already; a number can \
be in one factor.
17:26: vary.funds.private.budget.add: some of these have a unit and some have none; write it with all or with none.
19:14: groups.x.factors: only duties is in this group; it takes two factors or more.
19:24: groups.x.factors[0]: no factor 'permiting*'; known: {FACTORS}.
19:50: groups.y.factors: only duties is in this group; it takes two factors or more.
19:50: groups.y.factors: duties is in group 'x' already.
20:15: record[1]: there is no 'compute_totl'; known: {RECORDS}. Did you mean 'compute_total'?
"""


def test_all_that_is_wrong_with_places_and_levels_comes_together(tmp_path):
    told = complaints(tmp_path, PLACES)
    wanted = PLACES_TOLD.splitlines()
    assert len(told) == len(wanted), told
    for line, pattern in zip(told, wanted, strict=True):
        before, known, after = pattern.partition("; known: {")
        assert line.startswith(before)
        assert line.endswith(after.partition("}")[2] if known else pattern)


ENDS = {
    "below what is allowed": (
        "permitting.factor: {from: -1, to: 2, steps: 3}",
        "at its low end: permitting.factor: must be 0 or more",
    ),
    "above what is allowed": (
        "assets.plant.availability: {values: [50 %, 150 %]}",
        "at its high end: assets.plant.availability: must be at most 1",
    ),
    "a mode outside": (
        "permitting.factor: {from: 1, to: 2, distribution: pert, mode: 3}\ndesign: sobol #",
        "vary.permitting.factor.mode: the mode must lie from 1 to 2; found 3",
    ),
    "logarithms of 0": (
        "permitting.factor: {from: 0, to: 2, distribution: lognormal}\ndesign: sobol #",
        "a lognormal distribution is of numbers above 0; permitting.factor begins at 0",
    ),
    "one level to draw": ("permitting.factor: {values: [1]}\ndesign: sobol #", "one level is nothing to vary in sobol"),
    "against a rule": ("horizon.start: {values: [2026, 2040]}", "at 2040: horizon"),
    "an override against a rule": ("a: {override: [none, never]}", "at never: futures.reveal"),
}


@pytest.mark.parametrize("end", ENDS)
def test_the_ends_of_a_factor_are_checked_by_the_loader(tmp_path, end):
    entry, message = ENDS[end]
    told = complaints(tmp_path, f"base: base.yaml\nvary:\n  {entry}\ndesign: grid\n".replace("#\ndesign: grid", ""))
    assert [line for line in told if line.startswith("3:") and message in line], told


def test_what_is_wrong_with_the_base_is_told_in_its_own_words(tmp_path):
    file = written(tmp_path, vary("{values: [1, 2]}"), "name: x\nhorizon: {start: 2026}\n")
    with pytest.raises(ScenarioError) as raised:
        designed(load_study(file))
    assert "base.yaml:2:1: horizon.end: 'end' is missing" in str(raised.value)


# --- what is read -----------------------------------------------------------------------------------------------------


def test_a_study_as_it_is_read(tmp_path):
    study = load_study(
        written(
            tmp_path,
            'base: base.yaml\nwith: fast\nset: {permitting.factor: 0.5, "a[1]": [x, "y: z"], b: {value: 5, unit: "%"}}'
            "\nvary: {a: {values: [1]}}\ndesign: grid\nrecord: [npv, npv, compute_total]\n",
        )
    )
    assert study.name == "study"
    assert study.base == tmp_path / "base.yaml"
    assert study.overrides == ("fast",)
    assert study.sets == ("permitting.factor=0.5", 'a[1]=[x, "y: z"]', 'b={value: 5, unit: "%"}')
    assert study.record == ("npv", "compute_total")
    assert (study.points, study.seed, study.levels, study.second_order) == (None, 0, 4, False)


@pytest.mark.parametrize(
    "text",
    [
        "5 GW",
        "{2026: 5, 2028-01: {value: 3, unit: k USD/(wafer/yr)}}",
        "[a, b]",
        "'true'",
        "null",
        "''",
        '"a\\"b\\\\: c"',
        "-5 %",
        ".5",
        "2026-12-31",
        "'- x'",
        "'#'",
        "'a, b'",
        "'[x'",
        '"é\\n"',
    ],
)
def test_a_node_on_one_line_reads_back(text):
    node = read(text)
    assert read(inline(node)) == node
    assert "\n" not in inline(node)


def read(text: str) -> Node:
    findings = Findings()
    node = parse_value(text, "text", findings)
    assert not findings.errors
    return node


# --- the page ---------------------------------------------------------------------------------------------------------

PAGE = (STUDIES.parents[1] / "docs" / "sweep.md").read_text(encoding="utf-8")


def test_the_tables_of_the_page_are_in_step():
    assert generate_scenario.page(PAGE) == PAGE, "out of step: docs/generate_scenario.py makes it anew"
    assert re.findall(r"<!-- keys: (\w+) -->", PAGE) == ["StudyFile", "Variation", "Group"]


def test_the_examples_of_the_page_are_right():
    whole, part = (re.findall(rf"<!-- {kind} -->\n```yaml\n(.*?)```", PAGE, re.DOTALL) for kind in ("study", "part"))
    assert whole
    assert part
    for text in (*whole, *(f"{whole[0].replace('design: grid', 'design: monte_carlo')}{text}" for text in part)):
        assert load_study_text(text).vary


def test_the_page_lists_what_is_shipped():
    """How many points each has is held to the page where their designs are made."""
    listed = re.findall(r"^\| `(\w+)` \| (.+\?) \| [\d,]+ \|$", PAGE, re.MULTILINE)
    assert dict(listed) == {file.stem: load_study(file).description for file in STUDIES.glob("*.yaml")}


def load_study_text(text: str) -> Study:
    return loads_study(text, STUDIES / "page.yaml")


# --- JSON Schema ------------------------------------------------------------------------------------------------------


def test_the_stored_schema_is_in_step():
    stored = (STUDIES / "study.schema.json").read_text(encoding="utf-8")
    now = json.dumps(study_json_schema(), indent=2, ensure_ascii=False) + "\n"
    assert stored == now, "make it anew: optimizer schema --study > scenarios/studies/study.schema.json"


def test_the_command_line_prints_it(capfd):
    assert main(["schema", "--study"]) == 0
    assert capfd.readouterr().out == (STUDIES / "study.schema.json").read_text(encoding="utf-8")


def test_every_key_is_explained():
    checker().check_schema(study_json_schema())
    for name, definition in study_json_schema()["$defs"].items():
        for key, about in definition["properties"].items():
            assert about.get("description"), f"{name}.{key}"


@pytest.mark.parametrize("file", sorted(STUDIES.glob("*.yaml")), ids=lambda file: file.stem)
def test_the_schema_accepts_what_is_shipped(file):
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=study.schema.json\n")
    assert not list(checker()(study_json_schema()).iter_errors(as_editors_read(text)))


@pytest.mark.parametrize(
    ("study", "valid"),
    [
        (vary("{values: [1, 10 %, {2026: 5}, [2026, 2027]]}"), True),
        (vary("{multiply: {from: 0.8, to: 1.2, steps: 3}}"), True),
        (vary("{override: [none, a, [a, b]]}"), True),
        (vary("{from: 2026-12-31, to: 2027}", "design: sobol\nsecond_order: true\npoints: 5"), True),
        (FILE, False),
        (vary("{values: 5}"), False),
        (vary("{multiply: {from: 0.8}}"), False),
        (vary("{values: [1]}", "design: grd"), False),
        (vary("{values: [1]}", "design: grid\npoints: 0"), False),
    ],
)
def test_the_schema_says_what_the_loader_says(study, valid):
    assert (not list(checker()(study_json_schema()).iter_errors(as_editors_read(study)))) == valid
    if valid:
        loads_study(study.replace("base.yaml", str(STUDIES.parent / "us.yaml")))
