"""A comparison as plain text for the screen: no colour, no control characters, at most `width` columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from optimizer.report import compare_grids as grids
from optimizer.report import compare_sentences as sentences
from optimizer.report import compare_table as newspaper
from optimizer.report.columns import Column, table_lines
from optimizer.report.compare_words import (
    Describer,
    cause_in_words,
    input_in_words,
    label,
    limit_cells,
    places_in_words,
    title,
)
from optimizer.report.grids import Grid
from optimizer.report.text import NARROWEST, WIDTH, grid_lines, wrapped
from optimizer.results.compare.facts import Comparison, Difference, InputChange, Subject
from optimizer.results.names import clean
from optimizer.scenario.schema import Scenario

TOP = 8
"""Lines of each list, unless the user asks for more."""
INDENT = "  "
DEEPER = "      "
LONGEST = 120
Block = list[str]


def comparison_text(
    facts: Comparison, scenarios: Mapping[str, Scenario], *, width: int = WIDTH, top: int = TOP, brief: bool = False
) -> str:
    """What differs: of two in full, of more as a table with the essence of each.

    scenarios : by label.  brief : of two only the sentences, of more only the table; with the splits asked for.
    """
    page = _Page(facts, scenarios, max(width, NARROWEST), top)
    if len(facts.differences) == 1:
        blocks = page.brief_pair(facts.differences[0]) if brief else page.pair(facts.differences[0])
    else:
        blocks = page.brief_many() if brief else page.many()
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


@dataclass(frozen=True)
class _Page:
    """Lays out a comparison."""

    facts: Comparison
    scenarios: Mapping[str, Scenario]
    width: int
    top: int

    # --- two ----------------------------------------------------------------------------------------------------------

    def pair(self, one: Difference) -> Iterator[Block]:
        """Everything about two."""
        words = self._describer(one)
        yield self._head([one])
        yield self._paragraphs(sentences.in_short(self.facts, one, words))
        yield self._inputs(one)
        if one.is_empty:
            return
        yield self._grid(grids.compute_grid(self.facts, one))
        yield self._grid(grids.money_grid(self.facts, one))
        yield self._titled("Public money", sentences.public_money(self.facts, one))
        yield self._limits(one, words)
        yield self._titled("What binds most, year by year", sentences.binding(one.binding, words))
        yield self._grid(grids.plan_grid(self.facts, one, "in_service", self.top))
        yield self._grid(grids.plan_grid(self.facts, one, "started", self.top))
        yield self._grid(grids.price_grid(self.facts, one, self.top))
        yield self._split(one)
        yield self._titled("To be known", map(sentences.note, (*self.facts.notes, *one.notes)))

    def brief_pair(self, one: Difference) -> Iterator[Block]:
        """Two in a few sentences."""
        yield self._head([one])
        yield self._paragraphs(sentences.in_short(self.facts, one, self._describer(one)))
        yield self._split(one)

    # --- many ---------------------------------------------------------------------------------------------------------

    def many(self) -> Iterator[Block]:
        """The table of all, and the essence of each."""
        yield self._head(self.facts.differences)
        yield self._table("", newspaper.main_table(self.facts, self.scenarios), newspaper.main_notes(self.facts))
        yield self._table(
            "What the added public money does", newspaper.money_table(self.facts), newspaper.money_notes(self.facts)
        )
        yield ["Inputs that differ", *(line for one in self.facts.differences for line in self._inputs_of(one))]
        yield from self._splits()
        notes = [*self.facts.notes, *(note for one in self.facts.differences for note in one.notes)]
        yield self._titled("To be known", map(sentences.note, dict.fromkeys(notes)))
        first, other = self.facts.reference, self.facts.differences[0].subject
        yield self._wrapped(f"More of each: optimizer compare {_asked(first)} {_asked(other)}")

    def brief_many(self) -> Iterator[Block]:
        """The table alone."""
        yield self._head(self.facts.differences)
        yield self._table("", newspaper.main_table(self.facts, self.scenarios), newspaper.main_notes(self.facts))
        yield from self._splits()

    # --- parts --------------------------------------------------------------------------------------------------------

    def _head(self, differences: Sequence[Difference]) -> Block:
        facts, years = self.facts, self.facts.years
        span = years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}"
        told = f"{span}; money in {clean(facts.money_unit)} of {facts.money_year}."
        if len(differences) > 1:
            return self._wrapped(f"{len(differences)} scenarios against {title(facts.reference)}. {told}")
        (one,) = differences
        subjects = [
            line
            for subject in (one.subject, facts.reference)
            for line in self._wrapped(_named(subject), INDENT, DEEPER)
        ]
        return [
            f"{label(one.subject, LONGEST)} against {label(facts.reference, LONGEST)}",
            *subjects,
            f"{INDENT}{told}",
        ]

    def _inputs(self, one: Difference) -> Block:
        if not one.inputs:
            return []
        return [f"Inputs that differ, {label(self.facts.reference)} → {label(one.subject)}", *self._input_lines(one)]

    def _input_lines(self, one: Difference) -> Iterator[str]:
        for change in one.inputs[: self.top]:
            yield from self._wrapped(input_in_words(change), INDENT, DEEPER)
            place = places_in_words(change)
            if place:
                yield from self._wrapped(place, DEEPER, DEEPER)
        yield from self._left(len(one.inputs))

    def _inputs_of(self, one: Difference) -> Iterator[str]:
        """The inputs of one of many, in short."""
        changes = one.inputs[: max(self.top // 2, 1)]
        told = "; ".join(_short(change) for change in changes) or "none"
        more = len(one.inputs) - len(changes)
        yield from self._wrapped(
            f"{label(one.subject, LONGEST)}: {told}{f'; and {more} more' if more > 0 else ''}", INDENT, DEEPER
        )

    def _limits(self, one: Difference, words: Describer) -> Block:
        shown = one.limits[: self.top]
        if not shown:
            return []
        columns = (
            Column("limit", words=True, most=46),
            Column(label(self.facts.reference)),
            Column("when", words=True, most=18),
            Column(label(one.subject)),
            Column("when", words=True, most=18),
            Column("", words=True),
        )
        lines = table_lines(columns, [limit_cells(limit, words) for limit in shown], self.width)
        return ["What holds the plan back, by share of the plan's value", *lines, *self._left(len(one.limits))]

    def _split(self, one: Difference) -> Block:
        split = one.attribution
        if split is None:
            return []
        said = self._paragraphs(sentences.together(split), INDENT)
        if len(split.parts) < 2:
            return ["Split of the change", *said]
        how = self._wrapped(sentences.how_split(split), INDENT, INDENT)
        return [*self._grid(grids.attribution_grid(split)), *said, *how]

    def _splits(self) -> Iterator[Block]:
        for one in self.facts.differences:
            if one.attribution is not None and len(one.attribution.parts) > 1:
                yield [f"{label(one.subject, LONGEST)}:", *self._split(one)]

    def _table(self, heading: str, table: newspaper.TextTable | None, notes: Iterable[str]) -> Block:
        if table is None:
            return []
        lines = table_lines(table.columns, table.rows, self.width)
        below = (line for note in notes for line in self._wrapped(note, INDENT, INDENT))
        return [*([heading] if heading else []), *lines, *below]

    def _describer(self, one: Difference) -> Describer:
        return Describer(self.scenarios[self.facts.reference.label], self.scenarios[one.subject.label])

    def _grid(self, grid: Grid | None) -> Block:
        return list(grid_lines(grid, self.width)) if grid else []

    def _titled(self, heading: str, said: Iterable[str]) -> Block:
        lines = self._paragraphs(said, INDENT)
        return [heading, *lines] if lines else []

    def _paragraphs(self, said: Iterable[str], indent: str = "") -> Block:
        return [line for sentence in said for line in self._wrapped(sentence, indent, indent)]

    def _left(self, count: int) -> Iterator[str]:
        if count > self.top:
            yield f"{INDENT}{count - self.top} more: --top {count} shows them."

    def _wrapped(self, text: str, indent: str = "", hanging: str | None = None) -> Block:
        return wrapped(text, self.width, indent, hanging)


def _named(subject: Subject) -> str:
    return f"{label(subject, LONGEST)}: {title(subject)} ({clean(subject.source, LONGEST)})"


def _asked(subject: Subject) -> str:
    """A result as one would type it."""
    return clean(subject.typed, LONGEST)


def _short(change: InputChange) -> str:
    cause = cause_in_words(change)
    return input_in_words(change) + (f" [{cause}]" if cause and change.without else "")
