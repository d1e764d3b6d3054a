"""What the facts around the rules make of a case. Pure: `case.evolve` has asked the table."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from command.casework import marks
from command.casework.case_file import Case, met, supervised, with_deadline, with_part
from command.casework.clock_happened import ClockBegun
from command.casework.happened import CaseProgressed, ReportJoined
from command.casework.rule_happened import (
    CaseDisowned,
    CaseInformed,
    CaseOwned,
    PartReturned,
    RiseRefused,
)
from command.casework.terms import DeadlineName, PartKind


def refused(event: RiseRefused, case: Case) -> Case:
    """The refusal stands as the reason for the level from now on; nobody has to answer any more."""
    if event.level == case.facts.level:
        return case
    lowered = replace(case, facts=replace(case.facts, level=event.level))
    return replace(lowered, escalated_at=None, why=event.why)


def part_returned(event: PartReturned, case: Case) -> Case:
    """What it was asked is withdrawn; it keeps a copy, as somebody who was asked."""
    part = case.part_of(event.agency_id)
    assert part is not None  # `is_theirs` has looked
    asked = [task for task in case.open_tasks if task.agency_id == event.agency_id]
    for task in asked:
        case = met(case, DeadlineName.TASK_BY, event.at, task.number)
    tasks = tuple(replace(t, withdrawn_at=event.at) if t in asked else t for t in case.tasks)
    left = with_part(case, replace(part, part=PartKind.COPY, returned_at=event.at))
    return supervised(replace(left, tasks=tasks))


def is_theirs(event: PartReturned, case: Case) -> bool:
    """Whether the agency supports, so that it has something to give back."""
    part = case.part_of(event.agency_id)
    return part is not None and part.part is PartKind.SUPPORT


def joined(event: ReportJoined, case: Case) -> Case:
    """The larger number of people stands, what was noticed is kept; nothing else is theirs."""
    headcount = max(case.facts.headcount, event.headcount)
    noticed = marks.joined(case.facts.marks, event.marks)
    return replace(case, facts=replace(case.facts, headcount=headcount, marks=noticed))


def progressed(case: Case, event: CaseProgressed) -> Case:
    """What was noticed in its words is kept, what was owed of progress is told."""
    told = met(case, DeadlineName.PROGRESS_BY, event.at)
    noticed = marks.joined(told.facts.marks, event.marks)
    told = replace(told, facts=replace(told.facts, marks=noticed))
    if event.percent is None or told.ownership is None:
        return told
    return replace(told, ownership=replace(told.ownership, percent=event.percent))


def informed(event: CaseInformed, case: Case) -> Case:
    return met(case, DeadlineName.REPORT_BY, event.at)


def owned(event: CaseOwned, case: Case) -> Case:
    """What is owed of progress is counted anew: the leader tells it every month."""
    return met(replace(case, ownership=event.ownership), DeadlineName.PROGRESS_BY, event.at)


def disowned(event: CaseDisowned, case: Case) -> Case:
    return met(replace(case, ownership=None), DeadlineName.PROGRESS_BY, event.at)


def begun(event: ClockBegun, case: Case) -> Case:
    return with_deadline(case, event.deadline)


RULES: tuple[tuple[type, Callable[[Any, Case], Case]], ...] = (
    (ReportJoined, joined),
    (RiseRefused, refused),
    (PartReturned, part_returned),
    (CaseInformed, informed),
    (CaseOwned, owned),
    (CaseDisowned, disowned),
    (ClockBegun, begun),
)
