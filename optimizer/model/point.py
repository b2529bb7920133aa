"""A scenario at its optimum: what is solved once and read many times."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.model.build import Formulation
from optimizer.model.compile import LinearProgram
from optimizer.model.solver import Optimum
from optimizer.scenario.schema import Scenario


@dataclass(frozen=True, eq=False)
class Point:
    """A formulation, its program, and the program's optimum. build_seconds : of making the program [s]."""

    formulation: Formulation
    program: LinearProgram
    optimum: Optimum
    build_seconds: float = 0.0

    @property
    def scenario(self) -> Scenario:
        return self.formulation.scenario

    @property
    def objective_scale(self) -> float:
        """Units of the reported objective in one of the model's: money, or compute as it is."""
        return self.formulation.money_unit if self.optimum.maximised == "npv" else 1.0

    @property
    def objective(self) -> float:
        """The optimum in the scenario's money, or in units of the compute demand."""
        return self.optimum.objective * self.objective_scale
