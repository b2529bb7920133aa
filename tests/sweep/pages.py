"""Pages of sweeps made by hand, one of each design: their answers are formulas, so that nothing is solved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from SALib.sample import morris as morris_sample
from SALib.sample import sobol as sobol_sample

from optimizer.report.page.sweep import html, page
from optimizer.report.page.sweep.facts import Page
from optimizer.results.sweep.analysis import SweepFacts
from optimizer.results.sweep.points import Level
from optimizer.scenario.load import load
from optimizer.scenario.schema import Scenario
from tests.compare.cases import CHAIN, read
from tests.sweep.swept import drawn, every, factor, study, swept

HOSTILE = Path(__file__).parents[1] / "report" / "hostile.yaml"
UNITS = {"npv": "USD", "objective": "USD", "compute_total": "MW*yr", "compute_end:2030": "MW", "public_cost": "USD"}
RECORD = ("npv", "compute_total", "public_cost")
ATTACK = "<script>alert(5)</script>"
LONG = "x" * 200
At = Mapping[str, Any]


@dataclass(frozen=True)
class Shown:
    """A page, as facts, as text and as a file."""

    facts: SweepFacts
    page: Page
    html: str
    file: Path


MakePage = Callable[[str], Shown]


@pytest.fixture(scope="session")
def sweep_page(tmp_path_factory: pytest.TempPathFactory) -> MakePage:
    """`sweep_page("sobol")`: the page of one of the sweeps below, once a session."""

    @cache
    def make(name: str) -> Shown:
        facts = MADE[name]()
        base = load(HOSTILE).scenario if name == "hostile" else read(CHAIN)
        shown = page(facts, base, manifest(name), f"base: chain.yaml # {ATTACK}\ndesign: grid\n")
        text, file = html(shown), tmp_path_factory.mktemp("sweeps") / f"{name}.html"
        file.write_text(text, encoding="utf-8")
        return Shown(facts, shown, text, file)

    return make


def manifest(name: str) -> dict[str, Any]:
    """What a sweep's folder says of how it was made."""
    return {
        "description": ATTACK if name == "hostile" else "What does it do?",
        "command": ["optimizer", "sweep", f"{name}.yaml", "--points", "40"],
        "inputs": [{"file": "chain.yaml", "sha256": "0" * 64}],
        "versions": {"python": "3.13", "optimizer": "0.1"},
        "created": "2026-11-23T12:00:00+00:00",
    }


def chain() -> Scenario:
    """The base of all of them but the hostile one."""
    return read(CHAIN)


def plane(columns: int, rows: int) -> SweepFacts:
    """A grid with four limits, and a corner without an answer."""
    credit = factor("credit", np.linspace(0, 0.48, columns).tolist(), kind="share", words="credit", central=0.0)
    permits = factor("permits", np.linspace(0.25, 1.225, rows).tolist(), words="permit times", central=1.225)
    return swept(study("grid", (credit, permits), RECORD, units=UNITS, name="grid"), every(credit, permits), answer)


def answer(at: At) -> Mapping[str, Any] | None:
    """Smooth, with limits that hand over to one another."""
    credit, permits = at["credit"], at["permits"]
    if credit > 0.4 and permits > 1.1:
        return None
    value = 1e12 * (1 + credit) / (1 + 0.2 * permits)
    limits = {
        "existing:mill": credit,
        "supply:mine#1": 0.5 - credit,
        "budget:investors": permits - 0.7,
        "max_starts:grid": 0.6 - permits,
    }
    held = {name: share for name, share in limits.items() if share > 0}
    return {
        "values": {"npv": value, "compute_total": 3e5 + 1e5 * credit, "public_cost": 1e9 * credit**2},
        "limits": held,
    }


def curve() -> SweepFacts:
    """A limit with two kinks, at 3.3 and 7.8."""
    ends, slopes = [0.0, 3.3, 7.8, 12.0], [5e9, 2e9, 1e9]
    heights = np.concatenate([[0.0], np.cumsum(np.diff(ends) * slopes)])
    ore = factor("ore", [0.5 * at for at in range(24)], unit="t/yr", central=5.0, paths=("assets.mill.existing",))

    def at_level(at: At) -> Mapping[str, Any]:
        piece = min(int(np.searchsorted(ends, at["ore"], side="right")) - 1, 2)
        value = 1e11 + float(np.interp(at["ore"], ends, heights))
        limit = ("supply:mine#1", "existing:mill", "demand:users")[piece]
        return {
            "values": {"npv": value, "objective": value, "compute_total": 10 * at["ore"]},
            "limits": {limit: 0.5},
            "slopes": {"ore": slopes[piece]},
        }

    return swept(study("grid", (ore,), ("npv", "compute_total"), units=UNITS, name="curve"), every(ore), at_level)


def dates() -> SweepFacts:
    """A deadline by quarter: a curve over dates."""
    last = factor("last", [2027 + at / 4 for at in range(12)], kind="date", words="last day", central=2027.0)
    of = study("grid", (last,), ("npv",), units=UNITS, name="dates")
    return swept(of, every(last), lambda at: {"values": {"npv": min(at["last"], 2028.5) * 1e9}})


