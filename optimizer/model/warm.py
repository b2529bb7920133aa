"""A model that goes from scenario to scenario of the same keys: numbers move in place, each solve begins at a basis.

HiGHS keeps more than the basis from one solve to the next (scales, for one), so the last digits of an answer depend on
what was solved before it. `refresh` forgets all of it: the same programs from the same starts after it give the same
answers, digit by digit.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from optimizer.errors import SolverStopped, TimeIsUp
from optimizer.model.build import Formulation
from optimizer.model.compile import Block, Compiled, LinearProgram, compiled, recompiled
from optimizer.model.point import Point
from optimizer.model.session import OPTIMAL, Session, Settings, Unbounded
from optimizer.model.solver import Optimum, break_ties, check_residuals, first_cost, value_of
from optimizer.scenario.schema import Scenario

if TYPE_CHECKING:
    import highspy

FEWEST = 200
"""Iterations that every warm run may take."""
PER_ROW = 0.1
"""Iterations, for each row of a program, after which a warm run is given up for a cold one: about a third of what
that takes by simplex."""


@dataclass(frozen=True, eq=False)
class Start:
    """Where a solve may begin: a basis, and the columns and rows of the program that it belongs to."""

    columns: Mapping[str, Block]
    rows: Mapping[str, Block]
    basis: highspy.HighsBasis

    def has_sets_of(self, program: LinearProgram) -> bool:
        """Whether its rows and columns are those of another program."""
        return self.columns is program.columns and self.rows is program.rows


@dataclass(frozen=True, eq=False)
class Solved:
    """A scenario at its optimum, and the start that it makes for its neighbours.

    warm : whether it was reached from a start.
    """

    point: Point
    start: Start
    warm: bool


class WarmModel:
    """The model of one scenario, for all that differ from it in numbers and dates only.

    scenario : the one that the others are made from.
    """

    def __init__(self, scenario: Scenario, settings: Settings) -> None:
        self.scenario = scenario
        self._settings = settings
        self._session: Session | None = None
        first = compiled(Formulation(scenario))
        self._unit = first.formulation.money_unit
        self._templates = [first]

    # --- programs ---

    def compiled(self, scenario: Scenario) -> Compiled:
        """The program of a scenario that differs from this model's in numbers (`scenario.edit.with_values`) alone.

        Sets and parts that stay are taken from the program made first, or else from the last one whose sets differ.
        """
        known = tuple(like.formulation.knowledge() for like in self._templates)
        formulation = Formulation(scenario, self._unit, known)
        for like in self._templates:
            if formulation.sets is like.formulation.sets:
                return recompiled(formulation, like)
        made = compiled(formulation)
        self._drop_templates()
        self._templates.insert(0, made)
        return made

    def _drop_templates(self) -> None:
        """Let go of all sets but the first."""
        for dropped in self._templates[:-1]:
            dropped.forget()
        del self._templates[:-1]

    # --- optima ---

    def refresh(self) -> None:
        """Forget what HiGHS kept of earlier solves, and all sets but the first: where entries stand in the program that
        another is made from decides whether HiGHS' is moved in place."""
        self._session = None
        self._drop_templates()

    def solve(self, made: Compiled, start: Start | None = None) -> Solved | None:
        """The optimum of a program of this model; None where there is none, or none is found from here.

        Raises `TimeIsUp`. Whoever gets None solves from nothing, to be told why.
        """
        began = time.perf_counter()
        try:
            session = self._at(made.program)
            warm = start is not None and self._warm(session, made.program, start)
            if not warm and not self._cold(session, made.program):
                self._session = None
                return None
            session.uncap()  # the stages that follow may take what they need
            optimum, basis = self._read(session, made, began)
        except TimeIsUp:
            self._session = None
            raise
        except (SolverStopped, Unbounded):
            self._session = None
            return None
        return Solved(
            Point(made.formulation, made.program, optimum), Start(made.program.columns, made.program.rows, basis), warm
        )

    def _at(self, program: LinearProgram) -> Session:
        """The HiGHS object with the program in it."""
        if self._session is None:
            self._session = Session(self._settings, None)
            self._session.load(program)
        else:
            self._session.move(program)
        self._session.more_time()
        self._session.iterations = dict.fromkeys(self._session.iterations, 0)
        self._session.vertex = True
        return self._session

    def _warm(self, session: Session, program: LinearProgram, start: Start) -> bool:
        """Whether the first stage got to its optimum from a start."""
        most = max(FEWEST, int(PER_ROW * program.shape[0]))
        session.from_basis(basis_for(start, program, session.api), most)
        try:
            return session.maximise(self._cost(program)) == OPTIMAL
        except TimeIsUp:
            raise
        except SolverStopped:
            return False

    def _cold(self, session: Session, program: LinearProgram) -> bool:
        """Whether the first stage got to its optimum from nothing."""
        session.from_nothing()
        return session.maximise(self._cost(program)) == OPTIMAL

    def _cost(self, program: LinearProgram) -> np.ndarray:
        return first_cost(program, self.scenario.objective.maximize)

    def _read(self, session: Session, made: Compiled, began: float) -> tuple[Optimum, Any]:
        """The optimum after all stages, and the basis after the first."""
        program, goal = made.program, made.formulation.scenario.objective
        cost = self._cost(program)
        x, dual = session.answer()
        objective, basis = value_of(cost, x), session.basis()
        residuals = check_residuals(program, cost, x, dual)
        x, priced = break_ties(session, program, goal.maximize, goal.slack.value, x, objective)
        optimum = Optimum(
            OPTIMAL,
            objective,
            x,
            dual,
            priced,
            "compute" if cost is program.compute else "npv",
            session.method,
            dict(session.iterations),
            residuals,
            time.perf_counter() - began,
            session.vertex,
        )
        return optimum, basis


# --- a basis in another program ---------------------------------------------------------------------------------------


def basis_for(start: Start, program: LinearProgram, api: Any) -> Any:
    """The basis of a start for a program: a new column is at its lower bound, a new row is basic."""
    if start.has_sets_of(program):
        return start.basis
    status = api.HighsBasisStatus
    basis = api.HighsBasis()
    basis.col_status = _statuses(start.basis.col_status, start.columns, program.columns, status.kLower)
    basis.row_status = _statuses(start.basis.row_status, start.rows, program.rows, status.kBasic)
    basis.valid, basis.alien = True, True  # alien: HiGHS may find it singular and completes it
    return basis


def _statuses(statuses: Any, old: Mapping[str, Block], new: Mapping[str, Block], missing: Any) -> list[Any]:
    """Statuses by column or row of one program, for those of another with the same indices."""
    known = [*statuses, missing]
    return [known[at] for name, block in new.items() for at in _positions(old[name], block, len(known) - 1)]


def _positions(old: Block, new: Block, nowhere: int) -> list[int]:
    """Where each row or column of a block stands in the block of another program; `nowhere` for one that is new."""
    if np.array_equal(old.over.codes, new.over.codes):
        return list(range(old.first, old.first + len(old.over)))
    known = {tuple(codes): old.first + i for i, codes in enumerate(old.over.codes.tolist())}
    return [known.get(tuple(codes), nowhere) for codes in new.over.codes.tolist()]
