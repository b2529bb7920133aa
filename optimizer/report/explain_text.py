"""An explanation as plain text for the screen: no colour, no control characters, at most `width` columns."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from optimizer.report import explain_grids as grids
from optimizer.report import sentences
from optimizer.report.explain_sentences import Said, Teller
from optimizer.report.explain_words import TRACKS, UNSURE_DIGITS, limit_in_words, side_by_side
from optimizer.report.grids import Grid
from optimizer.report.text import NARROWEST, WIDTH, grid_lines, wrapped
from optimizer.report.words import listed, percent
from optimizer.results.explain.bottlenecks import BottleneckFact
from optimizer.results.explain.changes import Proof
from optimizer.results.explain.facts import Facts
from optimizer.results.explain.limits import NO_LIMITS, Cause
from optimizer.results.names import clean
from optimizer.results.solution import Solution
from optimizer.scenario.schema import Scenario

INDENT = "     "
WEAK_SHOWN = 10
LIMITS_LISTED = 15
FULL_NAMED = 12
LONGEST_SOURCE = 300
GROUPS: tuple[tuple[str, tuple[Cause, ...]], ...] = (
    ("physical limits and rules", ("lead_time", "pace", "later", "fixed", "ceiling", "supply", "rules")),
    ("limits of money", ("money",)),
    ("capacity from before the plan that serves beside new", ("standing",)),
    ("what users would pay beyond the cost", ("demand",)),
)


def explanation(
    facts: Facts, solution: Solution, scenario: Scenario, *, width: int = WIDTH, proof: bool = False, top: int = 5
) -> str:
    """What holds the plan back, from the whole to the single limit. `proof` : with the command behind each claim."""
    page = _Page(facts, solution, scenario, max(width, NARROWEST), proof)
    tables = (
        grids.split_grid(facts, scenario),
        grids.when_grid(facts, scenario),
        grids.future_grid(facts, scenario),
        grids.region_grid(facts, scenario),
    )
    blocks = [
        page.head(),
        *(page.grid(grid) for grid in tables),
        page.limits(top),
        page.further(top),
        page.full(),
        page.sources(top),
        page.grid(grids.sensitivity_grid(facts)),
        page.number_proofs(),
        page.weak(),
        *page.ladders(),
        page.grid(grids.order_by_grid(facts, scenario)),
        page.date_proofs(),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


class _Page:
    """The blocks of the text, each a list of lines."""

    def __init__(self, facts: Facts, solution: Solution, scenario: Scenario, width: int, proof: bool) -> None:
        self._facts = facts
        self._solution = solution
        self._scenario = scenario
        self._width = width
        self._proof = proof
        self._teller = Teller(facts, scenario)
        self._shown: set[int] = set()

    def head(self) -> list[str]:
        """What was asked, the whole value, and to what it is owed."""
        title = (sentences.title(self._scenario), sentences.setting(self._solution, self._scenario))
        lines = [line for part in title for line in wrapped(part, self._width)]
        body = [sentences.how_to_read(self._solution, self._scenario), self._owed()]
        return [*lines, "", *(line for part in body if part for line in wrapped(part, self._width))]

    def _owed(self) -> str:
        shares = []
        for words, causes in GROUPS:
            share = sum(cell.share for cell in self._facts.split if cell.cause in causes)
            if abs(share) >= grids.LEAST / 10:
                shares.append(f"{percent(share)} to {words}")
        if self._facts.about.objective < 0:
            return "The plan costs more than it brings, for what must be served; shares are of that sum."
        return f"All of that value is owed to limits: {listed(shares)}." if shares else ""

    def grid(self, grid: Grid | None) -> list[str]:
        return list(grid_lines(grid, self._width)) if grid else []

    # --- limits ---------------------------------------------------------------------------------------------------

    def limits(self, top: int) -> list[str]:
        """The limits worth most, physical ones and rules apart from money."""
        first = [fact for fact in self._facts.bottlenecks if fact.rank][:top]
        shut = [fact for fact in self._facts.bottlenecks if fact.state == "shut"]
        if not first:
            return [
                sentences.nothing_in_the_way(self._solution),
                *self._more(shut),
            ]
        lines: list[str] = []
        for title, mine in (
            ("The physical limits and rules worth most", [fact for fact in first if fact.cause != "money"]),
            ("The limits of money worth most", [fact for fact in first if fact.cause == "money"]),
        ):
            if mine:
                lines += [*([""] if lines else []), title, *(line for fact in mine for line in self._limit(fact))]
        return [*lines, *self._more(shut)]

    def _more(self, shut: Sequence[BottleneckFact]) -> list[str]:
        if not shut:
            return []
        lines = ["", "Shut in this scenario, though opening it would be worth something"]
        for fact in shut:
            said = [Said(f"{_first_upper(limit_in_words(fact, self._scenario))}.")]
            said += [self._teller.effect(fact, effect) for effect in fact.effects]
            lines += self._sentences(said, "  -  ")
        return lines

    def _limit(self, fact: BottleneckFact) -> Iterator[str]:
        yield from self._sentences(list(self._teller.limit(fact)), f"{fact.rank.rjust(3)}. ")

    def further(self, told: int) -> list[str]:
        """The limits that bind after those told in full, a line each."""
        rest = [fact for fact in self._facts.bottlenecks if fact.rank][told:]
        shown = [fact for fact in rest if fact.share >= grids.LEAST][:LIMITS_LISTED]
        if not rest:
            return []
        lines = ["Further limits that bind, with their share of the plan's value (not solved again)"]
        for fact in shown:
            name = limit_in_words(fact, self._scenario)
            price = self._teller.shadow_price(fact, UNSURE_DIGITS)
            said = f"{name}, {self._teller.when(fact)}: {percent(fact.share)}; {price}"
            lines += self._lines(said, f"{fact.rank.rjust(3)}. ", INDENT)
        left = len(rest) - len(shown)
        return [*lines, *([f"{INDENT}{left} more, worth less each, are in explain/bottlenecks.csv."] if left else [])]

    def sources(self, told: int) -> list[str]:
        """The sources that the limits told in full rest on."""
        first = [fact for fact in self._facts.bottlenecks if fact.rank][:told]
        found = {each.source: each for fact in first for each in fact.numbers if each.title}
        if not found:
            return []
        lines = ["Sources named above"]
        for name, each in found.items():
            lines += wrapped(clean(f"{name}: {each.title}", LONGEST_SOURCE), self._width, "  ", INDENT)
            lines += [INDENT + clean(each.url, LONGEST_SOURCE)] if each.url else []
        return lines

    def full(self) -> list[str]:
        """What is full, but holds nothing back; those that are part of a tie are told there."""
        tied = {limit for fact in self._facts.bottlenecks if fact.tie for limit in fact.tie.members}
        full = [
            limit_in_words(fact, self._scenario)
            for fact in self._facts.bottlenecks
            if fact.state == "full" and fact.cause not in NO_LIMITS and fact.limit not in tied
        ]
        if not full:
            return []
        left = len(full) - FULL_NAMED
        more = f" and {left} more, all in explain/bottlenecks.csv" if left > 0 else ""
        return self._lines(f"Full, but more would be worth nothing: {', '.join(full[:FULL_NAMED])}{more}.")

    # --- numbers --------------------------------------------------------------------------------------------------

    def weak(self) -> list[str]:
        """The weighty numbers that rest on little."""
        found = self._facts.sensitivity
        if found is None or not found.influential_and_weak:
            return []
        worths = {worth.key: worth for worth in found.worths}
        lines = ["Influential and weakly sourced: what to find out first"]
        for rank, key in enumerate(found.influential_and_weak[:WEAK_SHOWN], 1):
            said = self._teller.weak(worths[key], grids.value_in_words(worths[key]))
            lines += self._lines(said, f"{rank:>3}. ", INDENT)
        return lines

    def number_proofs(self) -> list[str]:
        """The re-solves at the ends of the ranges of numbers."""
        found = self._facts.sensitivity
        ends = [
            (f"{worth.key} at its {end}", proof)
            for worth in (found.worths if found else ())
            for end, proof in (("low", worth.proof_low), ("high", worth.proof_high))
            if proof is not None
        ]
        return self._listed_proofs("The re-solves at the ends of ranges", ends)

    def date_proofs(self) -> list[str]:
        """The re-solves with later applications, those that the table shows."""
        losses = [
            (f"{fact.asset}, nothing applied for before {loss.period}", loss.proof)
            for fact in self._facts.order_by or ()
            for loss in fact.losses[: grids.LATE_SHOWN]
        ]
        return self._listed_proofs("The re-solves with later applications", losses)

    def _listed_proofs(self, title: str, proofs: Sequence[tuple[str, Proof]]) -> list[str]:
        if not self._proof or not proofs:
            return []
        lines = [title]
        for what, proof in proofs:
            lines += [*self._lines(f"{what}:", "  ", INDENT), *self._proof_lines(proof)]
        return lines

    # --- ladders --------------------------------------------------------------------------------------------------

    def ladders(self) -> Iterator[list[str]]:
        """What to relieve first, and what is worth most then, on each track."""
        for ladder in self._facts.ladders:
            title = f"{TRACKS[ladder.track]}: what to relieve first, and what binds next"
            lines = [title]
            below: Proof | None = None
            for rung in ladder.rungs:
                lines += self._sentences(list(self._teller.rung(rung, below)), f"{rung.number:>3}. ")
                below = (rung.extent or rung.step).proof
            lines += self._lines(self._teller.ended(ladder), "  ", "  ")
            yield lines

    def _lines(self, text: str, indent: str = "", hanging: str | None = None) -> list[str]:
        """Text without control characters, wrapped."""
        return wrapped(clean(text, len(text) + 1), self._width, indent, hanging)

    # --- sentences and proofs -------------------------------------------------------------------------------------

    def _sentences(self, said: Sequence[Said], bullet: str) -> list[str]:
        """Sentences, the first on the line of its bullet, each followed by its proofs where they are asked for."""
        lines: list[str] = []
        for place, each in enumerate(said):
            lines += self._lines(each.text, INDENT if place else bullet, INDENT)
            if self._proof:
                lines += [line for proof in each.proofs for line in self._proof_lines(proof, each.against)]
        return lines

    def _proof_lines(self, proof: Proof, against: Proof | None = None) -> list[str]:
        """The command, whole on one line so that it can be copied, and what it gives."""
        if proof.number in self._shown:
            return [f"{INDENT}  as in proof {proof.number}"]
        self._shown.add(proof.number)
        found = _found(proof, self._facts, against)
        command = "".join(letter for letter in shlex.join(proof.command) if letter.isprintable())
        return [f"{INDENT}  proof {proof.number}: {found}", f"{INDENT}  $ {command}"]


def _found(proof: Proof, facts: Facts, against: Proof | None) -> str:
    """What a re-solve found, beside what it is held against."""
    about = facts.about
    before, before_compute = (
        (about.objective, about.compute) if against is None else (against.objective, against.compute)
    )
    if proof.objective is None or before is None:
        return "no plan"
    said = f"the objective is {side_by_side(proof.objective, before, about.objective_unit)}"
    if proof.compute is not None and before_compute is not None and about.compute_unit != about.objective_unit:
        said += f", compute {side_by_side(proof.compute, before_compute, about.compute_unit)}"
    return said if against is None else f"{said} (proof {against.number})"


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