def tornado(count: int = 20) -> SweepFacts:
    """Factors of falling weight; one helps on both sides, one does nothing, one has no answer at its high end."""
    names = [f"f{at}" for at in range(count)]
    factors = [
        factor(name, (0.0, 1.0, 2.0), words=f"factor number {at} with a rather long name", unit="USD/MW", central=1.0)
        for at, name in enumerate(names)
    ]
    middle = dict.fromkeys(names, 1.0)
    levels: list[dict[str, Level]] = [dict(middle)]
    levels += [{**middle, name: level} for name in names for level in (0.0, 2.0)]

    def at_level(at: At) -> Mapping[str, Any] | None:
        if at["f3"] == 2.0:
            return None
        weights = [0.0 if name == "f5" else 1e9 / (1 + place) for place, name in enumerate(names)]
        moves = [(at[name] - 1) ** 2 if name == "f1" else at[name] - 1 for name in names]
        value = 1e11 + float(np.dot(weights, moves))
        return {"values": {"npv": value, "compute_total": 3e5 + 1e4 * moves[2], "public_cost": 0.0}}

    return swept(study("one_at_a_time", factors, RECORD, units=UNITS, name="tornado"), levels, at_level)


def sobol() -> SweepFacts:
    """Three factors, two of which act together."""
    given, factors = three()
    sample = sobol_sample.sample(dict(given), 64, calc_second_order=True, seed=1)
    of = study("sobol", factors, RECORD, problem={**given, "second_order": True}, units=UNITS, name="sobol", seed=1)
    return swept(of, drawn(given["names"], sample), mixed)


def wide() -> SweepFacts:
    """Shares of the variance with intervals of which some leave all of the first record open."""
    given, factors = three()
    sample = sobol_sample.sample(dict(given), 16, calc_second_order=True, seed=1)
    of = study("sobol", factors, RECORD, problem={**given, "second_order": True}, units=UNITS, name="wide", seed=1)

    def steep(at: At) -> Mapping[str, Any]:
        found = mixed(at)
        return {**found, "values": {**found["values"], "npv": 1e9 * float(np.exp(8 * at["a"] * at["b"]))}}

    return swept(of, drawn(given["names"], sample), steep)


def few() -> SweepFacts:
    """Too few blocks of points for any share of the variance."""
    given, factors = three()
    sample = sobol_sample.sample(dict(given), 2, calc_second_order=True, seed=1)
    of = study("sobol", factors, RECORD, problem={**given, "second_order": True}, units=UNITS, name="few", seed=1)
    return swept(of, drawn(given["names"], sample), mixed)


def morris() -> SweepFacts:
    """The same three factors along trajectories."""
    given, factors = three()
    sample = morris_sample.sample(dict(given), 12, num_levels=4, seed=1)
    of = study("morris", factors, RECORD, problem={**given, "num_levels": 4}, units=UNITS, name="morris", seed=1)
    return swept(of, drawn(given["names"], sample), mixed)


def hypercube() -> SweepFacts:
    """The same, drawn; some points have no answer."""
    given, factors = three()
    sample = np.random.default_rng(1).uniform(0, 1, (120, 3))
    of = study("latin_hypercube", factors, RECORD, problem=given, units=UNITS, name="sample", seed=1)
    return swept(of, drawn(given["names"], sample), lambda at: None if at["b"] > 0.95 else mixed(at))


def three() -> tuple[dict[str, Any], list[Any]]:
    """A problem with three factors."""
    names = ["a", "b", "c"]
    given = {"num_vars": 3, "names": names, "bounds": [[0.0, 1.0]] * 3}
    return given, [factor(name, low=0.0, high=1.0, words=f"the number {name}") for name in names]


def mixed(at: At) -> Mapping[str, Any]:
    """a alone, b and c together."""
    value = 4 * at["a"] + 6 * at["b"] * at["c"]
    limit = "existing:mill" if at["a"] > 0.5 else "supply:mine#1"
    return {
        "values": {"npv": 1e9 * (10 + value), "compute_total": 1e5 * at["b"], "public_cost": 0.0},
        "limits": {limit: 0.2},
    }


def texts() -> SweepFacts:
    """Overrides, one a level."""
    policy = factor("policy", ("none", "more_ore", "half_mill"), kind="text", words="policy", central="none")
    sizes = {"none": 10.0, "more_ore": 14.0, "half_mill": 6.0}
    of = study("grid", (policy,), ("npv",), units=UNITS, name="texts")
    return swept(of, every(policy), lambda at: {"values": {"npv": sizes[at["policy"]]}})


def failed() -> SweepFacts:
    """No point has an answer."""
    ore = factor("ore", (1.0, 2.0, 3.0), unit="t/yr")
    mill = factor("mill", (1.0, 2.0), unit="t/yr")
    return swept(study("grid", (ore, mill), RECORD, units=UNITS, name="failed"), every(ore, mill), lambda at: None)


