"""Changes, conflicts and numbers as plain facts, in the units of the file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from optimizer.results.diagnosis import Edit, Limit, Point, Remedy
from optimizer.scenario.number import Series
from optimizer.scenario.plain import date_text
from optimizer.scenario.schema import Asset, Scenario
from optimizer.scenario.tree import key_path
from optimizer.scenario.walk import value_at
from optimizer.study.mend.changes import Change
from optimizer.study.mend.entries import Entry
from optimizer.study.mend.kinds import UP
from optimizer.study.mend.knobs import Model
from optimizer.study.mend.writing import Writer

COUNTS = 1e-9
"""Share of the largest dual of a certificate from which a row takes part in it."""


def remedy_fact(changes: Sequence[Change], writer: Writer, *, confirmed: bool) -> Remedy:
    """A set of edits, in the order of the file."""
    edits = sorted((edit_fact(change, writer) for change in changes), key=_place)
    return Remedy(tuple(edits), confirmed)


def _place(edit: Edit) -> tuple[str, int, str]:
    file, _, line = edit.where.rpartition(":")
    return (file, int(line), edit.key) if line.isdigit() else (edit.where, 0, edit.key)


def edit_fact(change: Change, writer: Writer) -> Edit:
    """One change in the words of the file."""
    entry, unit = change.entry, writer.unit(change.entry)
    where, via, given = writer.place(entry)
    years: Sequence[float | None] = (None,)
    if isinstance(entry.leaf, Series) and len(entry.leaf.years) > 1:
        years = entry.leaf.years
    moved = [
        Point(year, unit.amount(now), unit.amount(then))
        for year, now, then in zip(years, entry.values.tolist(), change.then.tolist(), strict=True)
        if now != then
    ]
    return Edit(
        key=key_path(entry.path),
        where=where,
        given=given,
        via=via,
        future=entry.future,
        kind=entry.kind.name,
        nature=entry.kind.nature,
        unit=unit.name,
        direction="at least" if change.way == UP else "at most",
        points=tuple(moved),
        first="" if change.first is None else date_text(change.first),
        last="" if change.last is None else date_text(change.last - 1.0),
        size=change.size,
        in_range=change.in_range,
        becomes=writer.text(entry, change.leaf),
    )


def limit_fact(entry: Entry, writer: Writer, when: tuple[str, str] = ("", ""), values: Sequence[float] = (),
               lead_time: float | None = None) -> Limit:  # fmt: skip
    """A number that takes part in a conflict. values : it in the periods in which it does; default: all its points."""
    unit = writer.unit(entry)
    where, via, given = writer.place(entry)
    amounts = [unit.amount(value) for value in (values or entry.values.tolist())]
    return Limit(
        key=key_path(entry.path),
        where=where,
        given=given,
        via=via,
        future=entry.future,
        kind=entry.kind.name,
        nature=entry.kind.nature,
        unit=unit.name,
        low=min(amounts),
        high=max(amounts),
        first=when[0],
        last=when[1],
        lead_time=lead_time,
    )


def part_of(dual: np.ndarray) -> np.ndarray:
    """Which rows take part in a certificate, shape (rows,) [bool]."""
    found: np.ndarray = np.abs(dual) > COUNTS * float(np.abs(dual).max())
    return found


def core_limits(model: Model, numbers: Iterable[int], dual: np.ndarray, writer: Writer) -> tuple[Limit, ...]:
    """The numbers of a core, each with the periods in which the certificate uses it."""
    node_of = _nodes(model)
    tree = model.formulation.places.tree
    middles = tree.periods.middles
    counts = part_of(dual)
    found = []
    for k in sorted(numbers):
        entry = model.knobs[k].entry
        rows = [row for row in model.slacks[k].rows.tolist() if counts[row]]
        nodes = sorted({node_of[row] for row in rows if node_of[row] >= 0})
        when = (tree.labels[nodes[0]][1], tree.labels[nodes[-1]][1]) if nodes else ("", "")
        values: list[float] = []
        if isinstance(entry.leaf, Series) and nodes:
            values = entry.leaf.at(middles[tree.period[nodes]]).tolist()
        found.append(limit_fact(entry, writer, when, values, _lead_time(model.scenario, entry)))
    return tuple(found)


def _nodes(model: Model) -> np.ndarray:
    """The node of each row, −1 where it has none, shape (rows,)."""
    nodes = np.full(model.program.shape[0], -1)
    for block in model.program.rows.values():
        at = [i for i, axis in enumerate(block.over.axes) if axis.name == "node"]
        if at:
            nodes[block.slice] = block.over.codes[:, at[-1]]
    return nodes


def _lead_time(scenario: Scenario, entry: Entry) -> float | None:
    """Years from application to service of what an asset's `existing` could be added to by building."""
    if entry.kind.name != "existing":
        return None
    asset = value_at(scenario, entry.path[:-1])
    if not isinstance(asset, Asset) or asset.capex is None:
        return None
    return asset.permit.value * scenario.permitting.factor.value + asset.build.value
