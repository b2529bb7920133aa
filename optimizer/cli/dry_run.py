"""What `sweep --dry-run` says: how many points, of what, how long; what varies as it was read, what is recorded."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimizer.cli.bar import long_time

if TYPE_CHECKING:
    from optimizer.results.sweep.study import Factor
    from optimizer.study.sweep.estimate import Estimate

MOST_FACTORS = 10
"""Factors that are told one by one."""
MOST_LEVELS = 6
"""Levels of a factor that are told one by one, so that a slip in the middle is seen; of more, the ends."""


def text(study: Path, found: Estimate, width: int) -> str:
    """All of it for people, `width` columns wide."""
    lines = [
        head(study, found),
        f"Points: {found.made_of}{_alike(found)}",
        f"What varies in {found.study.base}, as it was read:",
    ]
    factors = found.study.factors
    alone = found.study.design == "one_at_a_time"
    lines += [f"  {_factor(factor, alone)}" for factor in factors[:MOST_FACTORS]]
    if len(factors) > MOST_FACTORS:
        lines.append(
            f"  ... and {len(factors) - MOST_FACTORS:,} more factors, {len(factors):,} in all (--json has all)"
        )
    lines.append(f"Recorded: {', '.join(found.study.record)}")
    return "\n".join((lines[0], *(line for long in lines[1:] for line in _wrapped(long, width))))


def _alike(found: Estimate) -> str:
    """That points are left out whose scenario is that of another."""
    alike = found.study.points - found.points
    return f"; {alike:,} of them are like others and not solved again" if alike else ""


def head(study: Path, found: Estimate) -> str:
    """How many points, and about how long they take."""
    known = f", {found.known:,} of them finished; the rest takes" if found.known else "; they take"
    if not found.left:
        return f"{study}: {found.points:,} points, all of them finished"
    at_a_time = f" with {found.workers} at a time" if found.workers > 1 else ""
    return f"{study}: {found.points:,} points{known} about {long_time(found.seconds)}{at_a_time}"


def facts(found: Estimate) -> dict[str, Any]:
    """All of it for machines: levels in base units, and as people read them."""
    study = found.study
    return {
        "points": found.points,
        "known": found.known,
        "left": found.left,
        "workers": found.workers,
        "seconds": found.seconds,
        "base": study.base,
        "design": study.design,
        "made_of": found.made_of,
        "factors": [{**asdict(factor), "runs_over": runs_over(factor)} for factor in study.factors],
        "record": [{"name": name, "unit": study.units.get(name, "")} for name in study.record],
        "warnings": [str(warning) for warning in found.warnings],
    }


def _factor(factor: Factor, alone: bool) -> str:
    return f"{factor.words}: {'; '.join((runs_over(factor, alone), *_beside(factor)))}"


def runs_over(factor: Factor, alone: bool = False) -> str:
    """The levels of a factor with their units; of many the ends. alone : where the base stands is told beside them."""
    from optimizer.report.sweep_words import level_in_words, span_in_words

    levels = [level for level in factor.levels if not alone or level != factor.central]
    if factor.kind == "text" or not 1 < len(levels) <= MOST_LEVELS:
        return span_in_words(factor)
    shown = [level_in_words(factor, level) for level in levels]
    return " to ".join(shown) if len(shown) == 2 else ", ".join(shown)


def _beside(factor: Factor) -> Iterator[str]:
    """Where the base stands, how many numbers move, with what others."""
    from optimizer.report.sweep_words import level_in_words

    if factor.kind not in ("multiple", "text") and factor.central is not None:
        yield f"the base has {level_in_words(factor, factor.central)}"
    if len(factor.paths) > 1:
        yield f"{len(factor.paths)} places"
    if factor.group:
        yield f"in group {factor.group}"


def _wrapped(line: str, width: int) -> list[str]:
    indent = " " * (len(line) - len(line.lstrip()))
    return textwrap.wrap(line, width, subsequent_indent=f"{indent}  ", break_long_words=False, break_on_hyphens=False)