def empty() -> SweepFacts:
    """A sweep without points."""
    return swept(study("list", (), RECORD, units=UNITS, name="empty"), [], lambda at: None)


def hostile() -> SweepFacts:
    """Names that try to be HTML, formulas, or much too long."""
    credit = factor("credit", np.linspace(0, 0.48, 5).tolist(), kind="share", words=f"{ATTACK} & 'credit'", central=0.0)
    permits = factor("permits", np.linspace(0.25, 1.225, 6).tolist(), words=LONG, unit="<b>/yr", paths=(ATTACK, LONG))
    policy = factor(
        "policy", (ATTACK, "=1+1", LONG), kind="text", words="=cmd|'x'", central=ATTACK,
        level_words={ATTACK: f"words {ATTACK}"}, level_notes={ATTACK: f"note {ATTACK}", LONG: LONG[:150]},
    )  # fmt: skip
    of = study(
        "grid",
        (credit, permits, policy),
        ("npv", "price:<i>chip</i>:2030", "limit:supply:</script><script>alert(2)</script>#1"),
        units={"npv": "<i>USD</i>"},
        name=f"</title>{ATTACK} مرحبا 🚀",
        base=ATTACK,
        notes=(ATTACK,),
    )

    def at_level(at: At) -> Mapping[str, Any] | None:
        found = answer(at)
        if found is None:
            return None
        values = {"npv": found["values"]["npv"], "price:<i>chip</i>:2030": at["credit"]}
        limits = {f"{name}<b>": share for name, share in found["limits"].items()}
        return {"values": values, "limits": limits}

    facts = swept(of, every(credit, permits, policy), at_level)
    return replace(facts, failures=tuple(replace(one, reason=ATTACK) for one in facts.failures))


def close() -> SweepFacts:
    """Values that differ in the eighth digit only."""

    def hardly(at: At) -> Mapping[str, Any] | None:
        found = answer(at)
        return found and {**found, "values": {name: 1e12 + 1e-8 * value for name, value in found["values"].items()}}

    of = replace(plane(5, 5).study, units=dict.fromkeys(RECORD, "USD"), name="close")
    return swept(of, every(*of.factors), hardly)


def flat() -> SweepFacts:
    """A value that hardly moves, one limit everywhere, and a cost that does move; the base is between two levels."""
    x = factor("x", [float(at) for at in range(7)], words="size", central=0.5)
    y = factor("y", [float(at) for at in range(5)], words="depth", central=0.0)
    record = ("npv", "compute_total", "compute_end:2030", "public_cost")
    of = study("grid", (x, y), record, units=UNITS, name="flat")

    def hardly(at: At) -> Mapping[str, Any]:
        values = {"npv": 1e12 + 1e6 * min(at["x"], 2), "compute_total": 3e5, "compute_end:2030": 5e4}
        return {"values": {**values, "public_cost": 1e9 * at["x"]}, "limits": {"existing:mill": 0.5}}

    return swept(of, every(x, y), hardly)


def worlds() -> SweepFacts:
    """Three factors of texts, with names that differ at their ends; which limit is most frequent differs by plane."""
    names = ("none", "tight credit", "tight credit + copper duty")
    credit = factor("credit", ("none", "data centres"), kind="text", words="credit", central="none")
    permits = factor("permits", ("none", "fast"), kind="text", words="permits", central="none")
    trouble = factor("trouble", names, kind="text", words="trouble", central="none")

    def at_level(at: At) -> Mapping[str, Any]:
        held = at["trouble"] != "none" or (at["credit"] != "none" and at["permits"] == "none")
        value = 10.0 + (at["credit"] != "none") + 2 * (at["permits"] != "none") - 3 * names.index(at["trouble"])
        return {"values": {"npv": 1e9 * value}, "limits": {"supply:mine#1" if held else "existing:mill": 0.5}}

    of = study("grid", (credit, permits, trouble), ("npv",), units=UNITS, name="worlds")
    return swept(of, every(credit, permits, trouble), at_level)


def groups() -> SweepFacts:
    """Morris' effects of groups, which have no spread."""
    given, factors = three()
    whole = {**given, "groups": ["first", "first", "second"], "num_levels": 4}
    sample = morris_sample.sample(dict(whole), 12, num_levels=4, seed=1)
    grouped = [replace(one, group=name) for one, name in zip(factors, whole["groups"], strict=True)]
    of = study("morris", grouped, RECORD, problem=whole, units=UNITS, name="groups", seed=1)
    return swept(of, drawn(given["names"], sample), mixed)


MADE: Mapping[str, Callable[[], SweepFacts]] = {
    "grid": lambda: plane(7, 6),
    "large": lambda: plane(25, 40),
    "curve": curve,
    "dates": dates,
    "tornado": tornado,
    "sobol": sobol,
    "few": few,
    "wide": wide,
    "morris": morris,
    "groups": groups,
    "close": close,
    "flat": flat,
    "worlds": worlds,
    "sample": hypercube,
    "texts": texts,
    "failed": failed,
    "empty": empty,
    "hostile": hostile,
}
