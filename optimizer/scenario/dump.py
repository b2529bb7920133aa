"""The resolved scenario as text that runs by itself to the same answer, and the id of its content."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from optimizer.scenario.amounts import terms
from optimizer.scenario.number import Number, Series
from optimizer.scenario.plain import Plain, Writer, number_in_full, path_in_full
from optimizer.scenario.schema import Override, Scenario
from optimizer.scenario.tree import Text
from optimizer.scenario.why import why

__all__ = ["content_hash", "dump", "why"]

ID_LENGTH = 12
WIDTH = 120
_PEOPLE_ONLY = frozenset({"name", "description", "sources", "overrides", "applied", "levers"})
"""Parts of a scenario that do not change its answer (of the levers, what the applied ones cost does)."""
_JSON_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?")


def dump(scenario: Scenario, format: Literal["yaml", "json"] | str = "yaml") -> str:  # noqa: A002 (as --format)
    """The scenario in base units, as a file: the same numbers to the last digit, with unit, range, source and note.

    Overrides that are not applied are kept as written, but for those that add a number without a unit: it means the
    unit of the number that it is added to, which is another here.
    """
    whole = Writer(number_in_full, path_in_full).scenario(scenario)
    unsafe = [
        name for name, override in scenario.overrides.items() if name not in scenario.applied and _adds_bare(override)
    ]
    for name in unsafe:
        del whole["overrides"][name]
    if "levers" in whole:
        whole["levers"] = {key: lever for key, lever in whole["levers"].items() if lever["override"] not in unsafe}
    return _json(whole) if format == "json" else _yaml(whole, unsafe)


def _adds_bare(override: Override) -> bool:
    """Whether an override adds a number without a unit to anything."""
    added = [action["add"] for action in override.set.values() if isinstance(action, Mapping) and "add" in action]
    return any(not term.unit for number in added for term in terms(str(number)))


def content_hash(scenario: Scenario) -> str:
    """An id of what enters the answer, 12 hex digits: equal for scenarios that differ only in notes and sources."""
    whole = Writer(_bare, _bare_path, _PEOPLE_ONLY).scenario(scenario)
    applied = [lever.public_cost for lever in scenario.levers.values() if lever.override in scenario.applied]
    whole["levers"] = sorted(cost.value for cost in applied)
    canonical = json.dumps(whole, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()[:ID_LENGTH]


def _bare(number: Number) -> Plain:
    return {"value": [number.value, number.unit, number.low, number.high]}


def _bare_path(path: Series) -> Plain:
    return {"value": [[year, *_bare(point)["value"]] for year, point in path]}


# --- text -------------------------------------------------------------------------------------------------------------


def _json(whole: Plain) -> str:
    return json.dumps(_for_json(whole), indent=2, ensure_ascii=False) + "\n"


def _for_json(thing: Plain) -> Plain:
    """Words of the file that are no texts (true, 5) as what they are."""
    if isinstance(thing, Text):
        return _unquoted(thing)
    if isinstance(thing, Mapping):
        return {str(key): _for_json(inner) for key, inner in thing.items()}
    if isinstance(thing, list | tuple):
        return [_for_json(inner) for inner in thing]
    return thing


def _unquoted(text: Text) -> Plain:
    word = str(text)
    if text.quoted:
        return word
    if word in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return word.lower() == "true"
    return json.loads(word) if _JSON_NUMBER.fullmatch(word) else word


def _yaml(whole: Plain, left_out: Sequence[str]) -> str:
    import yaml

    # libyaml writes a scenario ten times as fast as Python does, but not every PyYAML has it.
    fastest: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    dumper: Any = type("Dumper", (fastest,), {"ignore_aliases": lambda self, data: True})
    dumper.add_representer(Text, _as_written)
    dumper.add_representer(dict, _as_mapping)
    dumper.add_multi_representer(dict, _as_mapping)
    text = yaml.dump(whole, Dumper=dumper, sort_keys=False, allow_unicode=True, width=WIDTH, default_flow_style=False)
    remark = f"# Left out, since they add numbers without units: overrides {', '.join(left_out)}\n" if left_out else ""
    return remark + str(text)


def _as_written(dumper: Any, text: Text) -> Any:
    """Without quotes what was written without: `true` stays what it was read as."""
    from yaml import ScalarNode

    word, plain = str(text), not text.quoted
    tag = dumper.resolve(ScalarNode, word, (True, False)) if plain else "tag:yaml.org,2002:str"
    return dumper.represent_scalar(tag, word)


def _as_mapping(dumper: Any, mapping: Mapping[str, Any]) -> Any:
    """A number, and what holds only plain values, on one line."""
    short = "value" in mapping or not any(isinstance(inner, Mapping | list | tuple) for inner in mapping.values())
    return dumper.represent_mapping("tag:yaml.org,2002:map", mapping.items(), flow_style=short)
