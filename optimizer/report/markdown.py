"""report.md: the answer for people, from the sentence that matters most down to what it rests on.

Whatever comes from the scenario is escaped: a name cannot make a heading, a link or a piece of HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from optimizer.report import grids, sentences
from optimizer.report.basis import Basis, Weak, basis
from optimizer.report.grids import Grid
from optimizer.report.words import amount, percent, spans_in_words, unit_in_words
from optimizer.results.bottlenecks import (
    Bottleneck,
    Top,
    bottlenecks,
    demand_worth,
    shares_by_group,
    standing_worth,
    top_by_period,
)
from optimizer.results.names import clean
from optimizer.results.solution import Solution
from optimizer.scenario.schema import Scenario

WAITS = f"*{sentences.WAITING}*: {sentences.WAITING_MEANS} (`existing` in tables/limits.csv)."
LIMITS_SHOWN = 15
LIMITS_NAMED = 5
LONGEST_NOTE = 300
SPECIAL = re.compile(r"([\\`*_{}\[\]|~$@]|(?<=http):|(?<=https):|(?<=ftp):|(?<=www)\.)", re.IGNORECASE)
"""What means something to Markdown anywhere in a line: a backslash before it takes that away."""
AT_START = re.compile(r"^(\d*)([#+.)=-])(?=[\s#=-]|$)")
"""What means something only at the start of a line."""

NOT_SAID = """\
- It is a frontier, not a forecast. One planner sees the whole horizon (or the odds of each future) and places every
  start at the best moment. Real owners see less and agree later: the plan is what could be had, and its limits are
  those that would remain if everything else went right.
- Quantities, prices and delays are those of the scenario. Nothing is learned by building, no price rises beyond the
  tiers that are given, and plants can be built in any fraction.
- A shadow price holds near the plan: for the next unit, not the next million. Where several limits bind together, their
  worth can be split among them in more than one way. Before acting on one, run the scenario with a little more of it.
- What other users go without is what this plan leaves them, whether or not AI is the reason. Run the scenario without
  the demand for compute to see the difference.
- Every asset is charged a yearly sum at its owner's rate while it serves, so what it costs beyond the horizon is paid
  beyond it. But what building takes (chips, steel, copper) is bought when it is used: less is started in the last year
  or two, which a later end shows. What happens after the horizon is not looked at.
