"""Where the paths of a study lead in its base: numbers, dates, and what can only be written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from optimizer.scenario.changes import Target, targets
from optimizer.scenario.dates import decimal_year, is_date
from optimizer.scenario.layout import layout_at
from optimizer.scenario.number import Number
from optimizer.scenario.tree import Map, Node, Path, child, key_path
from optimizer.study.sweep.design.grounds import Ground

EVERYTHING = ("**", "*")
NOT_VARIED = ("levers", "solver")
"""Sections whose numbers `**` leaves out: they are not in the model."""


@dataclass(frozen=True)
class Places:
    """What a pattern leads to.

    targets : in the file.  numbers : where those are in the scenario, one path a target, as `Ground.under` takes it.
    """

    pattern: str
    targets: tuple[Target, ...]
    numbers: tuple[Path, ...]

    @property
    def added(self) -> tuple[Target, ...]:
        """Where the file has nothing yet, though it has something elsewhere: `*` reaches every name."""
        missing = tuple(target for target in self.targets if not target.there)
        return missing if len(missing) < len(self.targets) else ()

    @property
    def kind(self) -> str:
        """`number`, `date`, or `other` where they are neither or not alike."""
        kinds = {target.layout.kind if target.layout is not None else "" for target in self.targets}
        amounts = all(is_amount(target) for target in self.targets)
        return "number" if amounts else "date" if kinds == {"date"} else "other"


def places(ground: Ground, pattern: str) -> Places:
    """Where a pattern leads. Raises PathError where it leads nowhere."""
    found = tuple(targets(ground.loaded.tree, pattern))
    return Places(pattern, found, tuple(in_scenario(target) for target in found))


def in_scenario(target: Target) -> Path:
    """The path of a place of the file as `walk.numbers` writes it: without `value`, years as decimal years."""
    if target.layout is None or target.layout.kind != "number":
        return target.path
    parts = [part for at, part in enumerate(target.path) if not _is_long_form(target.path[:at], part)]
    if isinstance(parts[-1], str) and is_date(parts[-1]):
        parts[-1] = f"{decimal_year(parts[-1]):.10g}"
    return tuple(parts)


def _is_long_form(above: Path, part: str | int) -> bool:
    """Whether a key is the `value` of a number that says more about itself."""
    layout = layout_at(above) if part == "value" else None
    return layout is not None and layout.kind == "number"


def is_amount(target: Target) -> bool:
    """Whether a number stands at a place of the file, or the amount of a build input."""
    layout = target.layout
    return layout is not None and (layout.kind == "number" or (layout.block is not None and "amount" in layout.keys))


# --- numbers with a range ---------------------------------------------------------------------------------------------


def ranged(ground: Ground, pattern: str) -> dict[Path, Number]:
    """The numbers with a range that a pattern leads to, or that stand below where it leads, each once.

    Copies in regions are left out, as they follow. Raises PathError where the pattern leads nowhere.
    """
    if pattern in EVERYTHING:
        found = {path: ground.numbers[path] for path in ground.numbers if _is_varied(path)}
    else:
        tops = places(ground, pattern.removesuffix(".**")).numbers
        found = {path: ground.numbers[path] for top in tops for path in ground.under(top) if path in ground.numbers}
    return {path: number for path, number in found.items() if has_range(number) and not _is_copy(ground, path)}


def has_range(number: Number) -> bool:
    """Whether a number says from where to where it may lie."""
    return number.low is not None and number.high is not None and number.low < number.high


def _is_varied(path: Path) -> bool:
    return path[0] not in NOT_VARIED and path[-1] != "probability"


def _is_copy(ground: Ground, path: Path) -> bool:
    """Whether a number of a region is the whole country's."""
    if path[2:3] != ("by_region",):
        return False
    return ground.numbers.get((*path[:2], *path[4:])) == ground.numbers[path]


def file_key(ground: Ground, path: Path) -> str:
    """The path of a number as `--set` takes it: with `value`, where a path over time says more about itself."""
    return key_path(tuple(_through(ground.loaded.tree, path)))


def _through(tree: Map, path: Path) -> Iterator[str | int]:
    node: Node = tree
    for part in path:
        inner = child(node, "value")
        if isinstance(inner, Map) and child(node, part) is None:
            yield "value"
            node = inner
        key = _as_written(node, part)
        yield key
        node = child(node, key)


def _as_written(node: Node, part: str | int) -> str | int:
    """A key of the file: a year may be written as another date, 2028-07 for 2028.5."""
    if part in (node if isinstance(node, Map) else ()) or not is_date(str(part)):
        return part
    dates = (key for key in node if is_date(key)) if isinstance(node, Map) else ()
    return next((key for key in dates if f"{decimal_year(key):.10g}" == part), part)
