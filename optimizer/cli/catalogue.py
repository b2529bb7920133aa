"""The catalogue of a scenario's levers, for people and for machines."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from optimizer.report.words import amount
from optimizer.scenario.schema import Scenario

WIDTH = 100
"""Columns that the text is broken at."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One lever: a policy choice that a run takes with `--with OVERRIDE`."""

    name: str
    override: str
    asked_by: str
    description: str
    public_cost: float
    """Yearly cost of running it beside credits, loans and reserve, in `money`."""
    money: str
    changes: dict[str, Any]
    """What the override sets: path and value, {multiply: x} or {add: x}."""

    def facts(self) -> dict[str, Any]:
        """The entry as plain data."""
        return asdict(self)


def levers(scenario: Scenario) -> tuple[Entry, ...]:
    """The levers of a scenario, in its own order."""
    return tuple(
        Entry(
            name=name,
            override=lever.override,
            asked_by=lever.asked_by,
            description=lever.description or scenario.overrides[lever.override].description,
            public_cost=float(lever.public_cost),
            money=scenario.money.unit,
            changes=dict(scenario.overrides[lever.override].set),
        )
        for name, lever in scenario.levers.items()
    )


def text(entries: Sequence[Entry]) -> str:
    """The catalogue as a person reads it."""
    if not entries:
        return "No levers: name policy choices under `levers:`, each with the override that it applies."
    return "\n\n".join(_paragraph(entry) for entry in entries)


def _paragraph(entry: Entry) -> str:
    title = entry.name if entry.name == entry.override else f"{entry.name} (--with {entry.override})"
    asked = f", asked by {entry.asked_by}" if entry.asked_by else ""
    cost = f", {amount(entry.public_cost, entry.money)} a year to run" if entry.public_cost else ""
    changes = [f"{path} {_said(value)}" for path, value in entry.changes.items()]
    body = [*([entry.description] if entry.description else []), *changes]
    filled = [textwrap.fill(line, WIDTH, initial_indent="    ", subsequent_indent="      ") for line in body]
    return "\n".join([f"{title}{asked}{cost}", *filled])


def _said(change: Any) -> str:
    """What an override does with a value: `= 35 %`, `x 0.5`, `+ 3 %`."""
    if not isinstance(change, Mapping):
        return f"= {change}"
    if "multiply" in change:
        return f"x {change['multiply']}"
    if "add" in change:
        return f"+ {change['add']}"
    value = change.get("value", change.get("path", change))
    points = ", ".join(f"{year}: {point}" for year, point in value.items()) if isinstance(value, Mapping) else value
    return f"= {points} {change.get('unit', '')}".rstrip()
