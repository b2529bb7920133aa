"""Rules across the fields of a study: what goes together, and what a design needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from optimizer.scenario.findings import Findings
from optimizer.scenario.studies.schema import SAMPLED, WAYS, StudyFile, Variation
from optimizer.scenario.tree import Items, Map, Path, where_is

FOUND = tuple[Path, str, str]
"""A place of the file, what is wrong there, what to try."""
PEAKED = ("triangular", "normal", "lognormal", "pert")
CORRELATED = ("latin_hypercube", "monte_carlo")
_ONE_WAY = "Write one of values, from and to, range, multiply, add, override."


def check(written: StudyFile, tree: Map, findings: Findings) -> None:
    """Note what does not go together."""
    for rule in RULES:
        for path, message, hint in rule(written):
            findings.error(where_is(tree, path), path, message, hint)


def _each(written: StudyFile) -> Iterator[tuple[Path, Variation]]:
    for name, entry in written.vary.items():
        yield ("vary", name), entry


def ways(entry: Variation) -> list[str]:
    """The keys of a factor that say what its levels are."""
    given = {"values": entry.values, "from": entry.from_ if entry.from_ is not None else entry.to, "range": entry.range}
    given |= {"multiply": entry.multiply, "add": entry.add, "override": entry.override}
    return [key for key in WAYS if given[key] is not None]


def _named(written: StudyFile) -> Iterator[FOUND]:
    """A factor has a name: the table of the points has a column under it."""
    for path, _ in _each(written):
        if not str(path[1]).strip():
            yield path, "a factor needs a name", "Write a path of the scenario, or any name for overrides."


def _ways(written: StudyFile) -> Iterator[FOUND]:
    """A factor says in one way what its levels are."""
    for path, entry in _each(written):
        given = ways(entry)
        if not given:
            yield path, "nothing says what its levels are", _ONE_WAY
        elif len(given) > 1:
            yield (*path, given[1]), f"'{given[1]}' does not go with '{given[0]}'", _ONE_WAY
        elif given == ["from"] and entry.to is None:
            yield path, "'to' is missing", "Last level."
        elif given == ["from"] and entry.from_ is None:
            yield path, "'from' is missing", "First level."


def _steps(written: StudyFile) -> Iterator[FOUND]:
    """A grid and a list need to know how many levels there are from one end to the other."""
    needs = f"the design '{written.design}' needs to know how many levels there are"
    for path, entry in _each(written):
        if entry.steps is not None and ways(entry) not in (["from"], ["range"]):
            yield (*path, "steps"), "'steps' goes with 'from' and 'to', or with 'range'", ""
        if written.design not in ("grid", "list"):
            continue
        for key, span in (("multiply", entry.multiply), ("add", entry.add)):
            if isinstance(span, Map) and "steps" not in span:
                yield (*path, key), f"'steps' is missing: {needs}", ""
        if ways(entry) == ["from"] and entry.steps is None:
            yield path, f"'steps' is missing: {needs}", ""


def _distributions(written: StudyFile) -> Iterator[FOUND]:
    """Distributions are drawn from, by a design that draws, over a range."""
    for path, entry in _each(written):
        over_range = ways(entry) in (["from"], ["range"]) or any(
            isinstance(span, Map) for span in (entry.multiply, entry.add)
        )
        if entry.distribution is not None and written.design not in SAMPLED:
            message = f"nothing is drawn in the design '{written.design}'; distributions go with {', '.join(SAMPLED)}"
            yield (*path, "distribution"), message, ""
        elif entry.distribution is not None and not over_range:
            yield (*path, "distribution"), "a distribution goes with a range: 'from' and 'to', or 'range: sourced'", ""
        if entry.mode is not None and entry.distribution not in PEAKED:
            yield (*path, "mode"), f"'mode' goes with a distribution that has one: {', '.join(PEAKED)}", ""


def _lists(written: StudyFile) -> Iterator[FOUND]:
    """In a list every factor has one level a point."""
    if written.design != "list":
        return
    counts: dict[str, int] = {}
    for path, entry in _each(written):
        count = _count(entry)
        if count is None:
            message = "in a list the levels of every point are written: values, multiply, add or override"
            yield (*path, "range"), message, ""
        else:
            counts[str(path[1])] = count
    if len(set(counts.values())) > 1:
        shown = ", ".join(f"{name} {count}" for name, count in counts.items())
        yield ("vary",), f"in a list every factor has as many levels as there are points; found {shown}", ""


def _count(entry: Variation) -> int | None:
    """How many levels are written, None where the scenario says."""
    for given in (entry.values, entry.multiply, entry.add, entry.override):
        if isinstance(given, Items):
            return len(given)
        if isinstance(given, Map):
            return int(str(given.get("steps") or 0))
    return 1 if entry.override is not None else entry.steps if entry.range is None else None


def _groups(written: StudyFile) -> Iterator[FOUND]:
    """Groups go with designs in which factors move by themselves."""
    for name, group in written.groups.items():
        path: Path = ("groups", name)
        if written.design in ("grid", "list"):
            message = f"the design '{written.design}' has no groups: it says itself which levels go together"
            yield path, message, "Groups go with one_at_a_time and the sampled designs."
        elif written.design in CORRELATED and group.correlation is None:
            yield path, f"'correlation' is missing: in {written.design} it is what makes a group", "Write 70 %, say."
        elif written.design == "one_at_a_time" and group.correlation is not None:
            message = "one at a time, the factors of a group move together; a correlation has no meaning here"
            yield (*path, "correlation"), message, ""


def _settings(written: StudyFile) -> Iterator[FOUND]:
    """Settings of one design in another."""
    for key, design in (("levels", "morris"), ("second_order", "sobol")):
        if key in written.model_fields_set and written.design != design:
            yield (key,), f"'{key}' goes with the design '{design}'; this is '{written.design}'", ""
    if written.design == "morris" and written.levels % 2:
        yield ("levels",), f"must be an even number; found {written.levels}", ""


RULES: tuple[Callable[[StudyFile], Iterator[FOUND]], ...] = (
    _named,
    _ways,
    _steps,
    _distributions,
    _lists,
    _groups,
    _settings,
)
