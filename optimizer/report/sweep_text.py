"""A sweep as plain text for the screen: no colour, no control characters, at most `width` columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from optimizer.report import sweep_grids as grids
from optimizer.report import sweep_notes
from optimizer.report import sweep_sentences as sentences
from optimizer.report.columns import table_lines
from optimizer.report.sweep_interactions import all_together, pairs
from optimizer.report.sweep_kinks import TITLE as KINKS
from optimizer.report.sweep_words import Words, capital, span_in_words
from optimizer.report.text import NARROWEST, WIDTH, grid_lines, wrapped
from optimizer.results.names import clean
from optimizer.results.sweep.analysis.facts import Curve, Note, SweepFacts
from optimizer.scenario.schema import Scenario

TOP = 10
"""Lines of each list."""
MOST_FACTORS = 20
"""Factors up to which each is told with what it runs over."""
CURVE_FROM = 4
"""Points from which on a curve is told; of fewer the swings say as much."""
EXTREMES = 3
"""Records of which the best and the worst point are told."""
LONGEST_NOTE = 300
INDENT, DEEPER = "  ", "      "
Block = list[str]


def summary(facts: SweepFacts, scenario: Scenario, *, width: int = WIDTH, top: int = TOP) -> str:
    """What a sweep tells. scenario : the base, in which limits and things have their names."""
    page = _Page(facts, Words(facts, scenario), max(width, NARROWEST), top)
    return "\n\n".join("\n".join(block) for block in page.blocks() if block) + "\n"


@dataclass(frozen=True)
class _Page:
    """Lays out the summary of a sweep."""

    facts: SweepFacts
    words: Words
    width: int
    top: int

    def blocks(self) -> Iterator[Block]:
        """Everything, in the order in which one reads it."""
        yield self._head()
        yield from self._results()
        yield from self._influence()
        yield from self._limits()
        yield self._curves()
        yield self._together()
        yield self._failures()
        yield self._notes()

    def _head(self) -> Block:
        study = self.facts.study
        lines = self._wrapped(sentences.head(self.facts))
        for factor in study.factors if len(study.factors) <= MOST_FACTORS else ():
            lines += self._wrapped(f"{self.words.factor(factor.name)}: {span_in_words(factor)}", INDENT, DEEPER)
        if len(study.factors) <= MOST_FACTORS:
            lines += [line for text in sentences.grouped(self.words) for line in self._wrapped(text, INDENT, DEEPER)]
        whole = " ".join(filter(None, (sentences.became(self.facts), sentences.expected(self.words))))
        return [*lines, *self._wrapped(whole)]

    def _results(self) -> Iterator[Block]:
        table = grids.ranges_table(self.facts, self.words)
        told = sentences.all_extremes(self.facts.ranges[:EXTREMES], self.words)
        if table:
            yield [*self._table(table), *self._each((*told, *sentences.not_taken_off(self.facts)))]

    def _influence(self) -> Iterator[Block]:
        yield self._titled("What moves the results", (sweep_notes.note(one, self.words) for one in self._too_few))
        for grid in grids.ranking_grids(self.facts, self.words, self.top):
            yield list(grid_lines(grid, self.width))
        together = (pairs(one, self.words) for one in self.facts.indices)
        yield self._titled("What factors do only together", (text for text in together if text))
        part = sentences.tried(self.facts)
        for table in grids.tornado_tables(self.facts, self.words, self.top, part.only if part else ""):
            yield self._table(table)

    @property
    def _too_few(self) -> list[Note]:
        """What is told where one looks for what moves the results, not among all that is to be known."""
        return [one for one in self.facts.notes if one.kind in sweep_notes.TOO_FEW]

    def _limits(self) -> Iterator[Block]:
        yield self._titled("The limit worth most", sentences.tops(self.facts.tops, self.words))
        told = list(sentences.handovers(self.facts.handovers, self.words))
        if told:
            still = sentences.elsewhere(self.facts.handovers[0].fixed)
            heading = self._wrapped(f"Where the limit worth most changes hands{still}")
            yield [*heading, *self._listed(told, "factors")]
        yield self._titled("Which limit binds where", (sentences.areas(one, self.words) for one in self.facts.planes))

    def _curves(self) -> Block:
        central = [one for one in self.facts.curves if self._is_told(one)]
        if not central:
            return []
        lines = [
            line for one in central[: self.top] for line in self._one_curve(list(sentences.curve(one, self.words)))
        ]
        heading = self._wrapped(f"{KINKS}{sentences.elsewhere(central[0].fixed)}")
        return [*heading, *lines, *self._left(len(central), "curves")]

    def _is_told(self, one: Curve) -> bool:
        return one.central and one.course != "flat" and len(one.points) >= CURVE_FROM

    def _one_curve(self, told: list[str]) -> Block:
        first, *kinks = told or [""]
        lines = self._wrapped(first, INDENT, INDENT + INDENT) if first else []
        for kink in kinks[: self.top]:
            lines += self._wrapped(f"- {kink}", INDENT + INDENT, DEEPER)
        return [*lines, *self._left(len(kinks), "kinks")]

    def _together(self) -> Block:
        told = all_together(self.facts.together, self.words)
        return ["Two factors together", *self._listed(told, "results")] if told else []

    def _failures(self) -> Block:
        told = [sweep_notes.failure(one) for one in self.facts.failures]
        return ["Points without an answer", *self._listed(told, "reasons")] if told else []

    def _notes(self) -> Block:
        told = [capital(clean(text, LONGEST_NOTE)).rstrip(".") + "." for text in self.facts.study.notes]
        rest = (sweep_notes.note(one, self.words) for one in self.facts.notes if one not in self._too_few)
        return self._titled("To be known", (*told, *rest))

    def _table(self, table: grids.TextTable) -> Block:
        below = self._each(table.notes)
        return [*self._wrapped(table.title), *table_lines(table.columns, table.rows, self.width), *below]

    def _titled(self, heading: str, said: Iterable[str]) -> Block:
        lines = self._each(said)
        return [heading, *lines] if lines else []

    def _listed(self, told: list[str], what: str) -> Block:
        return [*self._each(told[: self.top]), *self._left(len(told), what)]

    def _each(self, said: Iterable[str]) -> Block:
        return [line for sentence in said for line in self._wrapped(sentence, INDENT, INDENT + INDENT)]

    def _left(self, count: int, what: str) -> Block:
        more = count - self.top
        what = what.removesuffix("s") if more == 1 else what
        return [f"{INDENT}{more} more {what} on the page and in the tables."] if more > 0 else []

    def _wrapped(self, text: str, indent: str = "", hanging: str | None = None) -> Block:
        return wrapped(text, self.width, indent, hanging)
