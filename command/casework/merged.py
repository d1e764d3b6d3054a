"""What the facts of a merge make of the two cases. Pure: `case.evolve` has asked the table."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import reduce
from typing import Any

from command.casework import sharing
from command.casework.case_file import Case, again, ended, met, with_deadline, with_task
from command.casework.happened import Part
from command.casework.merge_happened import (
    CaseAbsorbed,
    CaseLinked,
    CaseMerged,
    CaseReleased,
    CaseUnmerged,
    Moved,
)
from command.casework.terms import DeadlineName, PartKind


def merged(event: CaseMerged, case: Case) -> Case:
    """Nothing of it runs any more: what was asked is asked in the other case."""
    over = _without_tasks(case, [task.number for task in case.open_tasks], event)
    return replace(ended(over, event.at), parts=(*over.parts, *event.parts))


def absorbed(event: CaseAbsorbed, case: Case) -> Case:
    headcount = max(case.facts.headcount, event.headcount)
    grown = replace(case, facts=replace(case.facts, headcount=headcount))
    told = replace(grown, parts=(*grown.parts, *event.parts))
    return _with_tasks(told, event.moved, event)


def unmerged(event: CaseUnmerged, case: Case) -> Case:
    """Clocks that were stopped run on from their old start."""
    back = replace(case, closed_at=None, parts=event.parts, charge_id=event.charge_id)
    risen = reduce(again, event.deadlines, back)
    return _with_tasks(risen, event.moved, event)


def released(event: CaseReleased, case: Case) -> Case:
    """Whoever came by the merge and has nothing to do here goes with it."""
    left = _without_tasks(case, event.tasks, event)
    stay = (p for p in left.parts if p.assigned_at != event.merged_at or _is_needed(left, p))
    return replace(left, parts=tuple(stay))


def _is_needed(case: Case, part: Part) -> bool:
    """It leads, has a task that was not taken back, or something is demanded of it."""
    tasks = (task.agency_id for task in case.tasks if task.withdrawn_at is None)
    demanded = (one.agency_id for one in case.open_supervisions)
    return part.part is PartKind.LEAD or part.agency_id in {*tasks, *demanded}


def linked(event: CaseLinked, case: Case) -> Case:
    return case


def _with_tasks(case: Case, moved: Iterable[Moved], event: CaseAbsorbed | CaseUnmerged) -> Case:
    for one in moved:
        case = _with_part(case, one, event)
        if one.clock is None:
            case = with_task(case, one.task)
        else:
            case = with_deadline(replace(case, tasks=(*case.tasks, one.task)), one.clock)
    return case


def _with_part(case: Case, one: Moved, event: CaseAbsorbed | CaseUnmerged) -> Case:
    """Whoever has a task has a part that is more than a copy."""
    held = case.part_of(one.task.agency_id)
    if held is None:
        return replace(case, parts=(*case.parts, sharing.part_for(one.task, event.at)))
    if held.part is not PartKind.COPY:
        return case
    parts: tuple[Part, ...] = tuple(part for part in case.parts if part is not held)
    return replace(case, parts=(*parts, replace(held, part=PartKind.SUPPORT)))


def _without_tasks(case: Case, numbers: Iterable[int], event: CaseMerged | CaseReleased) -> Case:
    gone = set(numbers)
    tasks = tuple(
        replace(task, withdrawn_at=event.at) if task.number in gone else task for task in case.tasks
    )
    case = replace(case, tasks=tasks)
    for number in gone:
        case = met(case, DeadlineName.TASK_BY, event.at, number)
    return case


RULES: tuple[tuple[type, Callable[[Any, Case], Case]], ...] = (
    (CaseMerged, merged),
    (CaseAbsorbed, absorbed),
    (CaseUnmerged, unmerged),
    (CaseReleased, released),
    (CaseLinked, linked),
)
