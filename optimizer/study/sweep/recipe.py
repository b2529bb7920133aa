"""What makes an engine, wherever its worker is: here from the base scenario's files, elsewhere from copies of them."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from optimizer.errors import ResultError
from optimizer.model import SolverOptions
from optimizer.results.store.origin import digest
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
    """base : the scenario's file.  record : what to note of each point.  slopes : by factor, where they are wanted.
    sources : what the base must still be like, None for files that nobody changes.
    """

    base: Path
    record: tuple[str, ...]
    options: SolverOptions = field(default_factory=SolverOptions)
    slopes: Mapping[str, Slope] = field(default_factory=dict)
    sources: Sources | None = None

    def __call__(self) -> Engine:
        """A new engine."""
        from optimizer.study.sweep.engine import Engine as Real

        return Real(self.base, self.record, self.options, self.slopes, self.sources)


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
        if self._is_whole(place):
            return place
        draft = place.with_name(f"{place.name}.{uuid.uuid4().hex[:8]}")
        for name, text in self.files:
            (draft / name).parent.mkdir(parents=True, exist_ok=True)
            (draft / name).write_bytes(text)
        try:
            return draft.rename(place)
        except OSError:  # another worker was quicker, or somebody has tidied a part of it away
            if not self._is_whole(place):
                return draft
        shutil.rmtree(draft, ignore_errors=True)
        return place

    def _is_whole(self, place: Path) -> bool:
        return all((place / name).is_file() for name, _ in self.files)


def shipped(recipe: Recipe, files: Mapping[Path, bytes]) -> Shipped:
    """A recipe with its files. files : all that the base scenario was read from. Raises as `Sources.check`."""
    places = {path.resolve(): content for path, content in files.items()}
    top = Path(os.path.commonpath([path.parent for path in places]))
    contents = {path.relative_to(top).as_posix(): content for path, content in places.items()}
    if recipe.sources is not None:
        recipe.sources.check()
    base = recipe.base.resolve().relative_to(top)
    return Shipped(replace(recipe, base=base, sources=None), tuple(sorted(contents.items())))


def _user() -> str:
    """Whose folder it is, on machines with several users."""
    return str(os.getuid()) if hasattr(os, "getuid") else "all"
