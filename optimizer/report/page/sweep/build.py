"""From the facts of a sweep to all that its page says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from optimizer.report.page import render
from optimizer.report.page.sweep.again import again
from optimizer.report.page.sweep.answer import asked, failures, figures, found, notes, question
from optimizer.report.page.sweep.curves import curves
from optimizer.report.page.sweep.facts import Page
from optimizer.report.page.sweep.influence import influence
from optimizer.report.page.sweep.limits import limits
from optimizer.report.page.sweep.planes import planes
from optimizer.report.page.sweep.records import Records
from optimizer.report.page.sweep.results import results
from optimizer.report.page.sweep.tornado import tornado
from optimizer.report.page.sweep.varied import varied
from optimizer.report.sweep_words import Words
from optimizer.results.names import clean
from optimizer.results.sweep.analysis.facts import SweepFacts
from optimizer.scenario.schema import Scenario

LONGEST_TITLE, LONGEST_QUESTION = 120, 1000


def html(page: Page) -> str:
    """The page as one HTML file."""
    return render.html("sweep.html.j2", page)


def page(facts: SweepFacts, base: Scenario, manifest: Mapping[str, Any], study_text: str) -> Page:
    """All that the page of a sweep says.

    base : the scenario from which all points start.  manifest : of the sweep's folder.  study_text : of its file.
    """
    words = Words(facts, base)
    records = Records(facts, words)
    sections = (tornado(records), curves(records), influence(records), limits(records), results(records))
    return Page(
        title=clean(facts.study.name, LONGEST_TITLE) or "Sweep",
        question=question(facts, clean(str(manifest.get("description") or ""), LONGEST_QUESTION)),
        figures=tuple(figures(records)),
        asked=asked(records),
        found=tuple(found(records)),
        failures=failures(records),
        notes=notes(records),
        planes=tuple(planes(records)) if records.ranges else (),
        sections=tuple(section for section in sections if section),
        varied=varied(words),
        again=again(words, manifest, study_text),
    )
