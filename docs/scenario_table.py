"""Results of the shipped scenarios -> the tables of scenarios/README.md.

    for f in scenarios/*.yaml; do python -m optimizer run $f --out results/shipped/$(basename $f .yaml); done
    python docs/scenario_table.py results/shipped                                  # prints the tables
    python docs/scenario_table.py results/shipped --into scenarios/README.md       # puts them between the marks

A result is a folder named after its scenario file. Only the files of the results folder are read, so the tables can be
made again from stored results without solving anything.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

BEGIN = "<!-- made by docs/scenario_table.py: begin -->"
END = "<!-- made by docs/scenario_table.py: end -->"
ORDER = (
    "us", "amic_servers", "amic_data_centers", "amic_grid", "amic_deadline_2033", "fast_permits", "strategic_reserve",
    "fab_loan_guarantees", "openai_letter", "openai_commitment", "demand_bust", "rare_earth_embargo",
    "rare_earth_embargo_reserve", "gulf_aluminium", "copper_duty", "taiwan_blockade", "wafers_61", "slow_queue",
    "tight_credit", "regions", "tutorial",
)  # fmt: skip
"""Files in the order of the README; others follow in the order of the alphabet."""

BASE = "us"
APART = {"us", "tutorial"}
"""Files whose results are not compared with the base case: itself, and another world."""

COMPUTE_DEMAND = "ai_compute"
KEPT_LIMITS = 4
LEAST_SHARE = 0.005
"""A limit worth less than this share of the optimum is not listed."""


@dataclass(frozen=True)
class Outcome:
    """One result.

    compute : mean compute in service [GW] by future and year; before futures part it is under every future.
    limits : (kind, name, first and last period in which it is worth something, worth as a share of the optimum).
    """

    name: str
    status: str
    metrics: Mapping[str, float]
    units: Mapping[str, str]
    compute: Mapping[str, Mapping[int, float]]
    limits: Sequence[tuple[str, str, str, str, float]]


# --- reading a results folder -----------------------------------------------------------------------------------------


def read_outcome(folder: Path) -> Outcome:
    """The result in a folder."""
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    metrics = summary.get("metrics", {})
    return Outcome(
        name=folder.name,
        status=summary["status"],
        metrics={name: float(metric["value"]) for name, metric in metrics.items()},
        units={name: str(metric["unit"]) for name, metric in metrics.items()},
        compute=compute_by_future(rows(folder / "tables" / "demand.csv")),
        limits=worthy_limits(rows(folder / "tables" / "limits.csv")),
    )


def rows(file: Path) -> list[dict[str, str]]:
    """The rows of a table, none where it was not written."""
    if not file.exists():
        return []
    with file.open(newline="", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def compute_by_future(demand: Iterable[Mapping[str, str]]) -> dict[str, dict[int, float]]:
    """Compute served, GW-years a year, by future and year; what is common to all futures counts in each."""
    served: dict[tuple[str, int], float] = defaultdict(float)
    for row in demand:
        if row["demand"] == COMPUTE_DEMAND and row["quantity"] == "served":
            served[row["future"], int(row["period"][:4])] += float(row["value"]) / 1000
    futures = sorted({future for future, _ in served} - {"all"}) or ["all"]
    years = sorted({year for _, year in served})
    common = {year: served.get(("all", year), 0.0) for year in years}
    return {
        future: {year: common[year] + (served.get((future, year), 0.0) if future != "all" else 0.0) for year in years}
        for future in futures
    }


def worthy_limits(limits: Iterable[Mapping[str, str]]) -> list[tuple[str, str, str, str, float]]:
    """The limits that the optimum leans on most: their elasticities summed over periods, regions and futures."""
    worth: dict[tuple[str, str], float] = defaultdict(float)
    when: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in limits:
        share = float(row["elasticity"] or 0)
        key = row["kind"], row["name"]
        worth[key] += share
        if share > LEAST_SHARE / 100:
            when[key].append(row["period"])
    ranked = sorted(worth, key=lambda key: -worth[key])
    listed = [key for key in ranked if worth[key] >= LEAST_SHARE and when[key]]
    return [(*key, min(when[key]), max(when[key]), worth[key]) for key in listed]


# --- writing the tables -----------------------------------------------------------------------------------------------


def tables(outcomes: Sequence[Outcome]) -> str:
    """All tables, as Markdown."""
    parts = [headline(outcomes), binding(outcomes)]
    if any(len(outcome.compute) > 1 for outcome in outcomes):
        parts.append(by_future(outcomes))
    return "\n\n".join(parts)


def headline(outcomes: Sequence[Outcome]) -> str:
    """GW by year, GW-years and money."""
    base = next((outcome for outcome in outcomes if outcome.name == BASE), None)
    years = sorted({year for outcome in outcomes for path in outcome.compute.values() for year in path})
    head = ["file", *map(str, years), "GW-years", "against us", "value", "capital", "public cost", "credits"]
    body = []
    for outcome in outcomes:
        mean = [outcome.metrics.get(f"compute_end:{year}") for year in years]
        total = outcome.metrics.get("compute_total", 0.0) / 1000
        apart = base is None or outcome.name in APART
        change = "" if apart or base is None else f"{total - base.metrics['compute_total'] / 1000:+.1f}"
        money = [_giga(outcome, name) for name in ("npv", "capital", "public_cost", "credits")]
        by_year = ["" if x is None else f"{x / 1000:.1f}" for x in mean]
        body.append([f"`{outcome.name}`", *by_year, f"{total:.1f}", change, *money])
    note = "Compute in service, mean of the year, GW, expected over futures. Money in billion USD of 2025, undiscounted"
    return f"{note}, but for `value`, the net present value.\n\n{markdown(head, body)}"


def binding(outcomes: Sequence[Outcome]) -> str:
    """What the plan leans on, by worth."""
    body = []
    for outcome in outcomes:
        kept = outcome.limits[:KEPT_LIMITS]
        texts = [f"{name} ({kind}, {first} to {last}) {share:.0%}" for kind, name, first, last, share in kept]
        body.append([f"`{outcome.name}`", "; ".join(texts)])
    note = "What the optimum leans on: the limits that are worth most, each with its elasticity: the change of the"
    note += " optimum, in percent, for one percent more of the limit in all periods together."
    return f"{note}\n\n{markdown(['file', 'limits, most worth first'], body)}"


def by_future(outcomes: Sequence[Outcome]) -> str:
    """GW by year in each future of the scenarios that have several."""
    several = [outcome for outcome in outcomes if len(outcome.compute) > 1]
    years = sorted({year for outcome in several for path in outcome.compute.values() for year in path})
    body = [
        [f"`{outcome.name}`", future, *(f"{path.get(year, 0.0):.1f}" for year in years), f"{sum(path.values()):.1f}"]
        for outcome in several
        for future, path in outcome.compute.items()
    ]
    return f"Compute in service by future, GW.\n\n{markdown(['file', 'future', *map(str, years), 'GW-years'], body)}"


def markdown(head: Sequence[str], body: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] + ["--:"] * (len(head) - 1) if len(head) > 2 else ["---"] * len(head), *body]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _giga(outcome: Outcome, metric: str) -> str:
    value = outcome.metrics.get(metric)
    return "" if value is None else f"{value / 1e9:,.0f}"


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
    folders = sorted((file.parent for file in options.results.glob("*/summary.json")), key=_place)
    if not folders:
        print(f"{options.results}: no results (folders with a summary.json) are in it", file=sys.stderr)
        return 2
    made = tables([read_outcome(folder) for folder in folders])
    if options.into:
        options.into.write_text(insert(options.into.read_text(encoding="utf-8"), made), encoding="utf-8")
    else:
        print(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
