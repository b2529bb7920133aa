"""An outcome as one line of text with a checksum, and back.

    9a0f1c55 {"id": "3f9c02ab71de5508", "status": "optimal", "values": {"npv": 1.28e12}, ...}

Numbers keep all their digits. A line that was cut off or changed does not have the checksum that it says.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from typing import Any

from optimizer.results.sweep.points import Outcome
from optimizer.study.sweep.store.making import Wanted

CHECKSUM = 8
"""Hexadecimal digits of the checksum (CRC-32) before the blank."""


class Damaged(ValueError):
    """A line that is not what was written."""


def line(facts: Mapping[str, Any]) -> bytes:
    """Facts as a line, its end included.

    >>> line({"id": "a"})
    b'af678071 {"id": "a"}\\n'
    """
    content = json.dumps(facts, ensure_ascii=False, default=_plain).encode()
    return b"%08x %s\n" % (zlib.crc32(content), content)


def facts_of(text: bytes) -> dict[str, Any]:
    """The facts of a line, without its end. Raises `Damaged`."""
    checksum, content = text[:CHECKSUM], text[CHECKSUM + 1 :]
    if checksum != b"%08x" % zlib.crc32(content):
        raise Damaged
    facts: dict[str, Any] = json.loads(content)
    return facts


def outcome_line(outcome: Outcome, wanted: Wanted) -> bytes:
    """An outcome as a line, with null for what was asked for and is not there.

    Its number is left out: a point is known by its id, whatever its place in a design.
    """
    return line(
        {
            "id": outcome.id,
            "by": wanted.making.by,
            "status": outcome.status,
            "reason": outcome.reason,
            "values": {**dict.fromkeys(wanted.record), **outcome.values},
            "limits": dict(outcome.limits),
            "slopes": {**dict.fromkeys(wanted.slopes), **outcome.slopes},
            "seconds": outcome.seconds,
            "time_limit": wanted.making.time_limit,
        }
    )


def outcome_of(facts: Mapping[str, Any]) -> Outcome:
    """The outcome in the facts of a line, at number 0. Raises `Damaged` where they are no outcome's."""
    try:
        return Outcome(
            number=0,
            id=facts["id"],
            status=facts["status"],
            reason=facts["reason"],
            values=facts["values"],
            limits=facts["limits"],
            slopes={name: slope for name, slope in facts["slopes"].items() if slope is not None},
            seconds=facts["seconds"],
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise Damaged from error


def _plain(thing: Any) -> Any:
    """A number of numpy as Python's own."""
    return thing.item()
