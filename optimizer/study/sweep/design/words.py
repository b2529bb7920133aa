"""Paths of the scenario as people read them."""

from __future__ import annotations

from optimizer.results.names import in_words
from optimizer.scenario.tree import Path

DAYS = ("first", "last")


def words(path: Path) -> str:
    """What stands at a path: the thing's name, then what of it.

    >>> words(("assets", "data_center", "growth", "rate")), words(("permitting", "factor"))
    ('data center: growth rate', 'permitting: factor')
    >>> words(("supplies", "copper_import", "tiers", 0, "price"))
    'copper import: price of tier 1'
    """
    named = len(path) > 2
    thing, rest = (path[1], path[2:]) if named else (path[0], path[1:])
    tier = next((part for part in rest if isinstance(part, int)), None)
    kept = [part for part in _without_mode(rest) if isinstance(part, str) and part not in ("tiers", "amount")]
    about = " ".join(in_words(part) for part in kept)
    if "construction_begins" in rest and tier is not None:
        return f"{in_words(str(thing))}: {DAYS[tier]} day on which construction may begin"
    place = "" if tier is None else f" of tier {tier + 1}" if "tiers" in rest else f" {tier + 1}"
    return f"{in_words(str(thing))}: {about}{place}" if about else in_words(str(thing))


def _without_mode(path: Path) -> Path:
    """Without the name of the way to operate: `modes run cost` is `cost`."""
    return path[2:] if path[:1] == ("modes",) and len(path) > 2 else path
