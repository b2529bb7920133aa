"""Scenarios between two: the one with some of its differences from the other already made."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from optimizer.scenario.differences import NOT_THERE, Difference, alike, cost_in_force
from optimizer.scenario.edit import value_at
from optimizer.scenario.schema import Block, Branch, Futures, Lever, Scenario
from optimizer.scenario.tree import Path

Values = Mapping[Path, Any]
"""New values by path below a thing; NOT_THERE takes a name, or the last items of a list, away."""


def mixed(before: Scenario, after: Scenario, every: Sequence[Difference], chosen: Iterable[Difference]) -> Scenario:
    """`before` with the chosen ones of its differences from `after` made.  every : what `differences` finds.

    With none chosen it is `before`, with all of them `after`, up to what does not enter the answer. Nothing is checked:
    a part may be chosen without another part that it refers to.
    """
    made = {one.path for one in chosen}
    values = {path: one.after for one in every if one.path in made for path in (one.path, *one.copies)}
    common: Scenario = _changed(before, {path: value for path, value in values.items() if path[0] != "levers"})
    if common.futures is not None:
        turned = _Turned(before, after, every, made)
        common = common.model_copy(update={"futures": turned.in_futures(common.futures)})
    return _with_levers(common, before, after, made)


def follows(futures: Futures, common: Scenario, path: Path) -> bool:
    """Whether every future reads at a path what the common scenario does, rather than something of its own."""
    return all(
        branch.scenario is None or alike(_at(branch.scenario, path), _at(common, path))
        for branch in futures.branches.values()
    )


def _at(scenario: Scenario, path: Path) -> Any:
    try:
        return value_at(scenario, path)
    except (KeyError, IndexError, AttributeError, TypeError, ValueError):
        return NOT_THERE


class _Turned:
    """What a future that only one of two scenarios has must change in itself: all that was not decided its way."""

    def __init__(self, before: Scenario, after: Scenario, every: Sequence[Difference], made: Collection[Path]) -> None:
        self.before, self.after = before, after
        common = [one for one in every if one.path[0] not in ("futures", "levers")]
        self.made = [one for one in common if one.path in made]
        self.left = [one for one in common if one.path not in made]

    def in_futures(self, futures: Futures) -> Futures:
        branches = {name: self._branch(name, branch) for name, branch in futures.branches.items()}
        return futures.model_copy(update={"branches": branches})

    def _branch(self, name: str, branch: Branch) -> Branch:
        in_before, in_after = (_has(side, name) for side in (self.before, self.after))
        if branch.scenario is None or in_before == in_after:
            return branch  # what differs in a future that both have stands among the differences
        values = _values(self.made, "after") if in_before else _values(self.left, "before")
        return branch.model_copy(update={"scenario": _changed(branch.scenario, values)})


def _has(scenario: Scenario, future: str) -> bool:
    return scenario.futures is not None and future in scenario.futures.branches


def _values(found: Iterable[Difference], side: str) -> dict[Path, Any]:
    return {
        path: one.after if side == "after" else one.before
        for one in found
        for path in (one.path, *one.copies)
        if path[0] != "futures"
    }


def _with_levers(whole: Scenario, before: Scenario, after: Scenario, made: Collection[Path]) -> Scenario:
    """The scenario with those levers that are in force, each at its cost."""
    levers: dict[str, Lever] = {}
    for name in dict.fromkeys((*before.levers, *after.levers)):
        side = after if ("levers", name, "public_cost") in made else before
        if cost_in_force(side, name) is not None:
            levers[name] = side.levers[name]
    applied = tuple(dict.fromkeys((*before.applied, *after.applied)))
    return whole.model_copy(update={"levers": levers, "applied": applied})


# --- a thing with values below it replaced ----------------------------------------------------------------------------


def _changed(thing: Any, values: Values) -> Any:
    if not values:
        return thing
    if () in values:
        return values[()]
    inside: dict[str | int, dict[Path, Any]] = {}
    for path, value in values.items():
        inside.setdefault(path[0], {})[path[1:]] = value
    if isinstance(thing, Block):
        update = {_field(thing, str(name)): below for name, below in inside.items()}
        return thing.model_copy(update={name: _changed(getattr(thing, name), below) for name, below in update.items()})
    if isinstance(thing, Mapping):
        whole = {name: _changed(thing.get(name), inside.get(name, {})) for name in dict.fromkeys((*thing, *inside))}
        return {name: value for name, value in whole.items() if value is not NOT_THERE}
    places = range(max(len(thing), *(int(at) + 1 for at in inside)))
    items = [_changed(thing[at] if at < len(thing) else NOT_THERE, inside.get(at, {})) for at in places]
    return tuple(item for item in items if item is not NOT_THERE)


def _field(block: Block, name: str) -> str:
    """The attribute of a key: `from_` for `from`; what a future sets is the scenario that comes of it."""
    if isinstance(block, Branch) and name == "set":
        return "scenario"
    return name if name in type(block).model_fields else f"{name}_"
