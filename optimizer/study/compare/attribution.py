"""The change between two results, split over the groups of inputs that differ, by solving scenarios between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from optimizer import model
from optimizer.errors import NoOptimum, UsageError
from optimizer.model import SolverOptions
from optimizer.results.compare import Side
from optimizer.results.compare.facts import Attribution, Interaction, Part
from optimizer.results.solution import Metric
from optimizer.scenario.check import check
from optimizer.scenario.differences import differences
from optimizer.scenario.mixing import mixed
from optimizer.scenario.tree import key_path
from optimizer.study.compare import shapley
from optimizer.study.compare.groups import Group, groups
from optimizer.study.compare.shapley import Made
from optimizer.study.progress import Progress

METRICS = ("npv", "compute_total", "public_cost")
"""What is split."""
MOST_PAIRS = 100
"""Pairs of groups up to which their interactions are looked for where orders are sampled."""
LONGEST_NAME = 80


def attribution(before: Side, after: Side, options: SolverOptions, progress: Progress) -> Attribution:
    """The change split over the groups of inputs that differ; 2^n solves for up to eight groups, orders sampled beyond.

    Raises `UsageError` where the change itself makes no sense (other years, other regions), `NoOptimum` where a
    scenario on the way has no plan.
    """
    _check(before, after)
    between = _Between(before, after, options, progress)
    count = len(between.groups)
    found = shapley.split(count, between.value)
    alone, last = shapley.alone(count, between.value), shapley.last(count, between.value)
    if between.all_are_solved or count * (count - 1) // 2 <= MOST_PAIRS:
        pairs = list(shapley.pairs(count, between.value))
    else:
        pairs = []
    total = between.value(frozenset(range(count))) - between.value(frozenset())
    names = [group.name for group in between.groups]
    return Attribution(
        units=between.units,
        total=between.named(total),
        parts=tuple(
            Part(
                names[i],
                tuple(key_path(one.path) for one in group.members),
                *(between.named(row) for row in (alone[i], last[i], found.shares[i], found.error[i])),
            )
            for i, group in enumerate(between.groups)
        ),
        interactions=tuple(Interaction(names[i], names[j], between.named(more)) for i, j, more in pairs),
        orders=found.orders,
        solves=between.solves,
    )


def _check(before: Side, after: Side) -> None:
    """Raise `UsageError` where the results have no change that could be split."""
    one, other = before.scenario, after.scenario
    spans = [(s.horizon.start, s.horizon.end, s.horizon.step) for s in (one, other)]
    what = "horizons" if spans[0] != spans[1] else "regions" if set(one.regions) != set(other.regions) else ""
    if what:
        raise UsageError(
            f"--attribute cannot split the change from {before.subject.label} to {after.subject.label}: they have "
            f"different {what}"
        )


class _Between:
    """Values the scenarios between two results, each once."""

    def __init__(self, before: Side, after: Side, options: SolverOptions, progress: Progress) -> None:
        self.before, self.after, self.options, self.progress = before, after, options, progress
        self.every = differences(before.scenario, after.scenario)
        self.groups: tuple[Group, ...] = groups(self.every, before.scenario, after.scenario)
        ends = before.solution.metrics, after.solution.metrics
        self.metrics = tuple(name for name in METRICS if all(name in end for end in ends))
        self.units = {name: ends[0][name].unit for name in self.metrics}
        whole = frozenset(range(len(self.groups)))
        self._is_structural = any(one.is_structure or one.path[0] == "futures" for one in self.every)
        self._known: dict[Made, np.ndarray] = {whole: self._row(ends[1]), frozenset(): self._row(ends[0])}

    @property
    def solves(self) -> int:
        """Scenarios solved so far: the two ends were solved before."""
        return max(len(self._known) - 2, 0)

    @property
    def all_are_solved(self) -> bool:
        return len(self.groups) <= shapley.EXACT_UP_TO

    def named(self, row: np.ndarray) -> Mapping[str, float]:
        """A row of numbers by metric."""
        return dict(zip(self.metrics, row.tolist(), strict=True))

    def value(self, made: Made) -> np.ndarray:
        """The metrics with these groups made, shape (metrics,)."""
        if made not in self._known:
            self._known[made] = self._solve(made)
        return self._known[made]

    def _solve(self, made: Made) -> np.ndarray:
        most = 2 ** len(self.groups) - 2 if self.all_are_solved else shapley.VALUES
        self.progress.stage(f"splitting the change to {self.after.subject.label}: solve {self.solves + 1} of {most}")
        chosen = [one for number in made for one in self.groups[number].members]
        scenario = mixed(self.before.scenario, self.after.scenario, self.every, chosen)
        errors, _ = check(scenario) if self._is_structural else ([], [])
        if errors:
            raise UsageError(
                f"--attribute: {self._told(made)} cannot be made without the other changes: "
                f"{errors[0].key}: {errors[0].message}"
            )
        try:
            return self._row(model.metrics_of(model.solve_point(scenario, self.options)))
        except NoOptimum as error:
            raise NoOptimum(f"--attribute: with {self._told(made)} alone there is no plan\n{error}") from error

    def _told(self, made: Iterable[int]) -> str:
        return ", ".join(self.groups[number].name[:LONGEST_NAME] for number in sorted(made))

    def _row(self, metrics: Mapping[str, Metric]) -> np.ndarray:
        return np.array([metrics[name].value for name in self.metrics])
