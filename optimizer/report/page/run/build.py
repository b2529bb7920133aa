"""From a solution to all that its page says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from optimizer.report import sentences
from optimizer.report.page import render
from optimizer.report.page.result import Result
from optimizer.report.page.run.answer import compute_chart, figures, headline, held
from optimizer.report.page.run.chain import chain_map
from optimizer.report.page.run.facts import Page
from optimizer.report.page.run.futures import futures
from optimizer.report.page.run.plan import plan
from optimizer.report.page.run.policy import policy
from optimizer.report.page.run.prices import prices
from optimizer.report.page.run.rests import rests
from optimizer.results.held_back import limits_over_time
from optimizer.results.names import clean
from optimizer.results.solution import Solution
from optimizer.scenario.schema import Scenario

LONGEST_DESCRIPTION = 1000


def html(page: Page) -> str:
    """The page as one HTML file."""
    return render.html("run.html.j2", page)


def page(solution: Solution, scenario: Scenario, manifest: Mapping[str, Any]) -> Page:
    """All that the page of one run says. manifest : as in its results folder."""
    result = Result(solution, scenario)
    said = sentences.answer(solution, scenario)
    limits = limits_over_time(solution, scenario, result.when)
    chain = chain_map(result, limits)
    sections = (plan(result), prices(result), policy(result), futures(result))
    return Page(
        title=said.title,
        description=clean(scenario.description, LONGEST_DESCRIPTION),
        setting=said.setting,
        figures=tuple(figures(result)),
        headline=headline(result),
        compute=compute_chart(result),
        bottlenecks=tuple(held(result, limits, chain.steps)),
        no_bottleneck=sentences.nothing_in_the_way(solution),
        how_to_read=sentences.how_to_read(solution, scenario),
        chain=chain,
        sections=tuple(section for section in sections if section),
        rests=rests(result, manifest),
        years=result.calendar.years,
    )
