"""Small scenarios with every feature of the model, as the mappings that a scenario file holds.

Each is feasible (what must be served can always be bought, dearly) and bounded (what earns public money has a limit on
its starts). Numbers are bare, that is in base units, and round: ties between plans are common, and meant to be.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any

import yaml
from hypothesis import strategies as st

from optimizer.scenario.load import loads
from optimizer.scenario.schema import Scenario

Raw = dict[str, Any]
START = 2026
FEATURES = (
    "regions",
    "modes",
    "ramp",
    "life",
    "surge",
    "growth",
    "max_starts",
    "max_capacity",
    "lanes",
    "throughput",
    "stock",
    "reserve",
    "reserve_rules",
    "cover",
    "tariff",
    "disruption",
    "futures",
    "different_futures",
    "risk",
    "credit",
    "credit_window",
    "credit_caps",
    "loan",
    "fund",
    "fund_total",
    "carry",
    "covers_all",
    "firm",
    "paths",
    "build_inputs",
    "fractions",
    "by_region",
)


def dumped(raw: Raw) -> str:
    """The text of a scenario file."""
    return yaml.safe_dump(raw, sort_keys=False)


def loaded(raw: Raw) -> Scenario:
    """What the program reads."""
    return loads(dumped(raw)).scenario


def rescaled(value: Any, factor: float) -> Any:
    """A number or a path of numbers times a factor."""
    if isinstance(value, dict):
        return {year: number * factor for year, number in value.items()}
    return value * factor


def largest(value: Any) -> float:
    return max(value.values()) if isinstance(value, dict) else value


class Maker:
    """One scenario in the making: which features it has, and where its numbers come from.

    Numbers come from a generator of their own for each block, so that a failing example keeps them while features are
    taken from it, and so that examples differ more than those of a search that varies one number at a time.
    """

    def __init__(self, features: frozenset[str], seed: int) -> None:
        self.features, self.seed = features, seed
        self.random = Random(f"{seed} time")
        self.step = self.one_of("year", "quarter")
        self.period = 1.0 if self.step == "year" else 0.25
        self.count = self.random.randint(3, 5 if self.has("futures") else 6)
        self.two_regions = self.has("regions")

    def has(self, feature: str) -> bool:
        return feature in self.features

    def one_of(self, *values: Any) -> Any:
        return self.random.choice(values)

    def date(self) -> float:
        """A moment in the horizon or a little outside it."""
        return START + self.random.randint(-1, 2 * self.count) * self.period / 2

    def path(self, *values: float) -> Any:
        """A number, or one that changes over the horizon."""
        first = float(self.one_of(*values))
        if not self.has("paths") or self.one_of(True, False):
            return first
        return {START: first, START + self.count * self.period: float(self.one_of(*values))}

    def delay(self, *periods: float) -> float:
        """Years: whole periods, or with the feature `fractions` any part of one."""
        parts = (0.0, 0.5, 0.7) if self.has("fractions") else (0.0,)
        return (self.one_of(*periods) + self.one_of(*parts)) * self.period

    # --- blocks -----------------------------------------------------------------------------------------------------

    def scenario(self) -> Raw:
        raw: Raw = {
            "horizon": {"start": START, "end": START + self.count * self.period, "step": self.step},
            "regions": ["east", "west"] if self.two_regions else ["US"],
        }
        self.add(raw, "objective", self.objective)
        self.add(raw, "commodities", self.commodities)
        self.add(raw, "assets", self.assets)
        self.add(raw, "supplies", self.supplies)
        self.add(raw, "demands", self.demands)
        self.add(raw, "links", self.links, self.two_regions)
        self.add(raw, "permitting", self.permitting, self.has("lanes"))
        self.add(raw, "credits", self.credits, self.has("credit"))
        self.add(raw, "loans", self.loans, self.has("loan"))
        self.add(raw, "funds", self.funds, self.has("fund"))
        self.add(raw, "reserve", self.reserve, self.has("reserve"))
        self.add(raw, "disruptions", self.disruptions, self.has("disruption"))
        self.add(raw, "futures", self.futures, self.has("futures"))
        if self.has("by_region") and self.two_regions:
            self.differ_by_region(raw)
        return raw

    def add(self, raw: Raw, name: str, block: Callable[[], Raw], wanted: bool = True) -> None:
        if wanted:
            self.random = Random(f"{self.seed} {name}")
            raw[name] = block()

    def objective(self) -> Raw:
        objective: Raw = {"maximize": "npv", "discount_rate": self.one_of(0.0, 0.05, 0.1), "demand": "ai"}
        if self.has("risk") and self.has("futures"):
            objective["risk"] = {"weight": self.one_of(0.3, 0.5, 1.0), "tail": self.one_of(0.1, 0.5, 0.8)}
        return objective

    def commodities(self) -> Raw:
        raw: Raw = {
            "compute": {"unit": "MW*yr", "regional": self.two_regions},
            "power": {"unit": "GWh", "regional": self.two_regions},
            "chip": {"unit": "piece"},
            "metal": {"unit": "t"},
        }
        if self.has("stock"):
            for name in self.one_of(("metal",), ("chip",), ("metal", "power")):
                raw[name] |= {
                    "max_stock": self.path(3, 5, 10),
                    "initial": self.one_of(0, 1, 2),
                    "holding_cost": self.one_of(0.0, 0.1, 1.0),
                    "loss": self.one_of(0.0, 0.1),
                }
        return raw

    def assets(self) -> Raw:
        raw: Raw = {
            "host": self.asset("MW", {"run": self.mode({"chip": (0.2, 0.5, 1), "power": (1, 2)}, "compute")}),
            "fab": self.asset("lot/yr", {"make": self.mode({"metal": (0.1, 0.5), "power": (0.5,)}, "chip")}),
            "plant": self.asset("GW", {"gas": self.mode({}, "power")}),
        }
        if self.has("modes"):
            raw["host"]["modes"]["sparing"] = self.mode({"chip": (0.1, 0.6), "power": (0.5, 3)}, "compute")
            raw["plant"]["modes"]["both"] = self.mode({"metal": (0.1,)}, "power")
            raw["plant"]["modes"]["both"]["outputs"]["chip"] = 0.1
            raw["mine"] = self.asset("t/yr", {"dig": self.mode({}, "metal")})
        if not self.one_of(True, True, True, False):
            raw["plant"] = {"capacity": "GW", "modes": raw["plant"]["modes"], "existing": self.path(1, 3)}
        return raw

    def mode(self, inputs: dict[str, tuple[float, ...]], output: str) -> Raw:
        return {
            "inputs": {name: self.one_of(*amounts) for name, amounts in inputs.items()},
            "outputs": {output: self.one_of(1, 1, 2)},
            "cost": self.path(0, 0.5, 1),
        }

    def asset(self, capacity: str, modes: Raw) -> Raw:
        raw: Raw = {
            "capacity": capacity,
            "modes": modes,
            "capex": self.path(4, 8, 15, 30),
            "permit": self.delay(0, 0, 0, 1),
            "build": self.delay(0, 0, 1, 2),
            "hurdle_rate": self.one_of(0.0, 0.05, 0.1, 0.15),
            "availability": self.path(0.5, 0.9, 1),
            "existing": self.path(0, 1, 3),
        }
        if self.has("ramp"):
            raw["ramp"] = self.delay(0, 1)
        if self.has("life"):
            raw["life"] = raw.get("ramp", 0.0) + self.one_of(1.5, 3, 20) * self.period
        if self.has("fund"):
            raw["fund"] = self.one_of("main", "main", "side")
        if self.has("build_inputs"):
            when = self.one_of("construction", "completion")
            raw["build_inputs"] = {"metal": {"amount": self.one_of(0.1, 0.5, 1), "when": when}}
        return raw | self.start_limits(raw["existing"])

    def start_limits(self, existing: Any) -> Raw:
        raw: Raw = {}
        if self.has("surge"):
            first = self.one_of(1, 2)
            raw["surge"] = [{"up_to": first}, {"up_to": first + 3, "premium": 0.2}]
            if self.one_of(True, False):
                raw["surge"].append({"premium": 0.5})
        if self.has("growth"):
            rates, starts = self.one_of(0.0, 0.3, 1.0), self.one_of(0, 1, 2)
            raw["growth"] = {"rate": rates, "seed": self.one_of(0.5, 1, 4), "recent_starts": starts}
        if self.has("max_starts") or self.has("credit") or self.has("loan"):
            raw["max_starts"] = self.path(1, 3, 8)
        if self.has("max_capacity"):
            raw["max_capacity"] = largest(existing) + self.one_of(1, 2, 6)
        return raw

    def supplies(self) -> Raw:
        raw = {f"{name}_market": self.supply(name) for name in ("metal", "chip", "power")}
        if self.has("firm"):
            for commodity in ("metal", "compute"):
                ample = {"quantity": 1000, "price": self.one_of(20, 50)}
                raw[f"{commodity}_backstop"] = {"commodity": commodity, "tiers": [ample]}
        if self.has("covers_all") and self.has("fund"):
            for name, supply in raw.items():
                supply["fund"] = "purse" if name.endswith("_backstop") else "main"
        return raw

    def supply(self, commodity: str) -> Raw:
        tiers = [{"quantity": self.path(1, 2, 4), "price": self.path(0.5, 1, 2)}]
        if self.one_of(True, False):
            tiers.append({"quantity": self.path(2, 10), "price": self.path(3, 5)})
        raw: Raw = {"commodity": commodity, "tiers": tiers}
        if self.has("tariff"):
            raw["tariff"] = self.path(0, 0.1, 0.5)
        return raw

    def demands(self) -> Raw:
        tiers = [{"quantity": self.path(4, 8, 20), "value": self.path(15, 30)}]
        if self.one_of(True, False):
            tiers.append({"quantity": self.path(5, 20), "value": self.path(4, 8)})
        raw: Raw = {
            "ai": {"commodity": "compute", "tiers": tiers},
            "users": {"commodity": "metal", "tiers": [{"quantity": self.path(1, 3), "value": self.path(2, 6)}]},
        }
        if self.has("firm"):
            raw["users"]["tiers"].insert(0, {"quantity": self.path(0.5, 1), "firm": True})
            raw["offices"] = {"commodity": "compute", "tiers": [{"quantity": self.path(1, 2), "firm": True}]}
        if self.has("covers_all") and self.has("fund"):
            for demand in raw.values():
                demand["fund"] = "main"
        return raw

    def links(self) -> Raw:
        raw: Raw = {}
        for commodity in ("power", "compute"):
            for source, target in (("east", "west"), ("west", "east")):
                if self.one_of(True, True, False):
                    link = {"commodity": commodity, "from": source, "to": target}
                    limits = {"capacity": self.path(1, 4), "cost": self.path(0, 0.5), "loss": self.one_of(0.0, 0.1)}
                    raw[f"{commodity}_{source}_{target}"] = link | limits
        return raw

    def permitting(self) -> Raw:
        fast: Raw = {"factor": self.one_of(0.0, 0.5), "fee": self.one_of(0.0, 0.02)}
        if self.has("throughput"):
            fast["throughput"] = self.path(10, 40, 100)
        if self.one_of(True, False):
            fast["assets"] = ["host", "fab"]
        return {"factor": self.one_of(1.0, 0.5, 2.0), "lanes": {"fast": fast}}

    def credits(self) -> Raw:
        itc: Raw = {
            "rates": {"fab": self.one_of(0.2, 0.35), "host": self.one_of(0.1, 0.3)},
            "paid_after": self.delay(0, 0, 1),
            "basis": self.one_of(1, 0.8),
        }
        if self.has("credit_window"):
            first = self.date()
            itc["construction_begins"] = [first, first + self.one_of(1, 2, 3.3, 9) * self.period]
        if self.has("credit_caps"):
            itc |= {"annual_cap": self.path(1, 4), "total_cap": self.one_of(1, 3, 12)}
        if self.two_regions and self.one_of(True, False):
            itc["regions"] = ["east"]
        return {"itc": itc, "bonus": {"rates": {"fab": 0.1}}} if self.one_of(True, False) else {"itc": itc}

    def loans(self) -> Raw:
        loan: Raw = {
            "assets": ["fab", "host"] if self.one_of(True, False) else ["host"],
            "share": self.one_of(0.3, 0.5),
            "rate": self.one_of(0.0, 0.03, 0.08),
            "tenor": self.one_of(1, 2.5, 20) * self.period,
            "subsidy": 0.05,
            "cap": self.one_of(5, 15, 1000),
        }
        return {"guarantee": loan}

    def funds(self) -> Raw:
        main: Raw = {"carry": self.has("carry"), "budget": self.path(5, 20, 60)}
        if self.has("fund_total"):
            main["total"] = self.one_of(15, 50)
            if self.one_of(True, False):
                del main["budget"]
        raw: Raw = {"main": main, "side": {"budget": self.path(2, 10, 50), "carry": self.one_of(True, False)}}
        if self.has("covers_all"):
            main |= {"covers": "all", "reinvest": self.one_of(0.0, 0.5, 1.0)}
            raw["purse"] = {"covers": "all"}
        return raw

    def reserve(self) -> Raw:
        size = self.one_of(2, 5, 10)
        metal: Raw = {
            "size": size,
            "initial": self.one_of(0, 1, 2),
            "price": self.path(1, 3),
            "release": self.one_of("disruption", "any") if self.has("reserve_rules") else "any",
            "fill": self.one_of("undisrupted", "any") if self.has("reserve_rules") else "any",
            "holding_cost": self.one_of(0.0, 0.1),
            "loss": self.one_of(0.0, 0.1),
            "salvage": self.one_of(0.0, 0.5, 1.0),
        }
        if self.one_of(True, False):
            metal |= {"fill_rate": self.one_of(0.5, 1, 4), "draw_rate": self.one_of(0.5, 1, 4)}
        if self.has("cover") and not self.has("firm"):
            metal |= {"cover": self.one_of(0.25, 1) * self.period, "cover_from": START + self.period}
        if self.has("fund"):
            metal["fund"] = self.one_of("main", "side")
        return {"metal": metal}

    def disruptions(self) -> Raw:
        events: Raw = {}
        for name in ("embargo", "outage")[: self.one_of(1, 2, 2)]:
            first = self.date()
            what = self.one_of({"supply": "metal_market"}, {"supply": "power_market"}, {"asset": "fab"})
            length = self.one_of(0.5, 1, 2, 3) * self.period
            events[name] = what | {"from": first, "to": first + length, "loss": self.one_of(0.3, 0.8, 1)}
            if self.has("futures") and self.one_of(True, False):
                events[name]["future"] = "bad"
            if self.two_regions and self.one_of(True, False):
                events[name]["regions"] = ["west"]
        return events

    def futures(self) -> Raw:
        bad = self.one_of(0.25, 0.4)
        branches: Raw = {"good": {"probability": 1 - bad}, "bad": {"probability": bad}}
        if self.has("different_futures"):
            for branch in branches.values():
                branch["set"] = self.changes()
        boundary = self.random.randint(1, self.count - 1) + self.one_of(-0.2, 0.0, 0.2)
        return {"reveal": START + boundary * self.period, "branches": branches}

    def changes(self) -> Raw:
        """What a future changes; every change is a multiplication, so units do not matter."""
        paths = [
            "assets.host.capex",
            "assets.fab.build",
            "assets.fab.hurdle_rate",
            "assets.host.modes.run.inputs.chip",
            "assets.fab.modes.make.cost",
            "supplies.metal_market.tiers[0].price",
            "supplies.chip_market.tiers[0].quantity",
            "demands.ai.tiers[0].quantity",
            "demands.ai.tiers[0].value",
        ]
        paths += ["permitting.factor", "permitting.lanes.fast.factor"] if self.has("lanes") else []
        paths += ["credits.itc.rates.fab", "credits.itc.paid_after"] if self.has("credit") else []
        paths += ["loans.guarantee.rate", "loans.guarantee.share"] if self.has("loan") else []
        paths += ["funds.side.budget"] if self.has("fund") else []
        paths += ["reserve.metal.price"] if self.has("reserve") else []
        chosen = self.random.sample(paths, self.one_of(1, 3, 5))
        return {path: {"multiply": self.one_of(0.5, 0.8, 1.25)} for path in chosen}

    def differ_by_region(self, raw: Raw) -> None:
        raw["assets"]["host"]["by_region"] = {"west": {"permit": self.delay(0, 1), "capex": self.path(10, 30)}}
        raw["supplies"]["power_market"]["by_region"] = {
            "east": {"tiers": [{"quantity": self.path(2, 8), "price": self.path(1, 4)}]}
        }
        if self.one_of(True, False):
            raw["assets"]["plant"]["regions"] = ["east"]
            raw["supplies"]["power_market"]["regions"] = ["east"]


@st.composite
def raw_scenarios(draw: Any, *, with_: tuple[str, ...] = (), without: tuple[str, ...] = ()) -> Raw:
    """A scenario file as a mapping; features in `with_` are on, features in `without` off."""
    free = [feature for feature in FEATURES if feature not in with_ and feature not in without]
    on = draw(st.lists(st.booleans(), min_size=len(free), max_size=len(free)))
    chosen = {feature for feature, is_on in zip(free, on, strict=True) if is_on}
    return Maker(frozenset(chosen) | frozenset(with_), draw(st.integers(0, 2**32))).scenario()


def with_objective(raw: Raw, **changes: Any) -> Raw:
    """The same scenario with another objective."""
    copy = deepcopy(raw)
    copy["objective"] |= changes
    return copy
