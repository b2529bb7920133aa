"""From the facts of a comparison to all that its page says."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.report import compare_sentences as sentences
from optimizer.report.page import render
from optimizer.report.page.compare.again import again
from optimizer.report.page.compare.answer import figures, lead, news, overview, said, title
from optimizer.report.page.compare.facts import Page
from optimizer.report.page.compare.inputs import inputs
from optimizer.report.page.compare.limits import maps, moves
from optimizer.report.page.compare.outcome import outcome
from optimizer.report.page.compare.plan import plan
from optimizer.report.page.compare.prices import prices
from optimizer.report.page.compare.split import split
from optimizer.report.page.compare.subjects import subjects
from optimizer.results.compare import Comparison, Side


def html(page: Page) -> str:
    """The page as one HTML file."""
    return render.html("compare.html.j2", page)


def page(facts: Comparison, sides: Sequence[Side]) -> Page:
    """All that the page of a comparison says. sides : what was compared, the reference first."""
    found = subjects(facts, sides)
    notes = dict.fromkeys((*facts.notes, *(note for one in facts.differences for note in one.notes)))
    differing = inputs(found)
    drawn, ladder = maps(found)
    sections = (plan(found), prices(found), split(found))
    return Page(
        title=title(found),
        lead=lead(found),
        reference=found.reference.name,
        figures=tuple(figures(found)),
        said=said(found),
        news=news(found),
        overview=tuple(overview(found)),
        notes=tuple(map(sentences.note, notes)),
        inputs=differing,
        outcome=outcome(found),
        maps=drawn,
        steps=ladder,
        moves=moves(found),
        sections=tuple(section for section in sections if section),
        again=again(found, differing),
        years=facts.years,
    )
