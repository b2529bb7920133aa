"""What makes the points of a sweep beside their scenarios: the program, its packages and solver options. Points made by
others do not mix with them in one table."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from optimizer.results.store.origin import SHOWING, program, versions
from optimizer.results.sweep.points import DONE, FAILED, TIMEOUT

ANSWERING = ("optimizer", "highspy", "numpy")
"""Packages of another version of which points are done again."""
TIME_LIMIT = "time_limit"
FORMAT = 1


@dataclass(frozen=True)
class Making:
    """options : of the solver, as asked for."""

    options: Mapping[str, Any]

    @cached_property
    def by(self) -> str:
        """Short for versions and options; the time limit is no part of it: it matters only to who ran into it."""
        options = {name: value for name, value in self.options.items() if name != TIME_LIMIT}
        about = json.dumps([self.versions, options], sort_keys=True, default=str)
        return hashlib.sha256(about.encode()).hexdigest()[:8]

    @property
    def time_limit(self) -> Any:
        """Of a point, where one was asked for."""
        return self.options.get(TIME_LIMIT)

    @cached_property
    def versions(self) -> dict[str, str]:
        """Of the packages that an answer may depend on, and a digest of the program's own source."""
        known = versions()
        return {**{name: known[name] for name in ANSWERING}, "source": program(SHOWING)[:12]}

    def header(self) -> dict[str, Any]:
        """The first line of a segment, for who looks into it."""
        return {"segment": FORMAT, "by": self.by, "versions": self.versions, "options": dict(self.options)}


@dataclass(frozen=True)
class Wanted:
    """What a point has to have been made by, and to say, to be taken as it is.

    study : its file as seen from the folder of the sweep, which no point depends on.
    """

    making: Making
    record: Sequence[str] = ()
    slopes: Sequence[str] = ()
    study: str = ""

    def takes(self, facts: Mapping[str, Any]) -> bool:
        """Whether a finished point serves; one that failed is tried again."""
        if facts.get("by") != self.making.by or facts["status"] == FAILED:
            return False
        if facts["status"] == TIMEOUT:
            return bool(facts.get(TIME_LIMIT) == self.making.time_limit)
        if facts["status"] != DONE:
            return True
        return facts["values"].keys() >= {*self.record} and facts["slopes"].keys() >= {*self.slopes}
