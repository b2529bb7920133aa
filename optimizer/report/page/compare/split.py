"""Which input made the change: each group's share of it, alone and on top of all others, and what pairs do together."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimizer.report import compare_grids
from optimizer.report import compare_sentences as sentences
from optimizer.report.compare_grids import SPLIT
from optimizer.report.compare_sentences import LEAST_PAIR
from optimizer.report.compare_words import group_in_words, signed
from optimizer.report.grids import Grid
from optimizer.report.page.compare.subjects import Other, Subjects
from optimizer.report.page.facts import Chart, Part, Section, Series, panel
from optimizer.report.page.result import first_upper
from optimizer.results.compare.facts import Attribution

PAIRS = 12
"""Pairs that are drawn: those that do most beyond what each does alone."""
READING = (
    "Bar: the share of the change (Shapley value). Ring: what it adds by itself, on the reference. Dot: what it adds "
    "last, on top of all the others. Where ring and dot are apart, changes help or hinder each other."
)


def split(found: Subjects) -> Section | None:
    """The section; None where no change was split."""
    parts = [part for place, other in enumerate(found.others) for part in _parts(found, other, place)]
    if not parts:
        return None
    return Section("split", "Split", "Which input made the change", tuple(parts))


def _parts(found: Subjects, other: Other, place: int) -> Iterator[Part]:
    one = other.difference.attribution
    if one is None:
        return
    told = tuple(sentences.together(one))
    if len(one.parts) < 2:
        yield Part(found.heading(other), told)
        return
    grid = compare_grids.attribution_grid(one)
    cards = tuple(_card(one, metric, f"{place}-{at}", grid) for at, metric in enumerate(SPLIT) if metric in one.units)
    yield Part(found.heading(other), (*told, READING), cards, common=True)
    metric = next(name for name in SPLIT if name in one.units)
    pairs = tuple(_pairs(one, metric, place))
    yield Part("", (sentences.how_split(one),), pairs, (grid,))


def _card(one: Attribution, metric: str, place: str, grid: Grid) -> Chart:
    names = tuple(first_upper(group_in_words(part.name)) for part in one.parts)
    unit = one.units[metric]
    values = [np.array([getattr(part, kind)[metric] for part in one.parts]) for kind in ("share", "alone", "last")]
    share, alone, last = values
    best = int(np.argmax(np.abs(share)))
    return Chart(
        f"split-{place}",
        f"Change of {SPLIT[metric]}",
        f"{signed(one.total[metric], unit)} in all; most by {names[best]}: {signed(float(share[best]), unit)}.",
        names,
        "item",
        (
            panel(
                "",
                unit,
                [
                    Series("share of the change", "bar", share, "c1"),
                    Series("alone, on the reference", "ring", alone, "strong"),
                    Series("last, on top of all others", "dot", last, "strong"),
                ],
            ),
        ),
        small=True,
    )


def _pairs(one: Attribution, metric: str, place: int) -> Iterator[Chart]:
    """What two do together beyond what each does alone, on the reference."""
    ranked = sorted(one.interactions, key=lambda pair: -abs(pair.more[metric]))
    floor = LEAST_PAIR * max((abs(part.alone[metric]) for part in one.parts), default=0.0)
    shown = [pair for pair in ranked if abs(pair.more[metric]) > floor][:PAIRS]
    if not shown:
        return
    left = len(ranked) - len(shown)
    most = signed(shown[0].more[metric], one.units[metric])
    others = f" Not drawn: {left} {'pair that does' if left == 1 else 'pairs that do'} less." if left else ""
    unit = one.units[metric]
    values = np.array([pair.more[metric] for pair in shown])
    names = tuple(f"{first_upper(group_in_words(pair.first))} with {group_in_words(pair.second)}" for pair in shown)
    yield Chart(
        f"pairs-{place}",
        f"Pairs, beyond each alone: {SPLIT[metric]}",
        f"Above 0 they help each other, below they stand in each other’s way. Most: {most}.{others}",
        names,
        "item",
        (panel("", unit, [Series("together beyond each alone", "bar", values, "c3")]),),
        small=True,
    )
