"""A comparison in sentences: what changed in short, what the public money does, what is to be known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from optimizer.report.compare_grids import SPLIT, unmet_in_words
from optimizer.report.compare_words import (
    LONGEST_TITLE,
    Describer,
    both_sides,
    group_in_words,
    more_or_less,
    signed,
    signed_percent,
    when_in_words,
    worth_most,
)
from optimizer.report.words import amount, listed, number, percent, unit_in_words
from optimizer.results.compare.facts import (
    Attribution,
    BindingYear,
    Change,
    Comparison,
    CreditSplit,
    Difference,
    Interaction,
    Note,
)
from optimizer.results.compare.money import LEAST_COMPUTE
from optimizer.results.names import clean, in_words, plural

PAIRS_TOLD = 3
LEAST_PAIR = 0.01
"""Interaction, as a share of the largest change of a group, from which on it is told."""
LEAST_UNMET, UNMET_TOLD = 1e-3, 3
"""Change of what others go without, as a share of it, from which on it is told, and of how many goods."""
TOO_MUCH = 1e3
"""Capital for a unit of public cost beyond which the cost cannot be what moves it: nothing is said then."""
LEAST_FREE = 1e-3
"""Share of the added public cost from which on credits for what comes anyway are told of."""
NEWS_YEAR = "2030"


def in_short(facts: Comparison, one: Difference, words: Describer) -> Iterator[str]:
    """What a reader should take away."""
    if one.is_empty:
        yield "Nothing differs: the inputs that enter the answer are the same, and so is the answer."
        return
    if not one.inputs:
        yield "No input that enters the answer differs."
    yield from _compute(facts, one)
    yield _cost(facts, one)
    yield _held_back(facts, one, words)
    both = [row for row in one.unmet if row.before is not None and row.after is not None]
    short = [row for row in both if abs(sum(row.change)) > LEAST_UNMET * sum(row.before or ())]
    if short:
        yield f"Other users go without {listed([unmet_in_words(row) for row in short[:UNMET_TOLD]])}."


def news_year(facts: Comparison) -> str:
    """The year that a headline tells of: 2030 where the results reach it, else their last."""
    return NEWS_YEAR if NEWS_YEAR in facts.years else facts.years[-1]


def _compute(facts: Comparison, one: Difference) -> Iterator[str]:
    total, year = one.metrics.get("compute_total"), news_year(facts)
    level = one.metrics.get(f"compute_end:{year}")
    if total is None or total.change is None or level is None:
        return
    if not total.change or abs(total.change) < LEAST_COMPUTE * abs(total.before or 0.0):
        yield f"Compute is the same: {amount(total.after or 0.0, total.unit)} in all."
        return
    share = signed_percent(total.relative)
    yield (
        f"{_capital(more_or_less(total.change, total.unit))} compute{f' ({share})' if share else ''}: "
        f"{both_sides(total.after or 0.0, total.before or 0.0, total.unit)}; in {year} {_level(level)}."
    )


def _level(level: Change) -> str:
    if not level.change:
        return f"the same, {amount(level.after or 0.0, level.unit)}"
    return both_sides(level.after or 0.0, level.before or 0.0, level.unit)


def _cost(facts: Comparison, one: Difference) -> str:
    """What the public purse pays more, and what it takes in more."""
    return f"{'; '.join(part for part in (_paid(facts, one), duties(facts, one)) if part)}."


def duties(facts: Comparison, one: Difference) -> str:
    """`the Treasury takes in 4.59 bn USD less in duties`; nothing where both sides read the same."""
    found, unit = one.metrics.get("tariff_revenue"), clean(facts.money_unit)
    if found is None or not found.change:
        return ""
    if amount(found.before or 0.0, unit) == amount(found.after or 0.0, unit):
        return ""
    return f"the Treasury takes in {more_or_less(found.change, unit)} in duties"


def _paid(facts: Comparison, one: Difference) -> str:
    money, unit = one.money, clean(facts.money_unit)
    change = money.cost.change or 0.0
    if amount(money.cost.before or 0.0, unit) == amount(money.cost.after or 0.0, unit):
        if not money.cost.after:
            return "It costs the public purse nothing, as before"
        return f"The public purse pays the same: {amount(money.cost.after or 0.0, unit)}"
    text = f"The public purse pays {more_or_less(change, unit)}"
    if money.per_compute is not None:
        text += f": {amount(money.per_compute, unit)} for each added {unit_in_words(facts.compute_unit)}"
    elif change > 0 and money.compute is not None:
        text += ", and no compute worth speaking of is added"
    return text


def _held_back(facts: Comparison, one: Difference, words: Describer) -> str:
    before, after = worth_most(one.limits, is_after=False), worth_most(one.limits, is_after=True)
    if after is None:
        return "No limit on supply holds the plan back now."
    limit, now = after
    name, when = words.limit(limit, is_after=True), when_in_words(now)
    text = f"Held back most by: {name} ({when}, {percent(now.share)} of the plan's value)"
    if before is None:
        return f"{text}; nothing held it back before."
    if before[0] is limit:
        return f"{text}, as before ({when_in_words(before[1])}, {percent(before[1].share)})."
    was = words.limit(before[0], is_after=False)
    return f"{text}; before, {was} ({when_in_words(before[1])}, {percent(before[1].share)})."


# --- limits -----------------------------------------------------------------------------------------------------------


def binding(years: Sequence[BindingYear], words: Describer) -> Iterator[str]:
    """The limit worth most in each year in which it is another; years in a row together."""
    told = [
        (each.year, words.name(each.before, is_after=False), words.name(each.after, is_after=True)) for each in years
    ]
    changed = [each for each in told if each[1] != each[2]]
    for at, (year, before, after) in enumerate(changed):
        if at and changed[at - 1][1:] == (before, after) and int(changed[at - 1][0]) == int(year) - 1:
            continue
        last = year
        for later in changed[at + 1 :]:
            if later[1:] != (before, after) or int(later[0]) != int(last) + 1:
                break
            last = later[0]
        yield f"{year if last == year else f'{year} to {last}'}: {before} → {after}"
    if not changed:
        yield "In every year the same limit as before."
    elif len(changed) < len(told):
        yield "In the other years the same limit as before."


# --- public money -----------------------------------------------------------------------------------------------------


def public_money(facts: Comparison, one: Difference) -> Iterator[str]:
    """What the added public money draws in, and what of it pays for what is built anyway."""
    money, unit = one.money, clean(facts.money_unit)
    capital, private = money.capital_per_money, money.private_per_money
    if capital is not None and private is not None and abs(capital) <= TOO_MUCH:
        more = f"{number(abs(capital))} {unit} {'more' if capital >= 0 else 'less'} of capital spent"
        yield f"Each {unit} of added public cost goes with {more}, {_of_it(capital, private, unit)}."
    same, any_ = _sums(money.same_time), _sums(money.any_time)
    if money.cost.change and abs(same.anyway) > LEAST_FREE * abs(money.cost.change):
        paid = same.anyway + same.added + same.gone
        assets = listed([plural(in_words(split.asset)) for split in money.same_time[:3] if split.anyway])
        verb = "go" if same.anyway > 0 else "no longer go"
        yield (
            f"Of {amount(abs(paid), unit)} {'more' if paid > 0 else 'less'} of credits, "
            f"{_part(same.anyway, paid, unit)} {verb} to {assets} that the reference starts in the same period anyway; "
            f"{_part(any_.anyway, paid, unit)} if one counts starts that only move in time."
        )


def _of_it(capital: float, private: float, unit: str) -> str:
    """What of the capital is private, where the purse pays for part of it."""
    if private < 0 <= capital:
        return f"and takes the place of {number(-private)} {unit} of private money"
    return f"{number(abs(private))} {unit} of it private"


def _part(value: float, whole: float, unit: str) -> str:
    share = f" ({percent(value / whole)})" if whole and 0 <= value / whole <= 1 else ""
    return f"{amount(abs(value), unit)}{share}"


def _sums(splits: Sequence[CreditSplit]) -> CreditSplit:
    sums = (sum(getattr(split, name) for split in splits) for name in ("anyway", "added", "gone"))
    return CreditSplit("", *sums)


# --- the split --------------------------------------------------------------------------------------------------------


def together(split: Attribution) -> Iterator[str]:
    """`Fast permits +22.2, AMIC data centers +9.5, together 5.5 GW-years more than the two alone.`"""
    if not split.parts:
        yield "Nothing that enters the answer differs, so there is nothing to split."
        return
    if len(split.parts) == 1:
        yield f"One group of changes made all of it: {group_in_words(split.parts[0].name)}."
        return
    name = next((metric for metric in SPLIT if metric in split.units), None)
    if name is None:
        return
    unit, alone = split.units[name], {part.name: part.alone[name] for part in split.parts}
    if len(split.parts) > 2:
        extra = split.total[name] - sum(alone.values())
        yield (
            f"Each alone on the reference, they add up to {signed(sum(alone.values()), unit)} of {SPLIT[name]}; all "
            f"together {signed(split.total[name], unit)}, which is {more_or_less(extra, unit)}."
        )
    for pair in strongest(split, name):
        yield (
            f"{_capital(group_in_words(pair.first))} {signed(alone[pair.first], unit)}, "
            f"{group_in_words(pair.second)} {signed(alone[pair.second], unit)}, together "
            f"{more_or_less(pair.more[name], unit)} than both alone."
        )


def how_split(split: Attribution) -> str:
    """What the columns mean, and how exact they are."""
    metric = SPLIT[next(name for name in SPLIT if name in split.units)]
    text = (
        f"Alone: by itself on the reference. Last of all: on top of the others. Both are of {metric}. Shares (Shapley "
        "values): the mean of what it adds over all orders in which the changes can be made; they sum to the change."
    )
    if split.orders:
        text += f" Here {split.orders} orders were drawn; ± is the half-width of the 95 % interval."
    return f"{text} {split.solves} more scenarios were solved for it."


def strongest(split: Attribution, metric: str) -> list[Interaction]:
    """The pairs that do most beyond what each does alone."""
    floor = LEAST_PAIR * max((abs(part.alone[metric]) for part in split.parts), default=0.0)
    found = [pair for pair in split.interactions if abs(pair.more[metric]) > floor]
    return sorted(found, key=lambda pair: -abs(pair.more[metric]))[:PAIRS_TOLD]


# --- notes ------------------------------------------------------------------------------------------------------------


def note(one: Note) -> str:
    """What is to be known of a comparison."""
    about = [in_words(text) if one.kind in ("prices", "unit") else clean(text, LONGEST_TITLE) for text in one.about]
    return {
        "years": f"The horizons differ: only {' to '.join(about)} is compared, which all cover alike.",
        "npv": "The value of the plans is not compared: it is that of the whole of each horizon.",
        "step": f"Periods differ ({listed(about)}): years are compared.",
        "futures": f"{listed(about)} {_have(about)} futures of {_their(about)} own: expected values are compared.",
        "regions": f"{listed(about)} {_have(about)} regions of {_their(about)} own: national totals are compared.",
        "discount_rate": "Discount rates differ: part of the change of value is arithmetic.",
        "objective": "One plan maximises value, another compute: limits are worth shares of each plan's own optimum.",
        "compute": f"{listed(about)} {_have(about)} no demand that stands for compute: compute is not compared.",
        "unit": f"Left out, since their units measure different things: {listed(about)}.",
        "prices": f"Prices left out, since there is one balance here and one in each region there: {listed(about)}.",
    }[one.kind]


def _have(names: Sequence[str]) -> str:
    return "has" if len(names) == 1 else "have"


def _their(names: Sequence[str]) -> str:
    return "its" if len(names) == 1 else "their"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
