"""All factors of a study, in the order of the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from optimizer.scenario.changes import PathError
from optimizer.scenario.studies.schema import Variation
from optimizer.study.sweep.design.axes import Axis
from optimizer.study.sweep.design.factors.context import Context
from optimizer.study.sweep.design.factors.overrides import overridden
from optimizer.study.sweep.design.factors.replaced import replaced
from optimizer.study.sweep.design.factors.scaled import scaled
from optimizer.study.sweep.design.factors.sourced import sourced

WAYS: Mapping[str, Callable[[Context, str, Variation], Iterator[Axis]]] = {
    "override": overridden,
    "range": sourced,
    "multiply": scaled,
    "add": scaled,
}


def read_axes(context: Context) -> list[Axis]:
    """All factors; what is wrong with them goes to the findings."""
    found: list[Axis] = []
    for name, entry in context.study.vary.items():
        way = next((read for key, read in WAYS.items() if getattr(entry, key) is not None), replaced)
        try:
            found += way(context, name, entry)
        except PathError as error:
            context.tell_key(name, error.message, error.hint_later)
    return found
