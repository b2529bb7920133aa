"""What makes an engine, wherever its worker is: here from the base scenario's files, elsewhere from what they say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from optimizer.errors import ResultError
from optimizer.model import SolverOptions
from optimizer.results.store.origin import digest
from optimizer.scenario import load
from optimizer.scenario.tree import Map
from optimizer.study.sweep.design.moves import Slope
from optimizer.study.sweep.executors import Engine


@dataclass(frozen=True)
class Sources:
    """The files of the base that points were made from, with their digests then."""

    digests: Mapping[Path, str]

    def check(self) -> None:
        """Raise `ResultError` where a file is another by now: the ids of points would stand for other scenarios."""
        for path, then in self.digests.items():
            try:
                now = digest(path.read_bytes())
            except OSError:
                now = ""
            if now != then:
                raise ResultError(f"{path} has changed since the sweep began; give its command again")


@dataclass(frozen=True)
class Recipe:
    """base : the scenario's file, or what it says (`load.tree_of`).  record : what to note of each point.
    slopes : by factor, where they are wanted.  sources : what the base must still be like, None where nobody can
    change it.
    """

    base: Path | Map
    record: tuple[str, ...]
    options: SolverOptions = field(default_factory=SolverOptions)
    slopes: Mapping[str, Slope] = field(default_factory=dict)
    sources: Sources | None = None

    def __call__(self) -> Engine:
        """A new engine."""
        from optimizer.study.sweep.engine import Engine as Real

        return Real(self.base, self.record, self.options, self.slopes, self.sources)


def shipped(recipe: Recipe) -> Recipe:
    """A recipe for machines that do not have the base's files. Raises as `Sources.check`.

    It holds what the files say, not the files: a copy would lie elsewhere, and a file that it extends (by an absolute
    path, through a link) would then be looked for on a disk that may hold another one of that name.
    """
    if isinstance(recipe.base, Map):
        return recipe
    try:
        base = load.tree_of(recipe.base)
    finally:  # also where it cannot be read any more
        if recipe.sources is not None:
            recipe.sources.check()
    return replace(recipe, base=base, sources=None)
