"""What the facts of `turn_happened` make of a case. Pure: `case.evolve` has asked the table."""

from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from typing import Any

from command.casework import sharing
from command.casework.case_file import Case, again, ended
from command.casework.turn_happened import CaseDeclined, CaseReopened, CaseTold, CaseWithdrawn


def declined(event: CaseDeclined, case: Case) -> Case:
    return ended(case, event.at)


def withdrawn(event: CaseWithdrawn, case: Case) -> Case:
    """Nobody is asked for anything any more; what was answered stays."""
    tasks = tuple(
        replace(task, withdrawn_at=event.at) if task.is_open else task for task in case.tasks
    )
    return replace(ended(case, event.at), tasks=tasks)


def reopened(event: CaseReopened, case: Case) -> Case:
    """A round of its own, with its visit; every earlier clock stays on record."""
    parts = sharing.parts_after(case.parts, event.parts, case.tasks)
    risen = replace(
        case,
        closed_at=None,
        resolved_at=None,
        satisfaction=None,
        redo_count=case.redo_count + 1,
        parts=parts,
        charge_id=event.charge_id,
    )
    return reduce(again, event.deadlines, risen)


def told(event: CaseTold, case: Case) -> Case:
    """What is told changes nothing but the list: see `notifying`."""
    return case


RULES: tuple[tuple[type, Callable[[Any, Case], Case]], ...] = (
    (CaseDeclined, declined),
    (CaseWithdrawn, withdrawn),
    (CaseReopened, reopened),
    (CaseTold, told),
)
