"""The answer in sentences: what comes on line, what holds it back, what it costs, who goes without.

Text from the scenario is clean, but not escaped.
"""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.report import grids
from optimizer.report.words import amount, cells, listed, percent, scale_for, spans_in_words, unit_in_words
from optimizer.results.bottlenecks import Bottleneck, Crowding, Top, bottlenecks, crowding_out, describe
from optimizer.results.dust import no_dust, plan_value
from optimizer.results.names import LONGEST, WAIT, clean, in_words, plural
from optimizer.results.solution import Solution
from optimizer.results.spans import Span, is_period
from optimizer.results.sums import calendar
from optimizer.scenario.places import periods
from optimizer.scenario.schema import Scenario
from optimizer.timeline import COMMON

COSTS = {
    "credits": "credits",
    "loan_subsidy": "loan subsidy",
    "reserve_cost": "reserve",
    "lever_cost": "running the levers",
}
"""The metrics that add up to `public_cost`, in words."""
COST_DECIMALS = 1
NO_NAME = "Scenario without a name"
WAITING = "Wait for new ..."
WAITING_MEANS = "what stands or is under way is all there is until new starts serve"


@dataclass(frozen=True)
class Answer:
    """The answer in sentences. title, setting: what was asked. headline: what matters, most important first."""

    title: str
    setting: str
    headline: tuple[str, ...]


def answer(solution: Solution, scenario: Scenario) -> Answer:
    """What a reader should take away, in at most five sentences."""
    said = (
        compute(solution, scenario),
        in_the_way(solution, scenario),
        money(solution, scenario),
        others(solution, scenario),
    )
    return Answer(title(scenario), setting(solution, scenario), tuple(sentence for sentence in said if sentence))


def title(scenario: Scenario) -> str:
    """Name of the scenario; a run has put into it what was asked for on top of the file."""
    return clean(scenario.name, 3 * LONGEST) or NO_NAME


def setting(solution: Solution, scenario: Scenario) -> str:
    """Status, horizon, money: the small print of the headline."""
    years, step = calendar(scenario).years, scenario.horizon.step
    goal = "most compute" if scenario.objective.maximize == "compute" else "most value"
    goal += ", with weight on bad futures" if _averse(scenario) else ""
    money_year = f"{clean(scenario.money.unit)} of {scenario.money.year}"
    status = solution.status.capitalize()
    return f"{status} plan ({goal}) for {years[0]} to {years[-1]} by {step}; money in {money_year}."


def compute(solution: Solution, scenario: Scenario) -> str:
    """`AI compute grows from 11.9 GW in 2026 to 83.1 GW in 2033 ...`."""
    whole, years = grids.compute(solution, scenario), calendar(scenario).years
    if whole is None:
        return ""
    level, wanted = whole.level(whole.served), whole.level(whole.wanted)
    first, last, ideal = (amount(float(x), whole.level_unit) for x in (level[0], level[-1], wanted[-1]))
    direction = "grows" if level[-1] > level[0] * 1.0005 else "falls" if level[-1] < level[0] * 0.9995 else "goes"
    expected = ", expected over the futures" if scenario.futures else ""
    total = amount(float(whole.served.sum()), whole.unit)
    if len(years) == 1:
        return f"Compute is {last} in {years[0]} (wanted: {ideal}){expected}: {percent(whole.share)} of what is wanted."
    return (
        f"Compute {direction} from {first} in {years[0]} to {last} in {years[-1]} (wanted: {ideal}){expected}; "
        f"{total} in all, {percent(whole.share)} of what is wanted."
    )


def in_the_way(solution: Solution, scenario: Scenario, count: int = 3) -> str:
    """The limits worth most, by name and period."""
    limits = [limit for limit in bottlenecks(solution, by_region=False) if not limit.full and limit.worth > 0][:count]
    if not limits:
        return nothing_in_the_way(solution)
    said = [f"{in_words_of(limit, scenario)} ({_when(limit, scenario)})" for limit in limits]
    return f"Held back most by: {'; '.join(said)}."


def nothing_in_the_way(solution: Solution) -> str:
    """What there is to say where no limit is worth anything."""
    why = "users get all that is worth its cost to them"
    if not solution.objective:
        why = "nothing is worth what it would cost"
    return f"No limit on supply holds the plan back: {why}."


def money(solution: Solution, scenario: Scenario) -> str:
    """Capital, and what the public purse pays."""
    unit = clean(scenario.money.unit)
    parts = []
    if "capital" in solution.metrics:
        parts.append(f"It takes {amount(solution.metrics['capital'].value, unit)} of capital")
    if "public_cost" in solution.metrics:
        cost = told(solution, "public_cost")
        parts.append(f"the public purse pays {amount(cost, unit)}" if cost else "it costs the public purse nothing")
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}." if text else ""


def told(solution: Solution, name: str) -> float:
    """A metric of money as it is told: what is rounding of the solver beside the plan's value is nothing."""
    found = solution.metrics.get(name)
    return no_dust(found.value, plan_value(solution.metrics)) if found is not None else 0.0


def others(solution: Solution, scenario: Scenario, count: int = 3) -> str:
    """What users other than those of compute go without."""
    users = crowding_out(solution, scenario)
    if not users:
        return ""
    short = sorted((each for each in users if each.unmet.any()), key=_share_unmet, reverse=True)
    if not short:
        return "Other users get all that they want."
    said = [f"{percent(_share_unmet(each))} of the {plural(in_words(each.commodity))}" for each in short[:count]]
    more = f", and some of {len(short) - count} more" if len(short) > count else ""
    return f"Other users go without {listed(said)} that they want{more}."


