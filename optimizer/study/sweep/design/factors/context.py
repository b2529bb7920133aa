"""What reading the factors of one study needs, and how it tells what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from optimizer.errors import OptimizerError, ScenarioError
from optimizer.results.sweep.points import Variant
from optimizer.scenario.findings import Findings
from optimizer.scenario.number import Where
from optimizer.scenario.studies.load import Study
from optimizer.scenario.tree import Map, Path, where_is
from optimizer.study.sweep.design.grounds import Ground, Grounds
from optimizer.wording import Hint, shortened

ENTRY = "vary"


@dataclass(frozen=True)
class Context:
    """ground : the base with what holds at every point."""

    study: Study
    grounds: Grounds
    ground: Ground
    findings: Findings

    def variant(self, sets: Sequence[str] = (), overrides: Sequence[str] = ()) -> Variant:
        """What holds at every point, and more."""
        return Variant((*self.study.overrides, *overrides), (*self.study.sets, *sets))

    def tell(self, path: Path, message: str, hint: Hint = "") -> None:
        """Note what is wrong at a path of the study file."""
        self.findings.error(where_is(self.study.tree, path), path, message, hint)

    def doubt(self, path: Path, message: str, hint: Hint = "") -> None:
        """Note what is odd at a path of the study file, but does not stop it."""
        self.findings.warn(where_is(self.study.tree, path), path, message, hint)

    def tell_twice(self, path: Path, level: object) -> None:
        """Note that a level is given twice. In a list of points it may be: other factors differ there."""
        if self.study.design != "list":
            self.tell(path, f"the level {shortened(str(level))} is given twice")

    def tell_key(self, name: str, message: str, hint: Hint = "") -> None:
        """Note what is wrong with the key of an entry of `vary`."""
        self.findings.error(self.key_where(name), (ENTRY, name), message, hint)

    def key_where(self, name: str) -> Where:
        """Where an entry of `vary` begins."""
        vary = self.study.tree[ENTRY]
        return vary.at(name) if isinstance(vary, Map) else vary.where if vary is not None else Where("", 0)

    def tell_loading(self, path: Path, error: OptimizerError, level: str) -> None:
        """Note what the loader says of a level."""
        if not isinstance(error, ScenarioError):
            self.tell(path, f"at {level}: {error}")
            return
        for problem in error.problems[:3]:
            key = f"{problem.key}: " if problem.key else ""
            self.tell(path, f"at {level}: {key}{problem.message.rstrip('.')}", problem.hint)
