"""The limits of a plan, ranked, each with its cause and the numbers of the scenario that set it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from optimizer.results.bottlenecks import NOTHING, Bottleneck, bottlenecks, demand_worth, standing_worth
from optimizer.results.explain.bottlenecks import BottleneckFact, TimelineRow
from optimizer.results.explain.limits import NO_LIMITS, Cause, LimitName, PartFact, State, WaitFact
from optimizer.results.explain.numbers import NumberFact, PointFact
from optimizer.results.limit_paths import given_at, numbers_behind
from optimizer.results.solution import Solution
from optimizer.results.spans import Span
from optimizer.scenario.number import Number
from optimizer.scenario.schema import Scenario
from optimizer.scenario.tree import Path, key_path
from optimizer.study.explain.chain import PACE, cause_of, link_of
from optimizer.study.explain.waits import Waits

_Place = tuple[str, str, str, bool]
"""Kind, name and region of a limit, and whether it is none that holds the plan back."""
ALIKE = 1e-3
"""Relative difference of worths up to which two limits share a rank: duals bear no more digits."""


def bottleneck_facts(solution: Solution, scenario: Scenario, rows: Sequence[TimelineRow]) -> tuple[BottleneckFact, ...]:
    """The limits that bind, ranked; then those full or shut, demand, and capacity beside new, which have no rank."""
    facts = _Facts(solution, scenario, rows)
    limits = [facts.bottleneck(limit) for limit in bottlenecks(solution, by_region=False)]
    limits = [fact for fact in limits if fact.state != "shut" or facts.is_zero(fact)]
    binding = _ranked([fact for fact in limits if fact.state == "binding"])
    others = [fact for fact in limits if fact.state != "binding"]
    no_limits = [facts.other(limit, "standing") for limit in standing_worth(solution)]
    no_limits += [facts.other(limit, "demand") for limit in demand_worth(solution)]
    found = [*binding, *others, *no_limits]
    burdens = facts.burdens(found, solution.objective)
    told_so = {(fact.limit.kind, fact.limit.name) for fact in burdens}
    found = [fact for fact in found if fact.state != "full" or (fact.limit.kind, fact.limit.name) not in told_so]
    return (*found, *burdens)


def _ranked(facts: Sequence[BottleneckFact]) -> Iterator[BottleneckFact]:
    """The facts with their ranks; worths that are alike share one."""
    rank = 1
    for i, fact in enumerate(facts):
        if i and not _alike(facts[i - 1], fact):
            rank = i + 1
        shared = any(_alike(facts[j], fact) for j in (i - 1, i + 1) if 0 <= j < len(facts))
        yield replace(fact, rank=f"{rank}=" if shared else f"{rank}")


def _alike(one: BottleneckFact, other: BottleneckFact) -> bool:
    return abs(one.worth - other.worth) <= ALIKE * max(abs(one.worth), abs(other.worth))


class _Facts:
    """Makes facts of the limits of one plan."""

    def __init__(self, solution: Solution, scenario: Scenario, rows: Sequence[TimelineRow]) -> None:
        self._scenario = scenario
        self._rows = rows
        self._waits = Waits(solution, scenario)
        self._causes = _causes(rows)

    def bottleneck(self, limit: Bottleneck) -> BottleneckFact:
        return self._fact(limit, self._cause(limit))

    def other(self, limit: Bottleneck, cause: Cause) -> BottleneckFact:
        return self._fact(limit, cause)

    def burdens(self, known: Sequence[BottleneckFact], objective: float) -> list[BottleneckFact]:
        """What must be there and takes away from the optimum: a reserve to be held, capacity above a ceiling."""
        told: dict[_Place, float] = {}
        for fact in known:
            for part in fact.parts:
                place = fact.limit.kind, fact.limit.name, part.region, fact.cause in NO_LIMITS
                told[place] = told.get(place, 0.0) + part.worth
        rows: dict[_Place, list[TimelineRow]] = {}
        for row in self._rows:
            rows.setdefault((row.kind, row.name, row.region, row.cause in NO_LIMITS), []).append(row)
        missing = {place: sum(row.worth for row in mine) - told.get(place, 0.0) for place, mine in rows.items()}
        floor = NOTHING * abs(objective)
        return [_burden(rows[place], worth, objective) for place, worth in missing.items() if abs(worth) > floor]

    def is_zero(self, fact: BottleneckFact) -> bool:
        """Whether a limit is shut by its number, not by a rule (a reserve that opens only in a disruption)."""
        values = [point.value for number in fact.numbers for point in number.points]
        return bool(values) and not any(values)

    def _fact(self, limit: Bottleneck, cause: Cause) -> BottleneckFact:
        parts = limit.parts or (limit,)
        return BottleneckFact(
            "",
            LimitName(limit.kind, limit.name, limit.region if not limit.parts and cause in NO_LIMITS else ""),
            link_of(self._scenario, limit.kind, limit.name),
            cause,
            _state(limit),
            limit.worth,
            limit.share,
            limit.spans,
            limit.peak_dual,
            limit.peak_period,
            limit.peak_future,
            limit.throughout,
            limit.dual_unit,
            limit.limit_unit,
            self._outgrown(limit),
            tuple(PartFact(part.region, part.worth, part.share, self._wait(part)) for part in parts),
            tuple(_numbers(self._scenario, limit, self._outgrown(limit))),
        )

    def _outgrown(self, limit: Bottleneck) -> bool:
        """Whether a limit is capacity that stands, and the plan adds to it later on."""
        if limit.kind != "existing" or limit.group != "physical":
            return False
        return any(self._waits.grows(part.name, part.region) for part in limit.parts or (limit,))

    def _wait(self, limit: Bottleneck) -> WaitFact | None:
        return self._waits.fact(limit.name, limit.region, self._cause(limit)) if self._outgrown(limit) else None

    def _cause(self, limit: Bottleneck) -> Cause:
        """The cause that most of a limit's worth is due to."""
        if not self._outgrown(limit):
            return cause_of(limit.kind)
        regions = {part.region for part in limit.parts} or {limit.region}
        worths: dict[Cause, float] = {}
        for region in regions:
            for cause, worth in self._causes.get((limit.name, region), {}).items():
                worths[cause] = worths.get(cause, 0.0) + worth
        return max(worths, key=lambda cause: worths[cause], default="lead_time")


