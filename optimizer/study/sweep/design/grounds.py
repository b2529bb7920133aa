"""The scenarios that points stand on: each variant loaded once, with its numbers and dates by path; ids of points."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path as File

from optimizer.errors import OptimizerError
from optimizer.results.sweep.points import Variant
from optimizer.scenario.edit import dates
from optimizer.scenario.findings import Findings
from optimizer.scenario.load import Loaded, load
from optimizer.scenario.number import Number, Series
from optimizer.scenario.plain import Plain, Writer
from optimizer.scenario.reading import begin
from optimizer.scenario.schema import Scenario
from optimizer.scenario.tree import Path
from optimizer.scenario.walk import numbers
from optimizer.units import Units

ID_LENGTH = 16
"""Hexadecimal digits of a point's id: among ten million points two are alike by chance once in 400,000 studies."""
_PEOPLE_ONLY = frozenset({"name", "description", "sources", "overrides", "applied", "levers"})
DATE = "date"
"""What stands for the unit of a date."""
OWN = "own"
"""Last part of the path of what says that a number follows no other."""
_MODULUS = 1 << 256


class Ground:
    """One variant of the base, with what points need to know of it."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self.scenario = loaded.scenario

    @cached_property
    def numbers(self) -> dict[Path, Number]:
        """Every number by its path."""
        return dict(numbers(self.scenario))

    @cached_property
    def values(self) -> dict[Path, float]:
        """Every number and every date that a point can change by itself [base units, decimal years]."""
        return {**{path: number.value for path, number in self.numbers.items()}, **dict(dates(self.scenario))}

    @cached_property
    def units(self) -> Units:
        """The units that texts are read with."""
        return begin(self.loaded.tree, Findings()).units

    @cached_property
    def _below(self) -> dict[Path, tuple[Path, ...]]:
        below: dict[Path, list[Path]] = {}
        for path in self.values:
            for length in range(1, len(path) + 1):
                below.setdefault(path[:length], []).append(path)
        return {path: tuple(paths) for path, paths in below.items()}

    def under(self, target: Path) -> tuple[Path, ...]:
        """The paths of all numbers and dates at or below a path."""
        return self._below.get(target, ())

    # --- content --------------------------------------------------------------------------------------------------

    @cached_property
    def _hashes(self) -> dict[Path, int]:
        """A hash of each entry that enters the answer (a number at its default is none)."""
        return {path: _hash(path, value) for path, value in entries(self.scenario)}

    @cached_property
    def content(self) -> int:
        """A hash of all that enters the answer: the sum of those of the entries, so that one can be exchanged."""
        return sum(self._hashes.values()) % _MODULUS

    @cached_property
    def frame(self) -> int:
        """The hash of what is left without numbers and dates."""
        return sum(found for path, found in self._hashes.items() if path not in self.values) % _MODULUS

    def exchanged(self, values: Mapping[Path, float]) -> int:
        """The hash of the content with other numbers and dates at some paths."""
        total = self.content
        for path, value in values.items():
            unit = self.numbers[path].unit if path in self.numbers else DATE
            total += _hash(path, (value, unit)) - self._hashes.get(path, 0)
        return total % _MODULUS


@dataclass
class Grounds:
    """The variants of a base, each loaded when it is first asked for.

    wrong : variants that cannot be loaded, and why.
    """

    base: File
    loaded: dict[Variant, Ground] = field(default_factory=dict)
    wrong: dict[Variant, OptimizerError] = field(default_factory=dict)

    def of(self, variant: Variant) -> Ground | None:
        """The ground of a variant, None where it cannot be loaded."""
        if variant not in self.loaded and variant not in self.wrong:
            try:
                self.loaded[variant] = Ground(load(self.base, variant.overrides, variant.sets))
            except OptimizerError as error:
                self.wrong[variant] = error
        return self.loaded.get(variant)


def point_id(ground: Ground | None, variant: Variant, values: Mapping[Path, float]) -> str:
    """The id of a scenario: of its content, whoever put the numbers there, the base or the point.

    So a change of the base that a point replaces anyway leaves its id alone. Without a ground it is of the variant.
    """
    content = (
        f"{ground.exchanged(values):064x}" if ground is not None else repr((variant, sorted(values.items(), key=str)))
    )
    return hashlib.sha256(content.encode()).hexdigest()[:ID_LENGTH]


def entries(scenario: Scenario) -> Iterator[tuple[Path, Plain]]:
    """What enters the answer of a scenario, by path: numbers as (value, unit), dates as (decimal year, DATE)."""
    whole = Writer(_bare, _bare_path, _PEOPLE_ONLY).scenario(scenario)
    whole["levers"] = sorted(
        lever.public_cost.value for lever in scenario.levers.values() if lever.override in scenario.applied
    )
    moments = dict(dates(scenario))
    for path, value in leaves(whole):
        yield path, (moments[path], DATE) if path in moments else value
    for path in own_numbers(scenario):
        yield (*path, OWN), True


def leaves(thing: Plain, path: Path = ()) -> Iterator[tuple[Path, Plain]]:
    """What stands at the ends of nested mappings and lists, by path."""
    if isinstance(thing, Mapping) and thing:
        for key, inner in thing.items():
            yield from leaves(inner, (*path, str(key)))
    elif isinstance(thing, list) and thing:
        for at, inner in enumerate(thing):
            yield from leaves(inner, (*path, at))
    else:
        yield path, thing


def own_numbers(scenario: Scenario) -> Iterator[Path]:
    """Numbers of regions and futures that do not follow those of the country and of all futures.

    They may have the same value now; they part where a point changes the other.
    """
    common = dict(numbers(scenario))
    for path, number in common.items():
        if path[2:3] == ("by_region",) and common.get((*path[:2], *path[4:])) != number:
            yield path
    for name, branch in scenario.futures.branches.items() if scenario.futures is not None else ():
        for path, number in numbers(branch.scenario):
            if common.get(path) != number:
                yield ("futures", "branches", name, *path)


def _bare(number: Number) -> Plain:
    return (number.value, number.unit)


def _bare_path(path: Series) -> Plain:
    if len(path.years) == 1:
        return _bare(path.values[0])
    return {f"{year:.10g}": _bare(point) for year, point in path}


def _hash(path: Path, value: Plain) -> int:
    text = f"{value[0]!r} {value[1]}" if isinstance(value, tuple) else json.dumps(value, sort_keys=True, default=str)
    return int.from_bytes(hashlib.sha256(f"{_shown(path)}={text}".encode()).digest(), "big")


@lru_cache(maxsize=65536)
def _shown(path: Path) -> str:
    return repr(path)
