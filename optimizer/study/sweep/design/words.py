"""Paths of the scenario as people read them."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.results.names import in_words
from optimizer.scenario.schema import Scenario
from optimizer.scenario.tree import Path

DAYS = ("first", "last")
SECTIONS = {
    ("reserve",): "reserve of {}",
    ("funds",): "fund {}",
    ("loans",): "loan {}",
    ("disruptions",): "disruption {}",
    ("permitting", "lanes"): "permitting lane {}",
    ("futures", "branches"): "future {}",
}
"""How things are named whose section has to be said, as another thing may have the same name."""
USES = {"rates": "rate for {}", "build_inputs": "{} to build", "inputs": "{} used", "outputs": "{} made"}
"""Keys under which names stand."""
SILENT = ("tiers", "amount", "growth", "modes")


def words(path: Path, scenario: Scenario) -> str:
    """What stands at a path: the thing's name, then what of it.

    `data center: copper to build`, `reserve of copper: size`; the way to operate an asset where it has several.
    """
    if len(path) < 3:
        return ": ".join(in_words(str(part)) for part in path)
    section, pattern = next(((at, how) for at, how in SECTIONS.items() if path[: len(at)] == at), (path[:1], "{}"))
    thing, rest = pattern.format(in_words(str(path[len(section)]))), path[len(section) + 1 :]
    if rest[0] == "by_region":
        thing, rest = f"{thing} in {in_words(str(rest[1]))}", rest[2:]
    mode = f" ({in_words(str(rest[1]))})" if rest[0] == "modes" and _has_several(scenario, str(path[1])) else ""
    return f"{thing}: {' '.join(_about(_without_mode(rest)))}{mode}"


def _about(path: Path) -> Iterator[str]:
    """The words of what stands at a path below a thing."""
    at = 0
    while at < len(path):
        part, after = str(path[at]), path[at + 1 : at + 2]
        if part in USES and after:
            yield USES[part].format(in_words(str(after[0])))
            at += 1
        elif part == "construction_begins" and after:
            yield f"{DAYS[int(after[0])]} day on which construction may begin"
            at += 1
        elif isinstance(path[at], int):
            yield f"{'tier' if path[at - 1] == 'tiers' else 'step'} {int(path[at]) + 1}"
        elif part not in SILENT:
            yield in_words(part)
        elif part == "growth" and after == ("rate",):
            yield part
        at += 1


def _without_mode(path: Path) -> Path:
    """Without the name of the way to operate: `modes run cost` is `cost`."""
    return path[2:] if path[:1] == ("modes",) and len(path) > 2 else path


def _has_several(scenario: Scenario, asset: str) -> bool:
    return asset in scenario.assets and len(scenario.assets[asset].modes) > 1