def _burden(rows: Sequence[TimelineRow], worth: float, objective: float) -> BottleneckFact:
    """What a limit takes away, in the periods in which it does."""
    first, share = rows[0], worth / abs(objective) if objective else 0.0
    negative = sorted(row.period for row in rows if row.worth < 0) or [first.period]
    return BottleneckFact(
        "",
        LimitName(first.kind, first.name, first.region),
        first.link,
        first.cause,
        "binding",
        worth,
        share,
        (Span(negative[0], negative[-1]),),
        0.0,
        "",
        "",
        0.0,
        first.dual_unit,
        first.unit,
        False,
        (PartFact(first.region, worth, share, None),),
        (),
    )


def _state(limit: Bottleneck) -> State:
    if limit.full:
        return "full"
    return "binding" if limit.worth else "shut"


def _causes(rows: Sequence[TimelineRow]) -> dict[tuple[str, str], dict[Cause, float]]:
    """Worth of the waits for each asset and region by cause."""
    worths: dict[tuple[str, str], dict[Cause, float]] = {}
    for row in rows:
        if row.kind == "existing" and row.cause != "standing":
            inner = worths.setdefault((row.name, row.region), {})
            inner[row.cause] = inner.get(row.cause, 0.0) + row.worth
    return worths


# --- numbers ----------------------------------------------------------------------------------------------------------


def _numbers(scenario: Scenario, limit: Bottleneck, outgrown: bool) -> Iterator[NumberFact]:
    """The numbers behind a limit; of a wait those of the lead time first, of a pace its growth as well."""
    thing = limit.name.partition("#")[0]
    found: dict[Path, Number] = {}
    for field in ("permit", "build") if outgrown else ():
        found |= given_at(scenario, ("assets", thing, field))
    found |= numbers_behind(scenario, limit.kind, limit.name)
    if limit.kind in PACE and limit.kind in ("growth_seed", "recent_starts"):
        found |= given_at(scenario, ("assets", thing, "growth", "rate"))
    yield from number_facts(scenario, found)


def number_facts(scenario: Scenario, found: dict[Path, Number]) -> Iterator[NumberFact]:
    """Numbers as facts, the points of a path with what is said of them together."""
    for (path, source, confidence, note), points in groupby(found.items(), key=_common):
        numbers = list(points)
        about = scenario.sources.get(source or "")
        yield NumberFact(
            key_path(path),
            numbers[0][1].unit,
            tuple(PointFact(_year(at, path), n.value, n.low, n.high) for at, n in numbers),
            source or "",
            confidence or "",
            note or "",
            about.title if about else "",
            about.url if about else "",
        )


def _common(entry: tuple[Path, Number]) -> tuple[Path, str | None, str | None, str | None]:
    path, number = entry
    return path[:-1] if is_year(path[-1]) else path, number.source, number.confidence, number.note


def _year(path: Path, whole: Path) -> str:
    return str(path[-1]) if path != whole else ""


def is_year(part: str | int) -> bool:
    """Whether the last part of a path is the year of a point."""
    return isinstance(part, str) and part[:4].isdigit()
