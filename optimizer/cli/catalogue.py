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


def other_overrides(scenario: Scenario) -> dict[str, str]:
    """The overrides that no lever applies, with what they stand for."""
    levers = {lever.override for lever in scenario.levers.values()}
    return {name: override.description for name, override in scenario.overrides.items() if name not in levers}


def text(entries: Sequence[Entry], others: Mapping[str, str]) -> str:
    """The catalogue as a person reads it."""
    none = "No levers: name policy choices under `levers:`, each with the override that it applies."
    parts = [_paragraph(entry) for entry in entries] or [none]
    if others:
        lines = (_filled(f"  {name}{_described(description)}", " " * 6) for name, description in others.items())
        parts.append("\n".join(["Other overrides:", *lines]))
    return "\n\n".join(parts)


def _described(description: str) -> str:
    return f": {description}" if description else ""


def _paragraph(entry: Entry) -> str:
    lines = [("with", entry.override)] if entry.override != entry.name else []
    lines += [("asked by", entry.asked_by)] if entry.asked_by else []
    lines += [("costs", f"{amount(entry.public_cost, entry.money)} a year to run")] if entry.public_cost else []
    lines += [("sets", f"{path} {_said(change)}") for path, change in entry.changes.items()]
    head = _filled(f"{entry.name}{_described(entry.description)}", "  ")
    return "\n".join([head, *(_labelled(*line) for line in lines)])


def _labelled(label: str, text: str) -> str:
    return _filled(f"    {label:<10}{text}", " " * 14)


def _filled(text: str, indent: str) -> str:
    return textwrap.fill(text, WIDTH, subsequent_indent=indent)


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
