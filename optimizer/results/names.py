"""Names of a scenario as people read them: `copper_import#1` is copper imports, tier 1.

Names come from files that anyone may write: control characters are taken out here, markup is escaped by the reports.
"""

from __future__ import annotations

import unicodedata

from optimizer.scenario.schema import NATIONAL, Scenario

LONGEST = 60
"""Characters after which a name is cut."""

_SPELLED = """
AC AI AMIC ASIC BESS CAISO CHIPS CoWoS CPU DC DDR DOE DRAM EPC ERCOT EU EUV EV FERC GOES GPU HBM HVDC ISO ITC LNG MISO
NAND NdPr NEPA NERC NYISO PJM PPA PV SPP UK US USA
Africa America American Arizona Asia Australia California Canada Canadian Chile China Chinese Europe European Germany
India Indiana Japan Japanese Korea Korean Mexican Mexico Nevada Ohio Peru Taiwan Taiwanese Texas Virginia
"""
ACRONYMS = {word.lower(): word for word in _SPELLED.split()}
"""Words that have capitals where keys have none: `goes` is GOES."""

_COUNTED_WORDS = """
asset cell center centre connection crane deposit earth export fab facility factory farm foundry import interconnection
line mill mine permit plant reactor refinery server site smelter station substation supply turbine transformer unit
wafer warehouse yard
"""
COUNTED = frozenset(_COUNTED_WORDS.split())
"""Last words of a name that are counted, and so take a plural."""


def clean(text: str, longest: int = LONGEST) -> str:
    """One line of printable text, cut to `longest` characters."""
    if not (text.isascii() and text.isprintable()):
        text = "".join(c if c.isprintable() and unicodedata.category(c) != "Cf" else " " for c in text)
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def in_words(name: str) -> str:
    """A key of the scenario as words.

    >>> in_words("goes_mill"), in_words("existing US-fab")
    ('GOES mill', 'existing US-fab')
    """
    words = clean(name.replace("_", " ")).split()
    return " ".join(ACRONYMS.get(word, word) for word in words) or "(no name)"


def plural(words: str) -> str:
    """The plural, where the last word is something counted.

    >>> plural("turbine factory"), plural("data center"), plural("packaging")
    ('turbine factories', 'data centers', 'packaging')
    """
    last = words.rpartition(" ")[2]
    if last.lower() not in COUNTED:
        return words
    return words[:-1] + "ies" if last.endswith("y") and last[-2:-1] not in "aeiou" else words + "s"


def region_in_words(region: str, scenario: Scenario) -> str:
    """' in PJM' where the scenario has several regions and this is one of them, else nothing."""
    return f" in {in_words(region)}" if len(scenario.regions) > 1 and region in scenario.regions else ""


WAIT = "wait"
"""Kind under which `describe` names capacity from before the plan where the plan adds to it, but only later."""
PHRASES = {
    "existing": "existing {many}",
    "wait": "wait for new {many}",
    "supply": "{many}{tier}",
    "demand": "{demand}{tier}",
    "firm": "{demand} that must be served{tier}",
    "growth_seed": "pace of building {many} (from nothing)",
    "recent_starts": "pace of building {many} (set by recent starts)",
    "max_starts": "yearly limit on new {many}",
    "max_capacity": "ceiling on {many}",
    "surge": "{name} starts at {premium}",
    "throughput": "staff of the {name} permitting lane",
    "stock": "room for stocks of {name}",
    "stock_initial": "{name} in stock at the start",
    "reserve_size": "size of the {name} reserve",
    "reserve_initial": "{name} in the reserve at the start",
    "reserve_cover": "cover that the {name} reserve must hold",
    "fill_rate": "fill rate of the {name} reserve",
    "draw_rate": "draw rate of the {name} reserve",
    "credit_cap": "yearly cap on the {name} credit",
    "credit_total": "total cap on the {name} credit",
    "loan_cap": "cap on {name} loans",
    "budget": "{name} {capital}budget",
    "fund_total": "{name} {capital}money in all",
    "link": "link {name}",
    "compute": "the best compute, held by the objective",
}
"""Each kind of limit in words."""


def describe(kind: str, name: str, scenario: Scenario, region: str = NATIONAL) -> str:
    """A limit in words: `existing transformer plants`, `Korean HBM, tier 1`, `private capital budget`."""
    thing, _, part = name.partition("#")
    words = in_words(thing)
    phrase = PHRASES.get(kind, in_words(kind) + " of {name}{tier}").format(
        name=words,
        many=plural(words),
        tier=_tier(kind, thing, part, scenario),
        demand=words if "demand" in words.lower().split() else f"demand for {words}",
        premium=_premium(thing, part, scenario),
        capital="capital " if _pays_capital(thing, scenario) else "",
    )
    return phrase + region_in_words(region, scenario)


def _tier(kind: str, thing: str, part: str, scenario: Scenario) -> str:
    """`, tier 2`, or nothing for a supply or a demand that has but one."""
    trade = scenario.supplies.get(thing) if kind == "supply" else scenario.demands.get(thing)
    return f", tier {clean(part)}" if part and (trade is None or len(trade.tiers) > 1) else ""


def _pays_capital(fund: str, scenario: Scenario) -> bool:
    """Whether a fund pays for building and for nothing else."""
    builds = any(fund == asset.fund for asset in scenario.assets.values())
    return builds and fund in scenario.funds and scenario.funds[fund].covers == "capital"


def _premium(asset: str, step: str, scenario: Scenario) -> str:
    """What building costs at a step of the surge curve."""
    steps = scenario.assets[asset].surge if asset in scenario.assets else ()
    index = int(step) - 1 if step.isdigit() else -1
    premium = steps[index].premium.value if 0 <= index < len(steps) else 0.0
    return f"{100 * premium:.3g} % above the normal cost" if premium else "the normal cost"
