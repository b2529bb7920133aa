"""The sources that numbers name, as a page lists them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from optimizer.report.page.facts import SourceFact
from optimizer.results.names import clean
from optimizer.scenario.schema import Scenario

LONGEST = 300
OF_THE_WEB = re.compile(r"https?://[^\s<>\"'`\\|]+")


def source_facts(scenario: Scenario, names: Iterable[str]) -> tuple[SourceFact, ...]:
    """The sources of these names; only an address of the web becomes a link."""
    return tuple(_fact(scenario, name) for name in names)


def _fact(scenario: Scenario, name: str) -> SourceFact:
    source = scenario.sources.get(name)
    if source is None:
        return SourceFact(clean(name), "", "", "", "", "")
    of_web = OF_THE_WEB.fullmatch(source.url) is not None
    return SourceFact(
        clean(name),
        clean(source.title, LONGEST),
        clean(source.date),
        source.url if of_web else "",
        "" if of_web else clean(source.url, LONGEST),
        clean(source.note, LONGEST),
    )
