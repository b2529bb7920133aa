"""What a finished point has to be like, to be taken as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from optimizer.results.sweep.points import DONE, FAILED, TIMEOUT
from optimizer.study.sweep.store.making import TIME_LIMIT, Making


@dataclass(frozen=True)
class Wanted:
    """What a point has to have been made by, and to say, to be taken as it is."""

    making: Making
    record: Sequence[str] = ()
    slopes: Sequence[str] = ()

    def takes(self, facts: Mapping[str, Any]) -> bool:
        """Whether a finished point serves; one that failed is tried again."""
        if facts.get("by") != self.making.by or facts["status"] == FAILED:
            return False
        if facts["status"] == TIMEOUT:
            return bool(facts.get(TIME_LIMIT) == self.making.time_limit)
        if facts["status"] != DONE:
            return True
        return facts["values"].keys() >= {*self.record} and facts["slopes"].keys() >= {*self.slopes}
