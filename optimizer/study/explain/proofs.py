"""Solving again: every effect that is told was found by the very command that is printed for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer import model
from optimizer.errors import NoOptimum, ScenarioError, SolverStopped, UsageError
from optimizer.model import SolverOptions
from optimizer.results.explain.changes import Proof, Setting
from optimizer.scenario import load

if TYPE_CHECKING:
    from optimizer.model.point import Point

ROUNDING = 1e-8
"""Part of the optimum below which a gain is rounding of the solver."""

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Asked:
    """What is explained: a scenario file, the overrides and settings on it, and how to solve it."""

    path: Path
    overrides: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    options: SolverOptions = field(default_factory=SolverOptions)

    def command(self, settings: Sequence[Setting] = ()) -> tuple[str, ...]:
        """The command that solves it with settings on top, word by word."""
        words = ["optimizer", "run", self.path.as_posix()]
        words += ["--with", ",".join(self.overrides)] if self.overrides else []
        for text in (*self.sets, *map(str, settings)):
            words += ["--set", text]
        for key, value in self.options.options.items():
            words += ["--solver-option", f"{key}={value}"]
        return tuple(words)


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a re-solve found. objective [objective unit], compute [its unit], the others [money]; None: no plan."""

    objective: float | None = None
    compute: float | None = None
    public_cost: float | None = None
    capital: float | None = None
    tariff_revenue: float | None = None
    point: Point | None = None


class Prover:
    """Solves the scenario again with settings on top, each once, and numbers the proofs that are asked for."""

    def __init__(self, asked: Asked, point: Point, tell: Tell = lambda _: None) -> None:
        self.asked = asked
        self.base = _outcome(point)
        self.point = point
        self._tell = tell
        self._solved: dict[tuple[str, ...], Outcome] = {}
        self._proofs: dict[tuple[str, ...], Proof] = {}

    @property
    def proofs(self) -> tuple[Proof, ...]:
        """All proofs so far, in the order of their numbers."""
        return tuple(self._proofs.values())

    @property
    def noise(self) -> float:
        """Gain below which nothing is said to be gained [objective]."""
        return ROUNDING * max(abs(self.point.objective), 1e-300)

    def outcome(self, settings: Sequence[Setting]) -> Outcome:
        """What comes out with settings on top of what was asked."""
        texts = tuple(map(str, settings))
        if texts not in self._solved:
            self._tell(f"solving again with {', '.join(setting.key for setting in settings)}")
            self._solved[texts] = self._solve(texts)
        return self._solved[texts]

    def proof(self, settings: Sequence[Setting]) -> Proof:
        """The numbered proof of settings."""
        texts = tuple(map(str, settings))
        if texts not in self._proofs:
            found = self.outcome(settings)
            self._proofs[texts] = Proof(
                len(self._proofs) + 1,
                tuple(settings),
                self.asked.command(settings),
                found.objective,
                found.compute,
                found.public_cost,
                found.capital,
                found.tariff_revenue,
            )
        return self._proofs[texts]

    def gain(self, settings: Sequence[Setting]) -> float | None:
        """Change of the objective by settings; None where there is no plan, 0 where it is rounding."""
        objective = self.outcome(settings).objective
        if objective is None:
            return None
        change = objective - self.point.objective
        return change if abs(change) > self.noise else 0.0

    def gain_compute(self, settings: Sequence[Setting]) -> float | None:
        """Change of the compute served in all by settings."""
        compute = self.outcome(settings).compute
        return None if compute is None or self.base.compute is None else compute - self.base.compute

    def _solve(self, texts: tuple[str, ...]) -> Outcome:
        asked = self.asked
        try:
            loaded = load.load(asked.path, asked.overrides, (*asked.sets, *texts))
            return _outcome(model.solve_point(loaded.scenario, asked.options))
        except (NoOptimum, SolverStopped, ScenarioError, UsageError):
            return Outcome()


def _outcome(point: Point) -> Outcome:
    found = {name: metric.value for name, metric in model.metrics_of(point).items()}
    compute, paid, capital, duties = (
        found.get(name) for name in ("compute_total", "public_cost", "capital", "tariff_revenue")
    )
    return Outcome(point.objective, compute, paid, capital, duties, point)