def public_cost(solution: Solution, scenario: Scenario) -> tuple[str, ...]:
    """The public cost and its parts, what it is, and the duties that are not taken off it."""
    if "public_cost" not in solution.metrics:
        return ()
    worth = {name: told(solution, name) for name in (*COSTS, "public_cost") if name in solution.metrics}
    scale = scale_for(worth.values(), clean(scenario.money.unit))
    shown = dict(zip(worth, cells([cost * scale.factor for cost in worth.values()], COST_DECIMALS), strict=True))
    parts = [f"{words} {shown[name]}" for name, words in COSTS.items() if name in worth]
    expected = ", expected over the futures" if scenario.futures else ""
    lines = [
        f"{shown['public_cost']} {scale.label} = {' + '.join(parts)}",
        f"What the Treasury pays within the horizon, not discounted{expected}; reserve net of what is sold and left.",
    ]
    tariffs = told(solution, "tariff_revenue")
    if tariffs:
        lines.append(
            f"Duties on what the plan buys bring in {amount(tariffs, clean(scenario.money.unit))}; not taken off."
        )
    return tuple(lines)


def bottleneck(limit: Bottleneck, solution: Solution, scenario: Scenario) -> str:
    """`Transformer imports, tier 1: 2027Q3 to 2029Q1, worth 4 % of the plan's value; one more MVA in 2028Q2 ...`."""
    text = f"{_first_upper(in_words_of(limit, scenario))}: {_when(limit, scenario)}, "
    if limit.full:
        return text + "full, but more of it would be worth nothing."
    return f"{text}worth {worth_in_words(limit, solution)}{_regions(limit)}; {one_more(limit, solution)}."


def one_more(limit: Bottleneck, solution: Solution) -> str:
    """`one more MVA in 2028Q2 would be worth 31 k USD`; of capacity, `one more MW all that time`."""
    where = f" in {in_words(limit.parts[0].region)}" if limit.parts else ""
    more = f"one more {unit_in_words(limit.limit_unit)}{where}"
    if limit.kind == "existing":
        # A unit of capacity stays, and the duals of single periods that it serves are split among them by chance.
        return f"{more} all that time would be worth {amount(limit.throughout, solution.objective_unit)}"
    future = f" if {in_words(limit.peak_future)}" if limit.peak_future not in (COMMON, "") else ""
    when = f" in {limit.peak_period}{future}" if is_period(limit.peak_period) else future
    gain = amount(limit.peak_dual, solution.objective_unit)
    if limit.group != "money":
        return f"{more}{when} would be worth {gain}"
    # A dollar that is worth 0.2 dollars sounds like a loss: it is what the dollar adds beyond what it costs. Where
    # compute is maximised, costs do not count.
    return f"{more}{when} would add {gain}" + ("" if _is_compute(solution) else " beyond its cost")


def in_words_of(limit: Bottleneck | Top, scenario: Scenario) -> str:
    """The limit in words. Capacity that stands, and is all there is until new serves, is told as the wait for that."""
    return describe(WAIT if limit.outgrown else limit.kind, limit.name, scenario, limit.region)


def _regions(limit: Bottleneck, count: int = 2) -> str:
    """`, the largest parts in PJM (2.8 %) and MISO (1.7 %)`."""
    said = [f"{in_words(part.region)} ({percent(part.share)})" for part in limit.parts[:count] if part.worth > 0]
    return f", the largest parts in {listed(said)}" if said else ""


def worth_in_words(limit: Bottleneck, solution: Solution) -> str:
    """`4 % of the plan's value (73 bn USD)`."""
    return f"{percent(limit.share)} of the plan's value ({amount(limit.worth, solution.objective_unit)})"


def _is_compute(solution: Solution) -> bool:
    total = solution.metrics.get("compute_total")
    return total is not None and total.unit == solution.objective_unit


def how_to_read(solution: Solution, scenario: Scenario) -> str:
    """What the worth of a limit means."""
    discounted = f"discounted to {calendar(scenario).years[0]}"
    expected = " and expected over the futures" if scenario.futures else ""
    whole = amount(solution.objective, solution.objective_unit)
    what = "compute that users get" if _is_compute(solution) else "worth to users less all costs"
    risk = _averse(scenario) if not _is_compute(solution) else ""
    return (
        f"The plan's value is {whole}: {what}, {discounted}{expected}{risk}. A limit's worth is its part of that: 1 % "
        "more of it in all its periods adds about 1 % of its worth, much more of it adds less and less."
    )


def _averse(scenario: Scenario) -> str:
    """`, with 50 % of the weight on the worst 40 %`."""
    risk = scenario.objective.risk
    if risk is None or not risk.weight.value:
        return ""
    return f", with {percent(risk.weight.value)} of the weight on the worst {percent(risk.tail.value)} of them"


def _when(limit: Bottleneck, scenario: Scenario) -> str:
    labels = periods(scenario).labels
    return spans_in_words(limit.spans, Span(labels[0], labels[-1]))


def _share_unmet(users: Crowding) -> float:
    return float(users.unmet.sum() / users.wanted.sum())


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
