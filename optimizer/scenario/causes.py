"""Which overrides made two scenarios differ at a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from optimizer.scenario.changes import PathError, segments
from optimizer.scenario.differences import ANY, Difference
from optimizer.scenario.schema import Scenario
from optimizer.scenario.tree import Path


@dataclass(frozen=True, slots=True, order=True)
class Cause:
    """An override that only one of two scenarios applies.  added : whether it is the second one that does."""

    override: str
    added: bool


def causes(one: Difference, before: Scenario, after: Scenario) -> tuple[Cause, ...]:
    """The overrides that only one of the scenarios applies and that reach a difference, in their order.

    Several may: then the place is changed by all of them together. None: the files themselves differ there.
    """
    found = [Cause(name, True) for name in after.applied if name not in before.applied and _sets(after, name, one)]
    found += [Cause(name, False) for name in before.applied if name not in after.applied and _sets(before, name, one)]
    return tuple(found)


def _sets(scenario: Scenario, name: str, one: Difference) -> bool:
    """Whether an override sets something at, above or below a difference, or runs the lever that differs."""
    if one.path[0] == "levers":
        lever = scenario.levers.get(str(one.path[1]))
        return lever is not None and lever.override == name
    override = scenario.overrides.get(name)
    return override is not None and any(_meets(path, one.path) for path in override.set)


def _meets(path: str, place: Path) -> bool:
    """Whether a dotted path and a place lie on one line from the top of the scenario."""
    try:
        parts = segments(path)
    except PathError:
        return False
    return all(_is(part, step) for part, step in zip(_joined(parts, place), place, strict=False))


def _joined(parts: Sequence[str], place: Path) -> list[str]:
    """The parts of a dotted path, those of a name that holds dots put together again."""
    found, left = [], list(parts)
    for step in place:
        dots = str(step).count(".") + 1
        count = dots if dots > 1 and ".".join(left[:dots]) == step else 1
        if not left:
            break
        found.append(".".join(left[:count]))
        del left[:count]
    return found


def _is(part: str, step: str | int) -> bool:
    counted_from_the_end = isinstance(step, int) and part.startswith("-")
    return part in (ANY, str(step)) or counted_from_the_end
