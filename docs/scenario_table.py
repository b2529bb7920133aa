"""Results of the shipped scenarios -> the tables of scenarios/README.md.

    for f in scenarios/*.yaml; do python -m optimizer run $f --out results/shipped/$(basename $f .yaml); done
    python docs/scenario_table.py results/shipped                                  # prints the tables
    python docs/scenario_table.py results/shipped --into scenarios/README.md       # puts them between the marks

A result is a folder named after its scenario file (sources.yaml is none). Only stored results are read: the tables can
be made again without solving anything.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from optimizer.results.bottlenecks import Bottleneck, bottlenecks
from optimizer.results.names import WAIT, describe, in_words
from optimizer.results.store import is_result, read
from optimizer.results.tables import Table
from optimizer.scenario.load import loads
from optimizer.scenario.schema import Scenario
from optimizer.timeline import COMMON

BEGIN = "<!-- made by docs/scenario_table.py: begin -->"
END = "<!-- made by docs/scenario_table.py: end -->"
ORDER = (
    "us", "amic_servers", "amic_data_centers", "amic_grid", "amic_deadline_2033", "fast_permits", "strategic_reserve",
    "fab_loan_guarantees", "openai_letter", "openai_commitment", "tight_credit", "demand_bust", "rare_earth_embargo",
    "rare_earth_embargo_reserve", "gulf_aluminium", "taiwan_blockade", "copper_duty", "wafers_61", "slow_queue",
    "regions", "tutorial",
)  # fmt: skip
"""Files in the order of the README; others follow in the order of the alphabet."""

BASE = "us"
APART = {"us", "tutorial"}
"""Files whose results are not compared with the base case: itself, and an invented world."""

COMPUTE = "compute"
HALLS = "data_center"
LEAST_SHARE = 0.01
KEPT_LIMITS = 5
"""Limits listed at most, and the share of the optimum from which on one is listed."""


@dataclass(frozen=True)
class Outcome:
    """One result.

    metrics : headline numbers in base units.
    compute : mean compute in service [GW] by future and year; what is common to all futures is under each of them.
    unmet : what users other than those of compute want and do not get over the horizon, by commodity, and its unit.
    limits : what holds the plan back, in words, most worth first.
    halls : mean capacity of data centres in service [GW] by region and year.
    """

    name: str
    metrics: Mapping[str, float]
    compute: Mapping[str, Mapping[int, float]]
    unmet: Mapping[str, tuple[float, str]]
    limits: Sequence[str]
    halls: Mapping[str, Mapping[int, float]]


# --- reading ----------------------------------------------------------------------------------------------------------


def outcome(folder: Path) -> Outcome:
    """The result in a folder."""
    stored = read(folder)
    demand, solution = stored.tables["demand"], stored.solution()
    scenario = loads(stored.scenario_yaml, str(folder / "scenario.yaml")).scenario
    limits = [limit for limit in bottlenecks(solution) if limit.share >= LEAST_SHARE]
    return Outcome(
        name=folder.name,
        metrics={name: metric.value for name, metric in stored.metrics.items()},
        compute=compute_by_future(demand),
        unmet=unmet(demand),
        limits=[limit_text(limit, scenario) for limit in limits[:KEPT_LIMITS]],
        halls=halls_by_region(stored.tables["capacity"]),
    )


def compute_by_future(demand: Table) -> dict[str, dict[int, float]]:
    """Compute served [GW-years a year = GW], by future and year."""
    served: dict[tuple[str, int], float] = defaultdict(float)
    for commodity, future, period, quantity, value in _columns(demand):
        if commodity == COMPUTE and quantity == "served":
            served[future, int(period[:4])] += value / 1000
    futures = sorted({future for future, _ in served} - {COMMON}) or [COMMON]
    years = sorted({year for _, year in served})
    return {
        future: {year: sum(served.get((part, year), 0.0) for part in {COMMON, future}) for year in years}
        for future in futures
    }


def unmet(demand: Table) -> dict[str, tuple[float, str]]:
    """Wanted less served over the horizon by users of other commodities, in the worst future for each."""
    gaps: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    unit: dict[str, str] = {}
    rows = zip(_columns(demand), demand.columns["unit"], strict=True)
    for (commodity, future, _, quantity, value), its_unit in rows:
        if commodity != COMPUTE and quantity in ("wanted", "served"):
            gaps[commodity][future] += value if quantity == "wanted" else -value
            unit[commodity] = its_unit
    worst = {commodity: gap.pop(COMMON, 0.0) + max(gap.values(), default=0.0) for commodity, gap in list(gaps.items())}
    return {commodity: (max(amount, 0.0), unit[commodity]) for commodity, amount in worst.items()}


def halls_by_region(capacity: Table) -> dict[str, dict[int, float]]:
    """Mean capacity of data centres in service [GW], by region and year, where there are no futures."""
    held: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    names = ("region", "asset", "future", "period", "quantity", "value")
    for region, asset, future, period, quantity, value in zip(*(capacity.columns[n] for n in names), strict=True):
        if asset == HALLS and quantity == "in_service" and future == COMMON:
            held[region][int(period[:4])].append(float(value) / 1000)
    return {region: {year: sum(part) / len(part) for year, part in path.items()} for region, path in held.items()}


def limit_text(limit: Bottleneck, scenario: Scenario) -> str:
    """A limit in words, the years in which it binds, and what it is worth."""
    words = describe(WAIT if limit.outgrown else limit.kind, limit.name, scenario, limit.region)
    first, last = min(span.first for span in limit.spans)[:4], max(span.last for span in limit.spans)[:4]
    return f"{words} ({first if first == last else f'{first}-{last[2:]}'}) {limit.share:.0%}"


def _columns(demand: Table) -> Iterable[tuple[str, str, str, str, float]]:
    columns = (demand.columns[name] for name in ("commodity", "future", "period", "quantity"))
    return zip(*columns, map(float, demand.columns["value"]), strict=True)


# --- writing ----------------------------------------------------------------------------------------------------------


def tables(outcomes: Sequence[Outcome]) -> str:
    """All tables, as Markdown."""
    parts = [compute_table(outcomes), money_table(outcomes), limits_table(outcomes), unmet_table(outcomes)]
    if any(len(each.compute) > 1 for each in outcomes):
        parts.append(futures_table(outcomes))
    parts += [regions_table(each) for each in outcomes if len(each.halls) > 1]
    return "\n\n".join(parts)


def compute_table(outcomes: Sequence[Outcome]) -> str:
    """GW by year and GW-years."""
    base = next((each for each in outcomes if each.name == BASE), None)
    years = _years(outcomes)
    body = []
    for each in outcomes:
        by_year = [f"{each.metrics[f'compute_end:{year}'] / 1000:.1f}" for year in years]
        total = each.metrics["compute_total"] / 1000
        apart = base is None or each.name in APART
        change = "" if apart or base is None else f"{total - base.metrics['compute_total'] / 1000:+.1f}"
        body.append([f"`{each.name}`", *by_year, f"{total:.1f}", change])
    head = ["file", *map(str, years), "GW-years", "against `us`"]
    return _titled("Compute in service, GW", "Mean of the year, expected over futures.", head, body)


def money_table(outcomes: Sequence[Outcome]) -> str:
    """What it costs whom."""
    names = {
        "npv": "value",
        "capital": "capital",
        "public_cost": "public cost",
        "credits": "of it credits",
        "loan_subsidy": "loans",
        "reserve_cost": "reserve",
        "lever_cost": "staff",
        "tariff_revenue": "duties",
    }
    body = [[f"`{each.name}`", *(f"{each.metrics[name] / 1e9:,.1f}" for name in names)] for each in outcomes]
    note = (
        "Billion USD of 2025, 2026-33, expected over futures, not discounted but for the value: the net present value "
        "to all users and owners. Duties are not taken off the public cost."
    )
    return _titled("Money", note, ["file", *names.values()], body)


def limits_table(outcomes: Sequence[Outcome]) -> str:
    """What holds the plan back."""
    body = [[f"`{each.name}`", "; ".join(each.limits)] for each in outcomes]
    note = (
        "The limits worth most, with the share of the plan's value that each carries: one percent more of it, in all "
        "its periods, adds about one percent of that."
    )
    return _titled("What holds the plan back", note, ["file", "limits, most worth first"], body)


def unmet_table(outcomes: Sequence[Outcome]) -> str:
    """What other users go without."""
    names = sorted({name for each in outcomes if each.name != "tutorial" for name in each.unmet})
    units = {name: each.unmet[name][1] for each in outcomes for name in each.unmet}
    body = [
        [f"`{each.name}`", *(f"{each.unmet.get(name, (0.0, ''))[0] / 1000:,.1f}" for name in names)]
        for each in outcomes
        if each.name != "tutorial"
    ]
    note = "Wanted and not had, 2026-33, by users other than AI's, in the worst future where there are several."
    head = ["file", *(f"{in_words(name)}, thousand {units[name]}" for name in names)]
    return _titled("What others go without", note, head, body)


def futures_table(outcomes: Sequence[Outcome]) -> str:
    """GW by year in each future of the scenarios that have several."""
    several = [each for each in outcomes if len(each.compute) > 1]
    years = _years(several)
    body = [
        [f"`{each.name}`", future, *(f"{path.get(year, 0.0):.1f}" for year in years), f"{sum(path.values()):.1f}"]
        for each in several
        for future, path in each.compute.items()
    ]
    return _titled("Compute by future, GW", "", ["file", "future", *map(str, years), "GW-years"], body)


def regions_table(each: Outcome) -> str:
    """Where the halls stand."""
    years = sorted({year for path in each.halls.values() for year in path})
    body = [[region, *(f"{path[year]:.1f}" for year in years)] for region, path in each.halls.items()]
    return _titled(f"Where the halls stand, GW (`{each.name}`)", "", ["region", *map(str, years)], body)


def _years(outcomes: Iterable[Outcome]) -> list[int]:
    return sorted({year for each in outcomes for path in each.compute.values() for year in path})


def _titled(title: str, note: str, head: Sequence[str], body: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---", *["--:"] * (len(head) - 1)] if len(head) > 2 else ["---", "---"], *body]
    return "\n\n".join(filter(None, [f"### {title}", note, "\n".join("| " + " | ".join(row) + " |" for row in lines)]))


def insert(text: str, made: str) -> str:
    """The text with what stands between the marks replaced."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"the file has no lines '{BEGIN}' and '{END}' to put the tables between")
    return f"{before}{BEGIN}\n\n{made}\n\n{END}{after}"


def _place(folder: Path) -> tuple[int, str]:
    return (ORDER.index(folder.name) if folder.name in ORDER else len(ORDER), folder.name)


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the results, print or put the tables."""
    parser = argparse.ArgumentParser(description="Tables of the shipped scenarios' results, as Markdown.")
    parser.add_argument("results", type=Path, help="folder with one results folder per scenario, named after its file")
    parser.add_argument("--into", type=Path, help="file with the marks to put the tables between; default: print")
    options = parser.parse_args(arguments)
    folders = sorted((folder for folder in options.results.glob("*") if is_result(folder)), key=_place)
    if not folders:
        print(f"{options.results}: no results are in it", file=sys.stderr)
        return 2
    made = tables([outcome(folder) for folder in folders])
    if options.into:
        options.into.write_text(insert(options.into.read_text(encoding="utf-8"), made), encoding="utf-8")
    else:
        print(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
