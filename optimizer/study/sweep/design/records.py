"""What a study records, checked against its base."""

from __future__ import annotations

from optimizer.scenario.tree import Items, child
from optimizer.study.sweep import record
from optimizer.study.sweep.design.factors.context import Context

RECORD = "record"


def checked_record(context: Context) -> tuple[str, ...]:
    """The names to record; those that nothing is recorded under go to the findings.

    Where the study names none, what is recorded by default as far as the base has it (a base may have no compute).
    """
    given = child(context.study.tree, RECORD)
    wrong = record.faults(context.study.record, context.ground.scenario)
    if not isinstance(given, Items):
        return tuple(name for name in context.study.record if name not in wrong)
    for at, name in enumerate(given):
        if str(name) in wrong:
            fault = wrong[str(name)]
            context.tell((RECORD, at), fault.message, fault.hint_later)
    return context.study.record
