"""Sharing a case: whose part stays when it changes hands, what is withdrawn, what each is asked.

Pure. Refuses to know who chose the agencies and why.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from command.base.clock import china_date, midnight_after
from command.base.problem import InvalidInput
from command.base.words import Words
from command.casework.deadline import Deadline
from command.casework.deadlines import Promise
from command.casework.happened import Part, Task
from command.casework.terms import PartKind, Source
from command.places.workdays import DayCount

RETURN_DAYS = 5
"""Working days in which a receiving agency may say no (regulation on petitions, art. 23)."""
HELP = Words(
    "按职责配合牵头单位办理,并答复办理情况", "Help the lead by your duties and answer what was done"
)
FEWEST_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Ask:
    """What a supporter is asked: "" is the usual, without a day the case's own promise."""

    agency_id: str
    words: str = ""
    due: date | None = None


def return_by(promise: Promise, at: datetime) -> datetime:
    """Until when a case handed over at `at` may be given back: 24:00 of the fifth working day."""
    day = promise.calendar.due_date(china_date(at), RETURN_DAYS, DayCount.WORKDAYS)
    return midnight_after(day)


def parts_after(
    before: Sequence[Part], given: Sequence[Part], tasks: Sequence[Task]
) -> tuple[Part, ...]:
    """The new hands; beside them whoever still has a task to answer, and who is to know of it."""
    named = {part.agency_id for part in given}
    asked = {task.agency_id for task in tasks if task.is_open}
    left = [part for part in before if part.agency_id not in named]
    helpers = (replace(p, part=PartKind.SUPPORT) for p in left if p.agency_id in asked)
    copies = (p for p in left if p.part is PartKind.COPY and p.agency_id not in asked)
    return (*given, *helpers, *copies)


def withdrawn(tasks: Sequence[Task], given: Sequence[Part], at: datetime) -> tuple[Task, ...]:
    """Tasks of a joint case end for agencies that no longer support it; a reception's stay."""
    supporting = {part.agency_id for part in given if part.part is PartKind.SUPPORT}
    return tuple(
        replace(task, withdrawn_at=at)
        if task.is_open and task.source is Source.JOINT and task.agency_id not in supporting
        else task
        for task in tasks
    )


def part_for(task: Task, at: datetime) -> Part:
    """The part of an agency that is given a task and had none."""
    return Part(
        agency_id=task.agency_id,
        agency_name=task.agency_name,
        part=PartKind.SUPPORT,
        officer_id=task.officer_id,
        officer_name=task.officer_name,
        assigned_at=at,
    )


@dataclass(frozen=True, slots=True)
class Asking:
    """The ground on which supporters are asked: tasks so far, the promise, who asks."""

    tasks: Sequence[Task]
    promise: Deadline
    by: int


def tasks_for(
    ground: Asking, parts: Sequence[Part], asks: Mapping[str, Ask], at: datetime
) -> tuple[Task, ...]:
    """A task for each supporter that has none open; numbers go on from the case's.

    Raises InvalidInput naming the field of an ask for a day that cannot be.
    """
    busy = {t.agency_id for t in ground.tasks if t.is_open and t.source is Source.JOINT}
    new = [p for p in parts if p.part is PartKind.SUPPORT and p.agency_id not in busy]
    first = len(ground.tasks) + 1
    return tuple(
        task_for(ground, number, part, asks.get(part.agency_id, Ask(part.agency_id)), at)
        for number, part in enumerate(new, start=first)
    )


def task_for(ground: Asking, number: int, part: Part, ask: Ask, at: datetime) -> Task:
    """One supporter's task; its day lies within the case's own promise while that still runs."""
    words = ask.words.strip() or str(HELP)
    if len(words) < FEWEST_LETTERS:
        raise InvalidInput(Words("请写明请求协办的内容", "Say what is asked"), field="words")
    return Task(
        number=number,
        agency_id=part.agency_id,
        agency_name=part.agency_name,
        officer_id=part.officer_id,
        officer_name=part.officer_name,
        words=words,
        source_id=0,
        given_at=at,
        given_by=ground.by,
        due_at=_due(ground.promise, ask.due, at),
        source=Source.JOINT,
    )


def _due(promise: Deadline, day: date | None, at: datetime) -> datetime:
    if day is None:
        return promise.due_at
    due = midnight_after(day)
    latest = max(promise.due_at, midnight_after(china_date(at)))
    if not at < due <= latest:
        raise InvalidInput(
            Words(
                "协办期限须在今天起、本件办理时限之内", "The day lies between today and the promise"
            ),
            field="due",
        )
    return due
