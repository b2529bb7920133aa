"""What was varied: each factor with its range, where the base stands, and where its number comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from optimizer.report import sweep_sentences as sentences
from optimizer.report.page.sweep.facts import AllVaried, Varied
from optimizer.report.sweep_words import Words, span_in_words
from optimizer.results.names import clean
from optimizer.results.sweep.study import Factor
from optimizer.scenario.number import ASSUMPTION, Number
from optimizer.scenario.tree import key_path
from optimizer.scenario.walk import numbers

SHOWN = 12
KEYS, LONGEST_KEY, LONGEST_NOTE = 2, 120, 300
Numbers = Mapping[str, Number]
"""By dotted key."""


def varied(words: Words) -> AllVaried:
    """All factors, in the order of the study."""
    study = words.facts.study
    known = {key_path(path): number for path, number in numbers(words.scenario)}
    rows = tuple(_row(factor, words, known) for factor in study.factors)
    return AllVaried(_told(words, rows), rows[:SHOWN], rows[SHOWN:])


def sources(words: Words) -> tuple[str, ...]:
    """The sources that the numbers of the factors name."""
    known = {key_path(path): number for path, number in numbers(words.scenario)}
    behind = (number for factor in words.facts.study.factors for number in _behind(factor, known))
    return tuple(dict.fromkeys(one.source for one in behind if one.source and one.source != ASSUMPTION))


def _told(words: Words, rows: tuple[Varied, ...]) -> str:
    count = len(rows)
    if not count:
        return "The study varies nothing."
    weak = sum(row.is_assumption for row in rows)
    rest = f" The base has assumptions for {weak:,} of them: numbers that nobody published." if weak else ""
    groups = list(sentences.grouped(words))
    moved = f" Groups: {'; '.join(groups)}." if groups else ""
    return f"{count:,} {'factor' if count == 1 else 'factors'}; all else stays as in the base.{rest}{moved}"


def _behind(factor: Factor, known: Numbers) -> Iterator[Number]:
    """The numbers of the base that a factor moves; of a path over time, all its points."""
    for path in factor.paths:
        if path in known:
            yield known[path]
        else:
            yield from (number for key, number in known.items() if key.startswith(f"{path}."))


def _row(factor: Factor, words: Words, known: Numbers) -> Varied:
    behind = list(_behind(factor, known))
    named = list(dict.fromkeys(clean(one.source) for one in behind if one.source))
    trust = list(dict.fromkeys(clean(one.confidence) for one in behind if one.confidence))
    notes = list(dict.fromkeys(clean(one.note, LONGEST_NOTE) for one in behind if one.note))
    source = named[0] if len(named) == 1 else f"{len(named)} sources" if named else "none named" if behind else ""
    return Varied(
        words.factor(factor.name),
        tuple(clean(path, LONGEST_KEY) for path in factor.paths[:KEYS]),
        max(len(factor.paths) - KEYS, 0),
        span_in_words(factor),
        "" if factor.central is None else words.level(factor.name, factor.central),
        source,
        bool(behind) and all(one.is_assumption for one in behind),
        trust[0] if len(trust) == 1 and not all(one.is_assumption for one in behind) else "",
        notes[0] if len(notes) == 1 else "",
        tuple(
            (words.level(factor.name, level), clean(said, LONGEST_NOTE)) for level, said in factor.level_notes.items()
        ),
    )
