"""Merging two open cases that are one matter, and taking them apart again. Pure.

Whoever handled the one that goes in knows of the one that goes on, and the other way round; open
tasks move, clocks stop. Apart again, clocks go on from their old start.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from command.base.problem import Conflict
from command.base.words import Words
from command.casework import deadline
from command.casework.case import Case
from command.casework.deadline import Deadline
from command.casework.deadlines import Promise
from command.casework.happened import Part, Task
from command.casework.merge_happened import (
    CaseAbsorbed,
    CaseMerged,
    CaseReleased,
    CaseUnmerged,
    Moved,
)
from command.casework.terms import DeadlineName, PartKind, State

#: The centre's default: later than this a mistake is a new case, with a link.
UNDONE_WITHIN = timedelta(days=7)


class CannotUnmerge(Conflict):
    code = "cannot-unmerge"
    zh = "不能再撤销并案"
    en = "This merge can no longer be undone"


@dataclass(frozen=True, slots=True)
class Merging:
    """That a case went into another one; `tasks` are the numbers its open tasks have there."""

    number: int
    into_id: int
    came_from: State
    tasks: tuple[int, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Hands:
    """Who answers for a case that comes out again, and how days are counted."""

    parts: tuple[Part, ...]
    charge_id: int
    promise: Promise


def merged(gone: Case, kept: Case, at: datetime) -> tuple[CaseMerged, CaseAbsorbed]:
    """What happens to the case that goes in, and to the one that goes on."""
    absorbed = CaseAbsorbed(
        at=at,
        headcount=gone.facts.headcount,
        parts=_copies(gone.parts, kept, at),
        moved=_moved(gone, gone.open_tasks, kept),
    )
    return CaseMerged(at=at, parts=_copies(kept.parts, gone, at)), absorbed


def unmerged(
    gone: Case, kept: Case, held: Merging, hands: Hands, at: datetime
) -> tuple[CaseUnmerged, CaseReleased]:
    """Apart again; tasks nobody has answered meanwhile go back, and neither side reads the other
    any more. Raises CannotUnmerge."""
    if not kept.is_open or at > held.at + UNDONE_WITHIN:
        raise CannotUnmerge(
            Words(
                f"并案后{UNDONE_WITHIN.days}天内、并入的事项未结束时才能撤销;请新建事项并关联",
                "Only within seven days and while the other goes on: open a new case and link it",
            )
        )
    back = tuple(task for task in kept.open_tasks if task.number in held.tasks)
    apart = CaseUnmerged(
        at=at,
        came_from=held.came_from,
        parts=tuple(part for part in hands.parts if not _is_told(part, held)),
        charge_id=hands.charge_id,
        deadlines=tuple(_stopped(gone, held, hands.promise)),
        moved=_moved(kept, back, gone),
    )
    tasks = tuple(task.number for task in back)
    return apart, CaseReleased(at=at, tasks=tasks, merged_at=held.at)


def _copies(parts: Iterable[Part], other: Case, at: datetime) -> tuple[Part, ...]:
    """Agencies of one case as they know of the other."""
    return tuple(
        Part(p.agency_id, p.agency_name, PartKind.COPY, p.officer_id, p.officer_name, at)
        for p in parts
        if p.agency_id not in other.agencies
    )


def _is_told(part: Part, held: Merging) -> bool:
    """Whether an agency knows of the case by the merge alone."""
    return part.part is PartKind.COPY and part.assigned_at == held.at


def _moved(case: Case, tasks: Iterable[Task], to: Case) -> tuple[Moved, ...]:
    """Open tasks of a case under the next numbers of the other one, with the clocks they have."""
    first = len(to.tasks) + 1
    return tuple(
        Moved(replace(task, number=number), _clock(case, task, number))
        for number, task in enumerate(tasks, start=first)
    )


def _clock(case: Case, task: Task, number: int) -> Deadline | None:
    line = case.deadline(DeadlineName.TASK_BY, task.number)
    return replace(line, task=number, redo=0) if line else None


def _stopped(gone: Case, held: Merging, promise: Promise) -> Iterable[Deadline]:
    """Clocks of the case itself that the merge has stopped, as they would run without it."""
    for line in gone.deadlines:
        if line.met_at == held.at and not line.task:
            yield deadline.recounted(replace(line, met_at=None), promise.calendar)
