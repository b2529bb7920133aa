"""Which numbers of a scenario an edit may change, in which direction, and how a change that is enough is found.

Numbers that stand on right-hand sides only are slack in one elastic program; the others, which are coefficients (how
long a permit takes, what a recipe needs), are tried one at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from optimizer.results.diagnosis import Nature
from optimizer.scenario.tree import Path

UP, DOWN = 1, -1
FACT, PROCESS = 2.0, 4.0
"""Weights of what is there already, and of what a process needs and makes."""
TENFOLD = 10.0
"""A number that may rise without bound is tried up to this many times what it is."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of number.

    pattern : its path, * for names and list indices.  name : as in table `limits`, or the field.
    ways : UP where more of it can make room, DOWN where less can.  slack : whether it is a right-hand side.
    best : how far it may go at most, by the schema or by sense; None where nothing says.  weight : what a change of it
    counts in a ranking; a choice or a guess is easier to change than a fact.
    """

    pattern: str
    name: str
    ways: tuple[int, ...]
    nature: Nature
    slack: bool = True
    best: float | None = None
    weight: float = 1.0


LIMITS = (
    Kind("demands.*.tiers.*.quantity", "firm", (DOWN,), "wish"),
    Kind("supplies.*.tiers.*.quantity", "supply", (UP,), "market"),
    Kind("assets.*.existing", "existing", (UP, DOWN), "physical", weight=FACT),
    Kind("assets.*.growth.seed", "growth_seed", (UP,), "physical"),
    Kind("assets.*.growth.recent_starts", "recent_starts", (UP,), "physical", weight=FACT),
    Kind("assets.*.surge.*.up_to", "surge", (UP,), "physical"),
    Kind("assets.*.max_starts", "max_starts", (UP,), "physical"),
    Kind("assets.*.max_capacity", "max_capacity", (UP,), "physical"),
    Kind("links.*.capacity", "link", (UP,), "physical"),
    Kind("commodities.*.initial", "stock_initial", (UP,), "physical", weight=FACT),
    Kind("commodities.*.max_stock", "stock", (UP,), "physical"),
    Kind("permitting.lanes.*.throughput", "throughput", (UP,), "policy"),
    Kind("credits.*.annual_cap", "credit_cap", (UP,), "policy"),
    Kind("credits.*.total_cap", "credit_total", (UP,), "policy"),
    Kind("loans.*.cap", "loan_cap", (UP,), "policy"),
    Kind("funds.*.budget", "budget", (UP,), "money"),
    Kind("funds.*.total", "fund_total", (UP,), "money"),
    Kind("reserve.*.size", "reserve_size", (UP,), "policy"),
    Kind("reserve.*.initial", "reserve_initial", (UP, DOWN), "physical", weight=FACT),
    Kind("reserve.*.fill_rate", "fill_rate", (UP,), "policy"),
    Kind("reserve.*.draw_rate", "draw_rate", (UP,), "policy"),
    Kind("disruptions.*.loss", "loss", (DOWN,), "physical", weight=FACT),
)
"""Numbers that are right-hand sides."""

TRIED = (
    Kind("permitting.factor", "permit", (DOWN,), "policy", False, 0.0),
    Kind("permitting.lanes.*.factor", "permit", (DOWN,), "policy", False, 0.0),
    Kind("assets.*.permit", "permit", (DOWN,), "policy", False, 0.0),
    Kind("assets.*.build", "build", (DOWN,), "physical", False, 0.0, weight=FACT),
    Kind("assets.*.ramp", "ramp", (DOWN,), "physical", False, 0.0, weight=FACT),
    Kind("assets.*.availability", "availability", (UP,), "physical", False, 1.0, weight=FACT),
    Kind("assets.*.growth.rate", "growth_rate", (UP,), "physical", False),
    Kind("reserve.*.cover", "reserve_cover", (DOWN,), "policy", False, 0.0),
    Kind("reserve.*.price", "price", (DOWN,), "money", False, 0.0),
    Kind("loans.*.share", "share", (UP,), "policy", False, 1.0),
    Kind("credits.*.rates.*", "rate", (UP,), "policy", False, 1.0),
    Kind("assets.*.capex", "capex", (DOWN,), "money", False, 0.0),
    Kind("assets.*.build_inputs.*.amount", "input", (DOWN,), "physical", False, 0.0, weight=PROCESS),
    Kind("assets.*.modes.*.inputs.*", "input", (DOWN,), "physical", False, 0.0, weight=PROCESS),
    Kind("assets.*.modes.*.outputs.*", "output", (UP,), "physical", False, 1e4, weight=PROCESS),
    Kind("assets.*.modes.*.cost", "cost", (DOWN,), "money", False, 0.0),
    Kind("supplies.*.tariff", "tariff", (DOWN,), "policy", False, 0.0),
    Kind("supplies.*.tiers.*.price", "price", (DOWN,), "money", False, 0.0),
    Kind("links.*.loss", "loss", (DOWN,), "physical", False, 0.0, weight=FACT),
)
"""Coefficients that can end a conflict, policy first."""

PAYING = (
    Kind("credits.*.rates.*", "rate", (DOWN,), "policy", False, 0.0),
    Kind("credits.*.basis", "basis", (DOWN,), "policy", False, 0.0),
    Kind("credits.*.paid_after", "paid_after", (UP,), "policy", False),
    Kind("loans.*.share", "share", (DOWN,), "policy", False, 0.0),
    Kind("loans.*.rate", "loan_rate", (UP,), "policy", False),
    Kind("assets.*.hurdle_rate", "hurdle_rate", (UP, DOWN), "money", False),
    Kind("assets.*.capex", "capex", (UP,), "money", False),
    Kind("assets.*.modes.*.cost", "cost", (UP,), "money", False),
    Kind("objective.discount_rate", "discount_rate", (UP, DOWN), "money", False),
)
"""Numbers that can make something pay without end, policy first."""

CAPS = (
    Kind("assets.*.max_starts", "max_starts", (UP,), "physical"),
    Kind("credits.*.annual_cap", "credit_cap", (UP,), "policy"),
    Kind("credits.*.total_cap", "credit_total", (UP,), "policy"),
    Kind("loans.*.cap", "loan_cap", (UP,), "policy"),
    Kind("funds.*.budget", "budget", (UP,), "money"),
    Kind("funds.*.total", "fund_total", (UP,), "money"),
)
"""Limits that can bound a gain where the file does not give them."""


def without_regions(path: Path) -> Path:
    """A path of a region's own number as that of the number that holds elsewhere."""
    if "by_region" not in path:
        return path
    at = path.index("by_region")
    return (*path[:at], *path[at + 2 :])


def kind_of(path: Path, kinds: tuple[Kind, ...]) -> Kind | None:
    """The kind of the number at a path, None where an edit may not change it."""
    parts = without_regions(path)
    return next((kind for kind in kinds if _matches(parts, _parts(kind.pattern))), None)


def _matches(path: Path, pattern: tuple[str, ...]) -> bool:
    return len(path) == len(pattern) and all(wanted in ("*", part) for part, wanted in zip(path, pattern, strict=True))


@lru_cache(maxsize=256)
def _parts(pattern: str) -> tuple[str, ...]:
    return tuple(pattern.split("."))
