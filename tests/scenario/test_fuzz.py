"""Whatever the text, loading ends with a Scenario or an error that explains itself, and soon."""

from __future__ import annotations

import re
from copy import deepcopy
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from optimizer.errors import ScenarioError, UsageError
from optimizer.scenario.load import load, loads
from optimizer.scenario.schema import Scenario

from .texts import FULL

SOON = settings(deadline=5000, suppress_health_check=list(HealthCheck))
LINES = FULL.splitlines(keepends=True)
TOKENS = re.findall(r"[\w.*%/()-]+|[^\w\s]|\s+", FULL)
WORDS = sorted({token for token in TOKENS if token.strip()})
ODD_YAML = ["", "null", "{}", "[]", "- a", "&x", "*x", "<<: *x", "!!python/name:os", "? ", "|\n  x", "extends: x"]
ODD_VALUES = ["1e400", "nan", "5 GW", "-1", "2028", "{2026: 1}", "{value: 1}", "{value: {2026: 1}}", "{value: {}}"]
ODD_CHANGES = ["{multiply: 2}", "{add: 3 %}", "*", "a.b[0]", "9" * 400, "\x00", "\ue000"]
ODD = st.sampled_from([*ODD_YAML, *ODD_VALUES, *ODD_CHANGES])


def loads_or_explains(text: str, overrides: tuple[str, ...] = (), sets: tuple[str, ...] = ()) -> None:
    """The text loads, or is refused with problems that have a place and a message."""
    outcome = _outcome(text, overrides, sets)
    if isinstance(outcome, ScenarioError):
        assert outcome.problems
        assert all(problem.where and problem.message for problem in outcome.problems)
        assert "pydantic" not in str(outcome)
    else:
        assert isinstance(outcome, Scenario) or str(outcome)


def _outcome(text: str, overrides: tuple[str, ...], sets: tuple[str, ...]) -> Scenario | ScenarioError | UsageError:
    try:
        return loads(text, "scenario.yaml", overrides, sets).scenario
    except (ScenarioError, UsageError) as error:
        return error


@given(st.text(max_size=300))
@settings(SOON, max_examples=200)
@example("a: \ud800")
@example("%YAML 3.0\n---\na: 1")
@example("\ufeffa: 1")
def test_any_text(text):
    loads_or_explains(text)


@given(st.binary(max_size=300))
@settings(SOON, max_examples=100)
def test_any_bytes(tmp_path_factory, raw):
    path = Path(tmp_path_factory.mktemp("fuzz")) / "a.yaml"
    path.write_bytes(raw)
    with pytest.raises((ScenarioError, UsageError)):
        load(path)


@given(
    st.lists(
        st.sampled_from(WORDS) | ODD | st.sampled_from([": ", "\n", "\n  ", ", ", "{", "}", "[", "]", "- "]),
        max_size=60,
    )
)
@settings(SOON, max_examples=100)
def test_any_words_of_a_scenario(words):
    loads_or_explains("".join(words))


@given(
    st.lists(
        st.tuples(st.integers(0, len(LINES) - 1), st.sampled_from(["drop", "double", "swap", "indent", "dedent"])),
        max_size=4,
    )
)
@settings(SOON, max_examples=60)
def test_lines_dropped_doubled_swapped_or_indented(edits):
    lines = list(LINES)
    for at, edit in edits:
        at = min(at, len(lines) - 1)
        if edit == "drop":
            del lines[at]
        elif edit == "double":
            lines.insert(at, lines[at])
        elif edit == "swap":
            lines[at], lines[at - 1] = lines[at - 1], lines[at]
        else:
            lines[at] = "  " + lines[at] if edit == "indent" else lines[at].removeprefix("  ")
    loads_or_explains("".join(lines), ("fast_permits",))


@given(
    st.lists(
        st.tuples(st.integers(0, len(TOKENS) - 1), st.sampled_from(WORDS) | ODD | st.text(max_size=8)),
        min_size=1,
        max_size=4,
    )
)
@settings(SOON, max_examples=120)
def test_any_word_in_the_place_of_another(edits):
    tokens = list(TOKENS)
    for at, word in edits:
        tokens[at] = word
    loads_or_explains("".join(tokens), ("amic_extended",))


TREE = yaml.load(re.sub(r"([\w.]+\[\d\][\w.]*)(?=: )", r'"\1"', FULL), Loader=yaml.CSafeLoader)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3000)
    | st.floats()
    | st.sampled_from(WORDS)
    | ODD
    | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS) | ODD, inner, max_size=3),
    max_leaves=6,
)


@given(st.data())
@settings(SOON, max_examples=120)
def test_any_value_at_any_place(data):
    """A valid scenario with one or two values replaced by anything at all."""
    tree = deepcopy(TREE)
    for _ in range(data.draw(st.integers(1, 2))):
        node = tree
        while True:
            key = data.draw(st.sampled_from(list(node) if isinstance(node, dict) else list(range(len(node)))))
            below = node[key]
            if not isinstance(below, dict | list) or not below or data.draw(st.integers(0, 3)) == 0:
                node[key] = data.draw(VALUES)
                break
            node = below
    loads_or_explains(yaml.dump(tree, Dumper=yaml.CSafeDumper, sort_keys=False), ("fast_permits", "amic_extended"))


PARTS = st.sampled_from(
    [*WORDS, "*", "[0]", "[*]", "[-1]", "assets", "data_center", "capex", "value", "existing", "2028.5", "by_region"]
)


@given(st.lists(PARTS, min_size=1, max_size=6).map(".".join), st.sampled_from(WORDS) | ODD | st.text(max_size=10))
@settings(SOON, max_examples=120)
def test_any_set(path, value):
    loads_or_explains(FULL, (), (f"{path}={value}",))


@given(
    st.sampled_from(
        ["permit", "capex", "existing", "surge", "build_inputs", "modes", "growth", "by_region", "capacity"]
    ),
    ODD,
    VALUES,
)
@settings(SOON, max_examples=100)
def test_any_action_on_any_field(field, path, action):
    change = yaml.safe_dump({f"assets.*.{field}.{path}".rstrip("."): action}, default_flow_style=True, width=10**6)
    loads_or_explains(FULL.replace("{permitting.factor: 0.5}", change.strip()), ("fast_permits",))
