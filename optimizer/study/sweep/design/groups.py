"""Groups of factors: which factors move together, and with what correlation."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from optimizer.study.sweep.design.axes import Axis
from optimizer.study.sweep.design.factors.context import Context
from optimizer.wording import listing, nearest

GROUPS = "groups"


@dataclass(frozen=True)
class Groups:
    """Members by group, as places among the factors, and the rank correlation of each two of them [-1..1]."""

    members: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    correlations: Mapping[str, float] = field(default_factory=dict)

    def of(self, at: int) -> str:
        """The group of a factor, "" where it has none."""
        return next((name for name, members in self.members.items() if at in members), "")

    def together(self, count: int) -> list[tuple[int, ...]]:
        """The parts that move by themselves, groups and single factors, in the order of the factors."""
        parts = (next((each for each in self.members.values() if at in each), (at,)) for at in range(count))
        return list(dict.fromkeys(parts))


def read_groups(context: Context, axes: Sequence[Axis]) -> Groups:
    """The groups of a study; what is wrong with them goes to the findings."""
    names = [axis.name for axis in axes]
    members: dict[str, tuple[int, ...]] = {}
    for group, written in context.study.groups.items():
        found = [
            at
            for i, pattern in enumerate(written.factors)
            for at in _matching(context, (GROUPS, group, "factors", i), pattern, names)
        ]
        members[group] = tuple(sorted(set(found)))
        _check_members(context, group, names, members)
    correlations = {
        group: written.correlation for group, written in context.study.groups.items() if written.correlation is not None
    }
    _check_correlations(context, members, correlations)
    return Groups({group: each for group, each in members.items() if each}, correlations)


def _matching(context: Context, at: tuple[str | int, ...], pattern: str, names: Sequence[str]) -> list[int]:
    """The factors that a pattern names; * stands for anything."""
    wanted = re.compile(".*".join(map(re.escape, pattern.split("*"))))
    found = [place for place, name in enumerate(names) if wanted.fullmatch(name)]
    if not found:
        context.tell(at, f"no factor '{pattern}'; known: {listing(names)}", partial(nearest, pattern, names))
    return found


def _check_members(context: Context, group: str, names: Sequence[str], members: Mapping[str, tuple[int, ...]]) -> None:
    if len(members[group]) == 1:
        message = f"only {names[members[group][0]]} is in this group; it takes two factors or more"
        context.tell((GROUPS, group, "factors"), message)
    for other, taken in members.items():
        both = [names[at] for at in taken if other != group and at in members[group]]
        if both:
            context.tell((GROUPS, group, "factors"), f"{both[0]} is in group '{other}' already")


def _check_correlations(
    context: Context, members: Mapping[str, tuple[int, ...]], correlations: Mapping[str, float]
) -> None:
    """Several factors cannot all move against one another."""
    for group, correlation in correlations.items():
        count = len(members[group])
        if count > 2 and 1.0 + (count - 1) * pearson_of(correlation) < 0.0:
            message = f"{count} factors cannot all have a rank correlation of {100 * correlation:.3g} % with each other"
            least = 600 / math.pi * math.asin(-0.5 / (count - 1))
            context.tell((GROUPS, group, "correlation"), f"{message}; it must be {least:.1f} % or more")


def pearson_of(rank_correlation: float) -> float:
    """The correlation of normal numbers that have a rank correlation: 2 sin(pi rho / 6) (Pearson 1907)."""
    return 2.0 * math.sin(math.pi * rank_correlation / 6.0)
