"""The answer of a sweep in one screen: numbers to remember, then sentences."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.report import sweep_grids, sweep_notes
from optimizer.report import sweep_sentences as sentences
from optimizer.report.page.facts import Figure
from optimizer.report.page.result import first_upper
from optimizer.report.page.sweep.records import Records
from optimizer.report.sweep_extremes import all_extremes
from optimizer.report.sweep_words import Words, at_all, part_of, same_at, span_in_words
from optimizer.report.words import amount, listed, percent
from optimizer.results.names import clean
from optimizer.results.sweep.analysis.facts import SweepFacts
from optimizer.results.sweep.analysis.index_facts import Influence, Ranking
from optimizer.results.sweep.points import DONE

FIGURES = 3
"""Records that have a number in the first line."""
PUBLIC = "public_cost"
EXTREMES = 3
SPANS = 4
"""Factors whose spans are told in the first sentence."""
MOVED = 2
"""Records of which it is told what moves them."""
NAMED = 3
"""Factors that are named as those that move a record most."""
LEAST = 0.01
"""Part of the strongest below which a factor is not named."""
LONGEST_NOTE = 300
LONGEST_REASON = 800


def figures(records: Records) -> Iterator[Figure]:
    """How many points there are, and how far the first records reach."""
    rows = records.facts.rows
    done = sum(row.status == DONE for row in rows)
    lacking = len(rows) - done
    detail = "all with an answer" if not lacking else f"{lacking:,} without an answer"
    yield Figure("Scenarios", f"{len(rows):,}", detail if rows else "")
    for record in _remembered(records):
        one = records.ranges[record]
        label, (low, middle, high) = sweep_grids.spread(one)
        name = records.name(record)
        if one.constant:
            yield Figure(name, records.amount(one.median.value, record), same_at(one.points, len(rows)))
        else:
            yield Figure(name, f"{low} to {high} {label}".rstrip(), f"median {middle}")


def _remembered(records: Records) -> list[str]:
    """The first records; what the Treasury pays, where it moves, is always among them: value does not bear it."""
    first = list(records.ranges)[:FIGURES]
    if PUBLIC in records.moving and PUBLIC not in first:
        still = [at for at, name in enumerate(first) if at and records.ranges[name].constant]
        first[still[-1] if still else -1] = PUBLIC
    return first


def asked(records: Records) -> str:
    """What was done, in sentences."""
    facts, words = records.facts, records.words
    study, count = facts.study, len(facts.study.factors)
    design = first_upper(sentences.DESIGNS.get(study.design, clean(study.design)))
    spans = "; ".join(f"{words.factor(factor.name)}: {span_in_words(factor)}" for factor in study.factors)
    few = f" {first_upper(spans)}." if 0 < count <= SPANS else ""
    what = f"{count:,} {'factor' if count == 1 else 'factors'}"
    told = f"{sentences.became(facts)} {sentences.expected(words)}".rstrip()
    return f"{design}, {what}, on {clean(study.base)}.{few} {told}"


def found(records: Records) -> Iterator[str]:
    """The answer, sentence by sentence."""
    facts, words = records.facts, records.words
    part = sentences.tried(facts)
    only = f", {part.only}" if part else ""
    yield from _still(records)
    yield from _extremes(records)
    yield from (sweep_notes.note(one, words) for one in facts.notes if one.kind in sweep_notes.TOO_FEW)
    yield from [text for one in facts.rankings if (text := _most(one, words, only))][:MOVED]
    if facts.planes and facts.tops:
        yield sentences.areas(facts.planes[0], words).replace("In the plane", "Limit worth most in the plane", 1)
    else:
        yield from _limits(records)
    yield from list(_handovers(records))[:NAMED]


def _still(records: Records) -> Iterator[str]:
    still = [one for one in records.ranges.values() if one.constant]
    yield from all_extremes(still, records.words)
    if still and len(still) == len(records.ranges) and min(one.points for one in still) == len(records.facts.rows) > 1:
        yield "Nothing that was varied changes the plan."


def _extremes(records: Records) -> Iterator[str]:
    """Where the first records are highest and lowest, and what the value leaves out."""
    first = [one for one in records.facts.ranges[:EXTREMES] if not one.constant]
    yield from all_extremes(first, records.words)
    yield from sentences.not_taken_off(records.facts)


def _limits(records: Records) -> Iterator[str]:
    tops, words = records.facts.tops, records.words
    if not tops:
        return
    whole = sum(one.points for one in tops)
    if len(tops) == 1 and not tops[0].what:
        yield f"No limit on supply holds anything back, at {at_all(whole, len(records.facts.rows))}."
        return
    if len(tops) == 1:
        where = at_all(whole, len(records.facts.rows))
        yield f"{first_upper(words.limit(tops[0].what))} is the limit worth most at {where}."
        return
    first, *rest = tops[:NAMED]
    told = [f"{words.limit(first.what)} at {part_of(first.points, whole)}{with_answer(records.facts)}"]
    told += [f"{words.limit(one.what)} at {one.points:,} ({percent(one.points / whole)})" for one in rest]
    yield f"The limit worth most: {', '.join(told)}{', others at the rest' if len(tops) > NAMED else ''}."


def with_answer(facts: SweepFacts) -> str:
    """Which points are counted where a limit is told: those with an answer, where some have none."""
    return "" if all(row.status == DONE for row in facts.rows) else " with an answer"


def _handovers(records: Records) -> Iterator[str]:
    """From where on along each factor another limit is worth most."""
    found, words = records.facts.handovers, records.words
    names = (words.factor(name) for name in dict.fromkeys(one.factor for one in found))
    for name, text in zip(names, sentences.handovers(found, words), strict=True):
        yield f"Limit worth most along {text.replace(first_upper(name), name, 1)}"


def question(facts: SweepFacts, asked_for: str) -> str:
    """What stands below the title: that the results are of a part of the factors, then what was asked."""
    part = sentences.tried(facts)
    return f"{first_upper(part.sentence)}. {asked_for}".rstrip() if part else asked_for


def _most(one: Ranking, words: Words, only: str) -> str:
    """Which factors move a record most, by the yardstick of the design. only : of which, where not all were tried."""
    strongest = one.influences[0].strength if one.influences else 0.0
    if words.facts.hardly_moves(one.record):
        return ""
    clear = [each for each in one.influences if each.standing == "clear" and each.strength > LEAST * strongest][:NAMED]
    if not clear or len(one.influences) < 2 or any(each.standing == "unknown" for each in one.influences):
        return ""  # of what is not known at all not even the order is
    told = [f"{words.factor(each.name)} ({_strength(one, each)})" for each in clear]
    moved = "moved most" if clear[0] is one.influences[0] else "surely moved"
    name = f"{first_upper(words.record(one.record))} {words.verb(one.record)}"
    level = len([each for each in one.leaders if each in clear and each.confidence])
    unsure = " (their intervals overlap: which does most is not sure)" if level == len(told) > 1 else ""
    return f"{name} {moved} by {listed(told)}{unsure}{only}."


def _strength(one: Ranking, each: Influence) -> str:
    """How much a factor moves a record, by the yardstick of the ranking."""
    value = each.strength
    if one.by == "ST":
        share = f"{100 * value:.1f} ± {100 * each.confidence:.1f} %" if each.confidence else percent(value)
        return f"{share} of its spread"
    if one.by == "pawn":
        return f"distance {value:.2f}"
    return f"rank correlation {value:.2f}" if one.by == "rho" else f"{amount(value, clean(one.unit))} over its range"


def failures(records: Records) -> tuple[str, ...]:
    """Points without an answer, by their reason."""
    return tuple(sweep_notes.failure(one, LONGEST_REASON) for one in records.facts.failures)


def notes(records: Records) -> tuple[str, ...]:
    """What is to be known before the numbers are used."""
    facts, words = records.facts, records.words
    own = (first_upper(clean(text, LONGEST_NOTE)).rstrip(".") for text in facts.study.notes)
    rest = (sweep_notes.note(one, words) for one in facts.notes if one.kind not in sweep_notes.TOO_FEW)
    return (*(f"{text}." for text in own), *rest)