"""


def markdown(solution: Solution, scenario: Scenario, *, command: str = "optimizer run scenario.yaml") -> str:
    """The report of one run. `command` : what makes the result again, shown to the reader."""
    limits = bottlenecks(solution)
    sections = (
        _head(solution, scenario),
        _section("Compute", _maybe(grids.compute_grid(solution, scenario))),
        _section("What holds the plan back", _limits(solution, scenario, limits)),
        _section("The plan", _tables(grids.capacity_grid(solution, scenario), grids.capital_grid(solution, scenario))),
        _section("Public money", _public(solution, scenario)),
        _section("Who goes without", _tables(grids.crowding_grid(solution, scenario))),
        _section("Prices", _prices(solution, scenario)),
        _section("What the result rests on", _rests_on(scenario, limits)),
        _section("What the model does not say", [NOT_SAID]),
        _section("How to make it again", _again(solution, command)),
    )
    return "\n".join(line for section in sections for line in section).rstrip() + "\n"


def escape(text: str, longest: int = 0) -> str:
    """Text of the scenario as Markdown that shows it and does nothing else."""
    plain = AT_START.sub(r"\1\\\2", SPECIAL.sub(r"\\\1", clean(text, longest or len(text) + 1)))
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def table(header: Sequence[str], rows: Iterable[Sequence[str]], left: int = 1) -> Iterator[str]:
    """A Markdown table of cells that are escaped already; the first `left` columns are words."""
    yield f"| {' | '.join(header)} |"
    yield "|" + "|".join(" --- " if i < left else " ---: " for i in range(len(header))) + "|"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


def grid_table(grid: Grid) -> Iterator[str]:
    """A grid as a table under its title."""
    yield f"**{escape(grid.title)}**"
    yield ""
    yield from table(
        ("", *map(escape, grid.header)), ((escape(line.label), *map(escape, line.cells)) for line in grid.lines)
    )
    for note in grid.notes:
        yield escape(note)
        yield ""


# --- sections ---------------------------------------------------------------------------------------------------------


def _section(title: str, lines: Iterable[str]) -> list[str]:
    body = list(lines)
    return [f"## {title}", "", *body, ""] if body else []


def _head(solution: Solution, scenario: Scenario) -> list[str]:
    said = sentences.answer(solution, scenario)
    lines = [f"# {escape(said.title)}", ""]
    if scenario.description:
        lines += [f"*{escape(scenario.description, 1000)}*", ""]
    lines += [f"- {escape(sentence)}" for sentence in said.headline]
    return [*lines, "", escape(said.setting), ""]


def _maybe(grid: Grid | None) -> list[str]:
    return list(grid_table(grid)) if grid else []


def _tables(*tables: Grid) -> list[str]:
    return [line for each in tables for line in _maybe(each)]


def _limits(solution: Solution, scenario: Scenario, limits: Sequence[Bottleneck]) -> Iterator[str]:
    holding = [limit for limit in limits if not limit.full and limit.worth > 0]
    yield escape(sentences.how_to_read(solution, scenario))
    yield ""
    over_regions = [limit for limit in bottlenecks(solution, by_region=False) if not limit.full and limit.worth > 0]
    for rank, limit in enumerate(over_regions[:LIMITS_NAMED], 1):
        yield f"{rank}. {escape(sentences.bottleneck(limit, solution, scenario))}"
    yield ""
    yield from _ranking("Physical limits and rules", solution, scenario, [x for x in holding if x.group != "money"])
    yield from _ranking("Limits of money", solution, scenario, [x for x in holding if x.group == "money"])
    if any(limit.outgrown for limit in holding):
        yield WAITS
        yield ""
    yield from _by_year(solution, scenario)
    yield from _split(solution)
    yield from _ranking(
        "Demand: what users would pay beyond the cost",
        solution,
        scenario,
        [x for x in demand_worth(solution) if not x.full],
    )
    standing = [limit for limit in standing_worth(solution) if not limit.full]
    yield from _ranking(
        "Not a limit: capacity from before the plan, which saves building as much", solution, scenario, standing
    )
    full = [escape(sentences.in_words_of(x, scenario)) for x in limits if x.full]
    if full:
        yield f"Full, but more would be worth nothing: {', '.join(full)}."
        yield ""


def _ranking(title: str, solution: Solution, scenario: Scenario, limits: Sequence[Bottleneck]) -> Iterator[str]:
    if not limits:
        return
    yield f"**{title}**"
    yield ""
    unit = solution.objective_unit
    header = ("", "binds", "worth", "share", "one more", "is worth at most", "in")
    rows = (
        (
            escape(sentences.in_words_of(x, scenario)),
            escape(spans_in_words(x.spans)),
            escape(amount(x.worth, unit)),
            percent(x.share),
            escape(unit_in_words(x.limit_unit)),
            escape(amount(-x.peak_dual if x.worth < 0 else x.peak_dual, unit)),
            escape(x.peak_period),
        )
        for x in limits[:LIMITS_SHOWN]
    )
    yield from table(header, rows, left=2)
    if len(limits) > LIMITS_SHOWN:
        yield f"{len(limits) - LIMITS_SHOWN} more are in tables/limits.csv."
        yield ""


def _by_year(solution: Solution, scenario: Scenario) -> Iterator[str]:
    years = [top for top in top_by_period(solution) if top]
    if not years:
        return
    yield "**Worth most in each year (share of what all limits on supply are worth in that year)**"
    yield ""
    most = max(len(top) for top in years)
    rows = []
    for top in years:
        whole = amount(top[0].worth / top[0].share_of_period, solution.objective_unit)
        rows.append(
            (top[0].period, escape(whole), *(_named(each, scenario) for each in top), *[""] * (most - len(top)))
        )
    yield from table(("", "all limits", *(f"{rank}" for rank in range(1, most + 1))), rows, left=most + 2)


def _named(top: Top, scenario: Scenario) -> str:
    return f"{escape(sentences.in_words_of(top, scenario))} {percent(top.share_of_period)}"


GROUP_WORDS = {
    "physical": "physical limits",
    "policy": "rules and reserves",
    "money": "limits of money",
    "standing": "capacity from before the plan",
    "demand": "what users would pay beyond the cost",
}


def _split(solution: Solution) -> Iterator[str]:
    shares = shares_by_group(solution)
    if any(shares.values()):
        said = ", ".join(f"{percent(share)} to {GROUP_WORDS[group]}" for group, share in shares.items() if share)
        yield f"The plan's whole value is owed to its limits: {said}."
        yield ""


def _public(solution: Solution, scenario: Scenario) -> list[str]:
    lines = [f"- {escape(line)}" for line in sentences.public_cost(solution, scenario)]
    return [
        *lines,
        "",
        *_tables(
            grids.credits_grid(solution, scenario),
            grids.loans_grid(solution, scenario),
            grids.reserve_grid(solution, scenario),
        ),
    ]


def _prices(solution: Solution, scenario: Scenario) -> list[str]:
    lines = _maybe(grids.prices_grid(solution, scenario))
    if lines:
        lines += [
            "Where the shadow price is above what is paid, one more unit would be worth more than it costs: "
            "it is scarce. Money of the year itself, mean over the year.",
            "",
        ]
    return lines


# --- basis ------------------------------------------------------------------------------------------------------------


def _rests_on(scenario: Scenario, limits: Sequence[Bottleneck]) -> Iterator[str]:
    found = basis(scenario, [limit for limit in limits if not limit.full])
    if not found.given:
        return
    yield escape(
        f"{found.given} numbers: {found.assumed} are assumptions, {found.low_confidence} more come from a source "
        f"but are held with low confidence, {found.without_source} name no source."
    )
    yield ""
    yield from _weak_table(
        "That set a limit that holds the plan back, the one worth most first", [x for x in found.weak if x.rank]
    )
    yield from _weak_table("Others", [x for x in found.weak if not x.rank])
    yield from _sources(scenario, found)


def _weak_table(title: str, weak: Sequence[Weak]) -> Iterator[str]:
    if not weak:
        return
    yield f"**Assumed or of low confidence. {title}**"
    yield ""
    rows = (
        (f"`{_code(x.key)}`", escape(x.value, LONGEST_NOTE), escape(x.source), escape(x.note, LONGEST_NOTE))
        for x in weak
    )
    yield from table(("number", "value (range)", "source", "why"), rows, left=4)


def _sources(scenario: Scenario, found: Basis) -> Iterator[str]:
    if not found.sources:
        return
    yield "**Sources**"
    yield ""
    for name in found.sources:
        source = scenario.sources.get(name)
        if source is None:
            yield f"- {escape(name)}"
            continue
        date = f", {escape(source.date)}" if source.date else ""
        yield f"- {escape(name)}: {escape(source.title, LONGEST_NOTE)}{date}{_address(source.url)}"
    yield ""


def _address(url: str) -> str:
    """The address as a link, where it is one of the web and cannot end the link early."""
    if not url:
        return ""
    if re.fullmatch(r"https?://[^\s<>\"'`\\|]+", url):
        return f", <{url}>"
    return f", {escape(url, LONGEST_NOTE)}"


def _code(text: str) -> str:
    """Text for a code span in a table."""
    return clean(text, 160).replace("`", "'").replace("|", "/")


def _again(solution: Solution, command: str) -> list[str]:
    facts, seconds = solution.solve, solution.solve.seconds.get("solve", 0.0)
    size = f"{facts.rows:,} rows and {facts.columns:,} columns"
    lines = [
        "scenario.yaml beside this file is the whole scenario with every override applied. In this folder:",
        "",
        f"    {clean(command, 1000)}",
        "",
        f"Solved as a linear program of {size} by HiGHS ({escape(facts.method)}) in {seconds:.2g} s, reading and "
        f"checking not counted; relative gap {facts.gap:.1e}, largest violation {facts.primal_residual:.1e}.",
    ]
    if not facts.vertex_duals:
        lines.append(
            "The shadow prices are not those of a vertex: where limits bind together, another split is possible."
        )
    return lines
