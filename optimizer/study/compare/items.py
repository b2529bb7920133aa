"""What is compared, as the user names it: a scenario file, `FILE+override,override`, or a results folder.

A file is run as `optimizer run` would, its result kept in results/; where that folder already holds the answer to the
very same scenario, made by this very program with the same options, it is read instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from optimizer.errors import NoOptimum, Problem, SolverStopped, UsageError
from optimizer.model import SolverOptions
from optimizer.results import store
from optimizer.results.compare import Side
from optimizer.results.compare.facts import Subject
from optimizer.results.names import clean
from optimizer.results.solution import Solution
from optimizer.results.store.origin import digest, program, versions
from optimizer.scenario import dump, load
from optimizer.scenario.load import Loaded
from optimizer.scenario.schema import Scenario
from optimizer.scenario.tree import Path as Place
from optimizer.scenario.tree import where_is
from optimizer.study import run as study
from optimizer.study.progress import Progress, Silent

ADDED = "+"
SUFFIXES = (".yaml", ".yml")
LONGEST = 200


@dataclass(frozen=True)
class How:
    """How files are run. fresh : solve them even where results/ holds the answer."""

    options: SolverOptions = field(default_factory=SolverOptions)
    fresh: bool = False


@dataclass(frozen=True)
class Item:
    """One thing to compare. path : scenario file or results folder.  overrides : to apply to a file, in order."""

    path: Path
    overrides: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        """Short name: `us`, `us+fast_permits`."""
        name = self.path.stem if self.path.suffix in SUFFIXES else self.path.resolve().name
        return ADDED.join((name, *self.overrides))

    @property
    def typed(self) -> str:
        """What names it in a command."""
        return self.path.as_posix() + (ADDED + ",".join(self.overrides) if self.overrides else "")


def items(texts: Sequence[str]) -> tuple[Item, ...]:
    """The things that texts name; `+override` alone stands for the first file with it. Raises `UsageError`."""
    if len(texts) < 2:
        raise UsageError("compare takes two or more results folders or scenario files")
    found: list[Item] = []
    for text in texts:
        found.append(_item(text, found[0] if found else None))
    return tuple(found)


def _item(text: str, first: Item | None) -> Item:
    if text.startswith(ADDED) and first is not None and not Path(text).exists():
        return _with(first, text[1:])
    if Path(text).exists():
        return Item(Path(text))
    for sign in re.finditer(re.escape(ADDED), text):
        file, overrides = Path(text[: sign.start()]), text[sign.end() :]
        if file.exists() or file.suffix in SUFFIXES:  # where it is missing, the loader offers the nearest name
            return _with(Item(file), overrides)
    return Item(Path(text))


def _with(item: Item, overrides: str) -> Item:
    names = tuple(name.strip() for name in re.split(r"[,+]", overrides) if name.strip())
    if item.path.is_dir():
        raise UsageError(f"{item.path}: overrides ({', '.join(names)}) are applied to a scenario file, not to a result")
    return Item(item.path, (*item.overrides, *names))


def labels(found: Sequence[Item]) -> tuple[str, ...]:
    """A name for each: short where that tells them apart, the whole path where not, and a number as a last resort."""
    short = [clean(item.stem, LONGEST) for item in found]
    long = [clean(ADDED.join((item.path.as_posix(), *item.overrides)), LONGEST) for item in found]
    names = [one if short.count(one) == 1 else other for one, other in zip(short, long, strict=True)]
    return tuple(
        name if names.count(name) == 1 else f"{name} ({names[: at + 1].count(name)})" for at, name in enumerate(names)
    )


# --- results ----------------------------------------------------------------------------------------------------------


def sides(found: Sequence[Item], how: How, progress: Progress) -> tuple[Side, ...]:
    """The results of all things, in their order. Raises what reading and running raise."""
    told = _Once(progress)
    return tuple(_side(item, label, how, told) for item, label in zip(found, labels(found), strict=True))


def _side(item: Item, label: str, how: How, progress: Progress) -> Side:
    progress.stage(f"reading {item.path}" if item.path.is_dir() else f"running {label}")
    if item.path.is_dir():
        stored = store.read(item.path)
        place = item.path / "scenario.yaml"
        return _made(label, item, load.load(place), stored.solution())
    loaded = load.load(item.path, item.overrides)
    progress.warn(loaded.warnings)
    asked = study.overrides_asked(loaded.scenario, item.overrides)
    named = replace(loaded, scenario=study.named(loaded.scenario, asked, ()))
    return _made(label, item, named, _answer(item, label, named, asked, how))


def _made(label: str, item: Item, loaded: Loaded, solution: Solution) -> Side:
    scenario = loaded.scenario
    subject = Subject(
        label, scenario.name, item.path.as_posix(), item.typed, scenario.applied, dump.content_hash(scenario)
    )

    def where(path: Place) -> str:
        return str(where_is(loaded.tree, path))

    return Side(subject, solution, scenario, where)


def _answer(item: Item, label: str, loaded: Loaded, asked: Sequence[str], how: How) -> Solution:
    """The answer in results/ where it is that of this very scenario, else that of a run."""
    folder = study.RESULTS / study.scenario_id(item.path, loaded.scenario, asked, ())
    if not how.fresh and _is_answer(folder, loaded.scenario, how.options):
        return store.read(folder).solution()
    command = study.command(item.path, item.overrides, (), None, how.options)
    try:
        return study.answer(loaded, folder, study.How(how.options, command, item.overrides), Silent()).solution
    except (NoOptimum, SolverStopped) as error:
        raise type(error)(f"{label}: {error}") from error


def _is_answer(folder: Path, scenario: Scenario, options: SolverOptions) -> bool:
    """Whether a folder holds the answer to a scenario, made by the program as it is now."""
    if not store.is_result(folder):
        return False
    wanted = {
        "scenario_sha256": digest(dump.dump(scenario, "yaml").encode()),
        "solver_options": dict(options.options),
        "versions": versions(),
        "program_sha256": program(),
    }
    manifest = store.read(folder).manifest
    return all(manifest.get(name) == value for name, value in wanted.items())


class _Once:
    """Passes on stages, and each warning once: scenarios on top of one file have most of them in common."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._told: set[Problem] = set()

    def stage(self, doing: str) -> None:
        self._progress.stage(doing)

    def warn(self, warnings: Iterable[Problem]) -> None:
        new = [warning for warning in warnings if warning not in self._told]
        self._told.update(new)
        self._progress.warn(new)
