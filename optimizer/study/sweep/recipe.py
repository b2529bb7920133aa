"""What makes an engine, wherever its worker is: here from the base scenario's files, elsewhere from copies of them."""

from __future__ import annotations

import hashlib
import os
import tempfile
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from optimizer.model import SolverOptions
from optimizer.scenario.tree import Path as Place
from optimizer.study.sweep.executors import Engine


@dataclass(frozen=True)
class Recipe:
    """base : the scenario's file.  record : what to note of each point.  slopes : by factor, the numbers it moves."""

    base: Path
    record: tuple[str, ...]
    options: SolverOptions = field(default_factory=SolverOptions)
    slopes: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)

    def __call__(self) -> Engine:
        """A new engine."""
        from optimizer.study.sweep.engine import Engine as Real

        return Real(self.base, self.record, self.options, self.slopes)


@dataclass(frozen=True)
class Shipped:
    """A recipe with the files that it needs, for a machine that does not have them.

    files : contents by their paths below the folder that holds them all.
    """

    recipe: Recipe
    files: tuple[tuple[str, bytes], ...]

    def __call__(self) -> Engine:
        """A new engine, from copies of the files in a folder for temporary ones."""
        return replace(self.recipe, base=self._unpacked() / self.recipe.base)()

    def _unpacked(self) -> Path:
        """Where the copies are; workers of one machine share them."""
        content = hashlib.sha256(repr(self.files).encode()).hexdigest()[:16]
        place = Path(tempfile.gettempdir()) / f"optimizer-sweep-{_user()}-{content}"
        if not place.exists():
            draft = place.with_name(f"{place.name}.{uuid.uuid4().hex[:8]}")
            for name, text in self.files:
                (draft / name).parent.mkdir(parents=True, exist_ok=True)
                (draft / name).write_bytes(text)
            try:
                draft.rename(place)
            except OSError:  # another worker was quicker
                if not place.exists():
                    raise
        return place


def shipped(recipe: Recipe, files: Sequence[Path]) -> Shipped:
    """A recipe with its files. files : all that the base scenario is read from."""
    places = [path.resolve() for path in (recipe.base, *files)]
    top = Path(os.path.commonpath([path.parent for path in places]))
    contents = {path.relative_to(top).as_posix(): path.read_bytes() for path in places}
    return Shipped(replace(recipe, base=places[0].relative_to(top)), tuple(sorted(contents.items())))


def _user() -> str:
    """Whose folder it is, on machines with several users."""
    return str(os.getuid()) if hasattr(os, "getuid") else "all"
