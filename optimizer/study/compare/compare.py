"""Two or more scenarios or results, from what the user names to the facts of what differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from optimizer.results.compare import Comparison, Side, comparison
from optimizer.study.compare.attribution import attribution
from optimizer.study.compare.items import How, items, sides
from optimizer.study.progress import Progress, Silent


@dataclass(frozen=True)
class Compared:
    """What was compared, the reference first, and what differs."""

    sides: tuple[Side, ...]
    facts: Comparison


def compare(
    texts: Sequence[str],
    *,
    attribute: bool = False,
    how: How | None = None,
    progress: Progress | None = None,
) -> Compared:
    """Compare scenario files, `FILE+override` and results folders with the first of them.

    attribute : also split each change over the inputs that differ.  Raises what reading and running raise, and
    `UsageError` where results cannot be compared.
    """
    told, how = progress or Silent(), how or How()
    found = sides(items(texts), how, told)
    facts = comparison(found)
    if attribute:
        split = [attribution(found[0], other, how.options, told) for other in found[1:]]
        parts = zip(facts.differences, split, strict=True)
        facts = replace(facts, differences=tuple(replace(one, attribution=part) for one, part in parts))
    return Compared(found, facts)
