"""The tables of a sweep, as text in cells."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from optimizer.report.columns import Column
from optimizer.report.compare_words import signed_cells
from optimizer.report.grids import Grid, Line
from optimizer.report.sweep_sentences import leaders
from optimizer.report.sweep_words import Words, capital
from optimizer.report.words import cells, column, decimals_for, scale_for
from optimizer.results.names import clean
from optimizer.results.sweep.analysis.facts import Range, SweepFacts, Swing, Tornado
from optimizer.results.sweep.analysis.index_facts import Influence, Ranking, Standing

MOST_LABEL = 52
WIDE = 0.25
"""Half-width of an interval of a share of the variance that makes it useless."""
MOSTLY = 0.5
"""Part of the mean size of effects that their mean has to be for their sign to be told."""
IN_BRACKETS = "In brackets: not to be told from nothing, since the 95 % interval reaches 0."
Signs: TypeAlias = Mapping[tuple[str, str], str]
"""By record and factor."""
FIRST_RECORDS = 3
"""Records of which a tornado is told on the screen; the page has all."""
YARDSTICKS = {
    "ST": "share of the variance",
    "mu_star": "mean size of change over its range",
    "pawn": "shift of the distribution (PAWN)",
    "rho": "rank correlation, without sign",
}


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table with a title above and remarks below it."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


def ranges_table(facts: SweepFacts, words: Words) -> TextTable | None:
    """Lowest, median and highest of every record."""
    if not facts.ranges:
        return None
    columns = (Column("", words=True, most=MOST_LABEL), Column("lowest"), Column("median"), Column("highest"))
    expected = ", expected over the futures" if words.scenario.futures else ""
    return TextTable(f"Ranges over the points{expected}", columns, tuple(_range(one, words) for one in facts.ranges))


def _range(one: Range, words: Words) -> tuple[str, ...]:
    label, shown = spread(one)
    return (words.record(one.record) + (f" [{label}]" if label else ""), *shown)


def spread(one: Range) -> tuple[str, tuple[str, ...]]:
    """The unit of a record as it is shown; its lowest, median and highest value."""
    values = [one.lowest.value, one.median.value, one.highest.value]
    scale = scale_for(values, clean(one.unit))
    shown = [value * scale.factor for value in values]
    places = decimals_for(shown)
    # Values that differ by less than the last digit shown get the digits that tell them apart.
    while not one.constant and places < 6 and len(set(cells(shown, places))) == 1:
        places += 1
    return scale.label, tuple(cells(shown, places))


def ranking_grids(facts: SweepFacts, words: Words, top: int) -> Iterator[Grid]:
    """The factors that move the results most: by each yardstick one table of all records that really move."""
    swung = {tornado.record for tornado in facts.tornados}
    told = {one.record for one in facts.rankings if one.record not in swung and not facts.hardly_moves(one.record)}
    for yardstick, title in YARDSTICKS.items():
        mine = [one for one in facts.rankings if one.by == yardstick and one.record in told]
        if mine:
            yield _ranking(f"What moves the results: {title}", mine, words, top, _signs(facts))


def _signs(facts: SweepFacts) -> Signs:
    """Whether a record rises (+) or falls (-) with a factor, where Morris' mean or the rank correlation tells.

    Texts have no order that it could rise with.
    """
    texts = {factor.name for factor in facts.study.factors if factor.kind == "text"}
    signs: dict[tuple[str, str], str] = {}
    for one in facts.indices:
        size = {index.factor: index.value for index in one.of("mu_star") if one.standing(index) == "clear"}
        mostly = (index for index in one.of("mu") if abs(index.value) > MOSTLY * size.get(index.factor, math.inf))
        clear = (index for index in one.of("rho") if one.standing(index) == "clear")
        for index in (*mostly, *clear):
            if index.factor not in texts:
                signs[one.record, index.factor] = "+" if index.value > 0 else "-"
    return signs


def _ranking(title: str, rankings: Sequence[Ranking], words: Words, top: int, signs: Signs) -> Grid:
    by_record = [{one.name: one for one in ranking.influences} for ranking in rankings]
    names = in_order(rankings, top)
    header, columns = [], []
    for ranking, found in zip(rankings, by_record, strict=True):
        listed = [found.get(name) for name in names[:top]]
        head, shown = _column(ranking, listed, words)
        header.append(head)
        mine = [signs.get((ranking.record, name), "") if ranking.by != "ST" else "" for name in names[:top]]
        columns.append(
            [
                cell if one is None else told(_with_sign(sign, cell), one.standing)
                for sign, cell, one in zip(mine, shown, listed, strict=True)
            ]
        )
    lines = tuple(
        Line(words.factor(name), tuple(shown[at] for shown in columns)) for at, name in enumerate(names[:top])
    )
    shown = [cell for line in lines for cell in line.cells]
    return Grid(
        title, tuple(header), lines, (*_ranking_notes(rankings, names, top, shown), *_overlaps(rankings, words))
    )


def _overlaps(rankings: Sequence[Ranking], words: Words) -> Iterator[str]:
    """Of which records it cannot be told which factor moves them most."""
    for one in rankings:
        if len(one.leaders) > 1 and any(each.confidence for each in one.leaders):
            yield f"{capital(words.record(one.record))}: most by {leaders(one.leaders, words)}."


def told(cell: str, standing: Standing) -> str:
    """A number in a cell: in brackets what cannot be told from nothing, ? of what is not known at all."""
    if standing == "unknown":
        return "?"
    return f"({cell})" if standing == "unclear" and _is_something(cell) else cell


def too_wide(margins: Iterable[float | None], *, unknown: bool) -> Iterator[str]:
    """Whether there are too few points to tell shares of the variance. unknown : some are not told at all."""
    if unknown or any((margin or 0.0) > WIDE for margin in margins):
        which = f"±{100 * WIDE:.0f} %{' (?: than ±100 %, or not between 0 and 100 %)' if unknown else ''}"
        yield f"Some are wider than {which}: too few points to tell those shares, or their order."


def _with_sign(sign: str, cell: str) -> str:
    """A cell with its sign; what is shown as nothing has none."""
    return sign + cell if _is_something(cell) and not cell.startswith("<") else cell


def _is_something(cell: str) -> bool:
    """Whether a cell has a number other than 0."""
    return any(digit in cell for digit in "123456789")


def in_order(rankings: Sequence[Ranking], top: int) -> list[str]:
    """The factors by name: the strongest of any record first, and they as the first record, asked for most, has them.

    top : how many are shown.
    """
    names = _strongest(rankings)
    first = {one.name: one.strength for one in rankings[0].influences} if rankings else {}
    names[:top] = sorted(names[:top], key=lambda name: -first.get(name, 0.0))
    return names


def _strongest(rankings: Sequence[Ranking]) -> list[str]:
    """The factors by the largest part that they have in any record."""
    most: dict[str, float] = {}
    for ranking in rankings:
        whole = max((one.strength for one in ranking.influences), default=0.0) or 1.0
        size = whole if ranking.by in ("mu_star", "reach") else 1.0
        for one in ranking.influences:
            part = one.strength / size if one.standing != "unknown" else 0.0
            most[one.name] = max(most.get(one.name, 0.0), part)
    return sorted(most, key=lambda name: (-most[name], name))


def _column(ranking: Ranking, listed: Sequence[Influence | None], words: Words) -> tuple[str, list[str]]:
    """One record: what stands above, and its cells."""
    name = words.record(ranking.record)
    if ranking.by == "ST":
        return name, ["-" if one is None else _share(one) for one in listed]
    if ranking.by in ("pawn", "rho"):
        return name, ["-" if one is None else f"{one.strength:.2f}" for one in listed]
    scale = scale_for([one.strength for one in ranking.influences], clean(ranking.unit))
    shown = column([one.strength * scale.factor if one is not None else float("nan") for one in listed])
    return f"{name} [{scale.label}]" if scale.label else name, shown


def _share(one: Influence) -> str:
    """`71.0 ±4.2 %`."""
    margin = f" ±{100 * one.confidence:.1f}" if one.confidence else ""
    return f"{100 * max(one.strength, 0.0):.1f}{margin} %"


def _ranking_notes(rankings: Sequence[Ranking], names: Sequence[str], top: int, shown: Sequence[str]) -> Iterator[str]:
    """What is to be known of the cells that are shown."""
    by, listed = rankings[0].by, [one for ranking in rankings for one in ranking.influences]
    if by == "ST":
        margin = any(one.confidence for one in listed)
        interval = " ± is the half-width of the 95 % interval." if margin else ""
        yield f"What factors do together counts for each of them: shares may sum to over 100 %.{interval}"
        yield from too_wide(
            (one.confidence for one in listed), unknown=any(one.standing == "unknown" for one in listed)
        )
    if any(cell.lstrip("(").startswith(("+", "-")) and len(cell) > 1 for cell in shown):
        yield "+ and -: it rises, or falls, with the factor; without a sign it does both, or that cannot be told."
    noise = sorted({f"{ranking.noise:.2f}" for ranking in rankings if ranking.noise})
    bracketed = any(cell.startswith("(") for cell in shown)
    if noise:
        which = noise[0] if len(noise) == 1 else f"{noise[0]} to {noise[-1]}, by column,"
        yield f"Up to about {which} is what chance alone gives."
        if bracketed:
            yield "In brackets: no more than that."
    elif bracketed:
        yield IN_BRACKETS
    if len(names) > top:
        yield f"{len(names) - top} more {'factor' if len(names) - top == 1 else 'factors'} in indices.csv."


def tornado_tables(facts: SweepFacts, words: Words, top: int, only: str = "") -> Iterator[TextTable]:
    """What each factor does to a record from its lowest to its highest level, the widest swing first.

    only : which factors these are, where not all have been tried.
    """
    for tornado in facts.tornados[:FIRST_RECORDS]:
        swings = [swing for swing in tornado.swings if swing.reach > 0][:top]
        if swings:
            yield _tornado(tornado, swings, words, only)


def _tornado(tornado: Tornado, swings: Sequence[Swing], words: Words, only: str) -> TextTable:
    sizes = [change for swing in swings for change in swing.changes if change is not None]
    scale = scale_for([*sizes, tornado.base.value], clean(tornado.unit))
    places = max(decimals_for([size * scale.factor for size in sizes]), 1)
    rows = tuple((words.factor(swing.name), *_ends(swing, words, scale.factor, places)) for swing in swings)
    base = cells([tornado.base.value * scale.factor], decimals_for([tornado.base.value * scale.factor]))[0]
    title = f"{capital(words.record(tornado.record))} [{scale.label}], {base} in the base; one factor at a time"
    title = f"{title}, {only}" if only else title
    notes = rest_of(tornado, len(swings))
    columns = (Column("", words=True, most=MOST_LABEL), *(Column(head) for head in ("low", "change", "high", "change")))
    return TextTable(title, columns, rows, (f"{notes}.",) if notes else ())


def rest_of(tornado: Tornado, shown: int) -> str:
    """`3 more move it less; 1 does not move it; 2 have no answer`: the factors beside those that are shown, and how
    many may do more than is shown."""
    left = sum(swing.reach > 0 for swing in tornado.swings) - shown
    still = sum(swing.reach <= 0 and swing.is_known for swing in tornado.swings)
    lacking = sum(not swing.is_known for swing in tornado.swings)
    partly = sum(swing.is_known and None in swing.changes for swing in tornado.swings)
    parts = [
        f"{left} more {'moves' if left == 1 else 'move'} it less" if left else "",
        f"{still} {'does' if still == 1 else 'do'} not move it" if still else "",
        f"{lacking} {'has' if lacking == 1 else 'have'} no answer" if lacking else "",
        f"{partly} {'has' if partly == 1 else 'have'} no answer at some level and may move it more" if partly else "",
    ]
    return "; ".join(part for part in parts if part)


def _ends(swing: Swing, words: Words, factor: float, places: int) -> tuple[str, ...]:
    """The lowest and the highest level of a factor, each with the change there; nothing on a side that it lacks."""
    row: list[str] = []
    for at in dict.fromkeys((0, len(swing.levels) - 1)):
        change = swing.changes[at]
        shown = "-" if change is None else signed_cells([change * factor], places)[0]
        row += [words.level(swing.members[0], swing.levels[at]), shown]
    lacking = [""] * (4 - len(row))
    return (*lacking, *row) if _is_above(swing, words) else (*row, *lacking)


def _is_above(swing: Swing, words: Words) -> bool:
    """Whether the first level of a factor is above where the base stands."""
    level, base = swing.levels[0], words.factors[swing.members[0]].central
    return not isinstance(level, str) and not isinstance(base, str) and base is not None and level > base
