"""What can be relieved in a scenario: limits and delays as groups of numbers that move together, with their track.

physical: capacity that exists, what is on offer, how fast building may grow, build times.
policy: permit times, lanes, caps of credits and loans, the reserve's rules, tariffs.
capital: the budgets of funds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from optimizer.scenario.number import Number
from optimizer.scenario.schema import Scenario
from optimizer.scenario.tree import Path, key_path
from optimizer.scenario.walk import numbers

Track = Literal["physical", "policy", "capital"]
TRACKS: tuple[Track, ...] = ("physical", "policy", "capital")


@dataclass(frozen=True)
class Handle:
    """Numbers that are relieved together.

    kind : as in table `limits`, or `build`, `permit`, `tariff`.  name : the asset, supply, fund, ... it belongs to.
    paths : of its numbers.  direction : +1 where more is relief, −1 where less is (delays, tariffs).
    """

    track: Track
    kind: str
    name: str
    key: str
    paths: tuple[Path, ...]
    direction: int = 1

    def moved(self, values: dict[Path, Number], relief: float) -> dict[Path, float]:
        """New values of its numbers when relieved by a share: 0.1 is 10 % more, or a delay 10 % shorter."""
        return {path: values[path].value * (1.0 + self.direction * relief) for path in self.paths}


@dataclass(frozen=True, slots=True)
class _Rule:
    track: Track
    kind: str
    pattern: tuple[str, ...]
    direction: int = 1


_RULES = (
    _Rule("physical", "existing", ("assets", "*", "existing")),
    _Rule("physical", "growth", ("assets", "*", "growth", "seed")),
    _Rule("physical", "growth", ("assets", "*", "growth", "recent_starts")),
    _Rule("physical", "max_starts", ("assets", "*", "max_starts")),
    _Rule("physical", "max_capacity", ("assets", "*", "max_capacity")),
    _Rule("physical", "surge", ("assets", "*", "surge", "*", "up_to")),
    _Rule("physical", "build", ("assets", "*", "build"), -1),
    _Rule("physical", "supply", ("supplies", "*", "tiers", "#", "quantity")),
    _Rule("physical", "stock", ("commodities", "*", "max_stock")),
    _Rule("physical", "stock_initial", ("commodities", "*", "initial")),
    _Rule("physical", "link", ("links", "*", "capacity")),
    _Rule("policy", "permit", ("assets", "*", "permit"), -1),
    _Rule("policy", "throughput", ("permitting", "lanes", "#", "throughput")),
    _Rule("policy", "credit_cap", ("credits", "*", "annual_cap")),
    _Rule("policy", "credit_total", ("credits", "*", "total_cap")),
    _Rule("policy", "loan_cap", ("loans", "*", "cap")),
    _Rule("policy", "reserve_size", ("reserve", "*", "size")),
    _Rule("policy", "fill_rate", ("reserve", "*", "fill_rate")),
    _Rule("policy", "draw_rate", ("reserve", "*", "draw_rate")),
    _Rule("policy", "tariff", ("supplies", "*", "tariff"), -1),
    _Rule("capital", "budget", ("funds", "*", "budget")),
    _Rule("capital", "fund_total", ("funds", "*", "total")),
)
"""Which numbers can be relieved: * stands for any name, # for a part that tells handles of one name apart."""


def handles(scenario: Scenario, track: Track | None = None) -> tuple[Handle, ...]:
    """Everything that can be relieved (on one track), numbers of 0 left out: a share of nothing is no relief."""
    found: dict[tuple[_Rule, str, str], list[Path]] = {}
    rules = [rule for rule in _RULES if track in (None, rule.track)]
    for path, number in numbers(scenario):
        if number.value and number.where is not None:
            for rule, name, part in _matches(_everywhere(path), rules):
                found.setdefault((rule, name, part), []).append(path)
    merged: dict[tuple[Track, str, str, int, int], list[Path]] = {}
    for (rule, name, part), paths in found.items():
        merged.setdefault((rule.track, rule.kind, name + part, rule.direction, len(rule.pattern)), []).extend(paths)
    return tuple(
        Handle(track, kind, name, _key(paths, length), tuple(paths), direction)
        for (track, kind, name, direction, length), paths in merged.items()
    )


def _matches(path: Path, rules: list[_Rule]) -> Iterator[tuple[_Rule, str, str]]:
    for rule in rules:
        if len(path) - len(rule.pattern) not in (0, 1):
            continue
        if all(mark in ("*", "#", part) for mark, part in zip(rule.pattern, path, strict=False)):
            yield rule, _name(rule, path), _part(rule, path)


def _name(rule: _Rule, path: Path) -> str:
    """The entry that a number belongs to: the asset, supply, fund; the lane of a lane."""
    return str(path[2]) if rule.pattern[1] == "lanes" else str(path[1])


def _part(rule: _Rule, path: Path) -> str:
    """#2 for the second tier of a supply."""
    if "#" not in rule.pattern or rule.pattern[1] == "lanes":
        return ""
    return f"#{int(path[rule.pattern.index('#')]) + 1}"


def _everywhere(path: Path) -> Path:
    """The path without the region that it is about."""
    if "by_region" not in path:
        return path
    i = path.index("by_region")
    return path[:i] + path[i + 2 :]


def _key(paths: list[Path], length: int) -> str:
    """Dotted path of what the numbers have in common, regions and years left out."""
    first, last = _everywhere(paths[0])[:length], _everywhere(paths[-1])[:length]
    return key_path(tuple(one for one, other in zip(first, last, strict=True) if one == other))
