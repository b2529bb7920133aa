"""Whether a factor moves nothing but limits: right-hand sides, in which the optimum is concave and made of pieces."""

from __future__ import annotations

from optimizer.results.limit_paths import FIELDS, NAME, PART
from optimizer.results.sweep.study import Factor
from optimizer.scenario.changes import PathError, segments
from optimizer.scenario.tree import Path

BY_REGION = "by_region"


def moves_limits(factor: Factor) -> bool:
    """Whether every path of a factor is that of a limit, or of a point in time of one."""
    return bool(factor.paths) and all(map(_is_limit, factor.paths))


def _is_limit(path: str) -> bool:
    """
    >>> _is_limit("funds.private.budget.2026"), _is_limit("supplies.mine.tiers[0].quantity"), _is_limit("a.b.capex")
    (True, True, False)
    """
    try:
        parts = _without_region(segments(path))
    except PathError:
        return False
    return any(_fits(parts, field) for field in FIELDS.values())


def _fits(parts: tuple[str, ...], field: Path) -> bool:
    """Whether a path begins with the steps of a field."""
    if len(parts) < len(field):
        return False
    return all(
        step in (NAME, part) or (step == PART and part.isdigit()) for step, part in zip(field, parts, strict=False)
    )


def _without_region(parts: tuple[str, ...]) -> tuple[str, ...]:
    if BY_REGION not in parts:
        return parts
    at = parts.index(BY_REGION)
    return parts[:at] + parts[at + 2 :]
