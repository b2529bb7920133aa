"""Points of a sweep without an answer, and what is to be known of its analysis, in sentences."""

from __future__ import annotations

from optimizer.report.sweep_words import STATUSES, Words, capital, points_listed
from optimizer.report.words import listed, percent
from optimizer.results.names import clean
from optimizer.results.sweep.analysis.facts import Failure, Note
from optimizer.results.sweep.points import DONE

LONGEST_REASON = 600
"""Characters of a reason on a terminal: a conflict of some four limits."""
TOO_FEW = ("too_few_blocks", "few_trajectories")
"""Notes that come before any ranking."""


def failure(one: Failure, longest: int = LONGEST_REASON) -> str:
    """`Infeasible, 3 points (points 3, 7 and 9): what the solver or the loader said.`"""
    many = f"{one.points:,} {'point' if one.points == 1 else 'points'}"
    reason = clean(one.reason, longest)
    named = points_listed(one.first, one.points)
    told = f"{capital(STATUSES.get(one.status, clean(one.status)))}, {many} ({named})"
    return f"{told}: {reason}" if reason else f"{told}."


def note(one: Note, words: Words) -> str:
    """What is to be known of the analysis."""
    records = listed([words.record(name) for name in one.about])
    part = f"{one.count:,} of {one.of:,}"
    share = percent(one.count / one.of) if one.of else ""
    return {
        "not_done": f"{part} points are not done yet: what is told here is of the others.",
        "one_at_a_time": "One factor at a time shows what each does while all the others stay as in the base. What two "
        "do together, and what each would do elsewhere, it cannot show: a grid or a Sobol sample does.",
        "blocks_dropped": f"{part} blocks of points ({share}) lack an answer and are left out whole: the indices are "
        f"of the part of the ranges that has answers ({records}).",
        "points_dropped": f"{part} points ({share}) have no answer and are left out of distances and correlations "
        f"({records}).",
        "too_few": f"Too few points with an answer for indices: {records}.",
        "too_few_blocks": f"Too few whole blocks of points for shares of the variance: {one.count:,}, and {one.of:,} "
        "are needed at least, since of fewer the 95 % intervals cover everything from 0 % to 100 %. None are told of "
        f"{records}: take more points (--points).",
        "few_trajectories": f"Only {one.count:,} whole trajectories, where {one.of:,} are customary: effects and their "
        f"order are rough ({records}).",
        "no_base": "The base point has no answer, so there is nothing to measure swings from.",
        "incomplete_grid": f"The grid has points without an answer, so its variance is not split: {records}.",
        "no_value": f"{capital(records)} {_has(one, words)} no value at {_without(one)}, though there is a plan: "
        "what is asked for is not there, as in a year beyond the horizon.",
        "no_salib": "SALib is not installed, so there are no Sobol or Morris indices: pip install optimizer[sweep].",
        "constant": f"The same at all points{_answered(words)}, so nothing moves it (indices are 0): {records}.",
    }[one.kind]


def _without(one: Note) -> str:
    """At which points that have an answer there is no value."""
    if not one.count:
        return "any point"
    lacking = one.of - one.count
    return f"{lacking:,} of {one.of:,} points with an answer"


def _has(one: Note, words: Words) -> str:
    return "have" if words.verb(*one.about) == "are" else "has"


def _answered(words: Words) -> str:
    """What is to be added to "all points" where some have no answer."""
    return " with an answer" if any(row.status != DONE for row in words.facts.rows) else ""
