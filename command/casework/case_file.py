"""A case as of one version: what is known of it, its parts, clocks and tasks.

Pure. How it changes stands in `case.py`; it refuses to know what led to it.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from command.casework import deadline
from command.casework.deadline import Deadline
from command.casework.happened import CaseId, Facts, Part, Task
from command.casework.notice import Notice
from command.casework.rule_happened import Ownership
from command.casework.supervision import Grade, Supervision, fallen, following, gravest
from command.casework.terms import (
    ENDS,
    Channel,
    DeadlineName,
    Kind,
    PartKind,
    Satisfaction,
    Source,
    State,
)


@dataclass(frozen=True, slots=True)
class Case:
    """One case as of `version`; every move makes a new value with a higher version.

    `supervised` is how far the gravest open supervision has gone. `charge_id` is who answers
    for it until it is handed over: who took it in, or who follows them.
    """

    case_id: CaseId
    receipt_number: str
    kind: Kind
    channel: Channel
    opened_by: int
    opened_at: datetime
    changed_at: datetime
    state: State
    facts: Facts
    parts: tuple[Part, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    tasks: tuple[Task, ...] = ()
    supervisions: tuple[Supervision, ...] = ()
    supervised: Grade | None = None
    notices: tuple[Notice, ...] = ()
    ownership: Ownership | None = None
    version: int = 1
    asked: int | None = None
    asked_by: int | None = None
    charge_id: int = 0
    accepted_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    escalated_at: datetime | None = None
    acknowledged_at: datetime | None = None
    why: str = ""
    redo_count: int = 0
    return_count: int = 0
    satisfaction: Satisfaction | None = None

    @property
    def lead(self) -> Part | None:
        return next((part for part in self.parts if part.part is PartKind.LEAD), None)

    @property
    def agencies(self) -> frozenset[str]:
        """Agencies with a part."""
        return frozenset(part.agency_id for part in self.parts)

    @property
    def is_open(self) -> bool:
        return self.state not in ENDS

    @property
    def due(self) -> Deadline | None:
        """The nearest promise to keep, one that stands still last; none once the case is closed."""
        running = [line for line in self.deadlines if line.is_running and not line.is_quiet]
        return min(running, key=lambda line: (line.is_paused, line.due_at), default=None)

    @property
    def paused_until(self) -> datetime | None:
        """The latest end of its pause while the promise stands still."""
        line = self.deadline(DeadlineName.RESOLVE_BY)
        return line.paused_until if line else None

    @property
    def next_at(self) -> datetime | None:
        """When the keeper has something to do with one of the clocks."""
        nearest = [line.next_at for line in self.deadlines if line.next_at is not None]
        return min(nearest, default=None)

    @property
    def is_overdue(self) -> bool:
        """A running deadline has passed and the keeper has said so."""
        return any(
            line.is_running and line.escalated_at is not None and not line.is_quiet
            for line in self.deadlines
        )

    @property
    def is_long(self) -> bool:
        """Long pending (长期未结), as its clock has said."""
        line = self.deadline(DeadlineName.LONG_BY)
        return line is not None and line.is_running and line.escalated_at is not None

    def part_of(self, agency_id: str) -> Part | None:
        return next((part for part in self.parts if part.agency_id == agency_id), None)

    @property
    def open_supervisions(self) -> tuple[Supervision, ...]:
        return tuple(one for one in self.supervisions if one.is_open)

    def supervision(self, number: int) -> Supervision | None:
        return next((one for one in self.supervisions if one.number == number), None)

    @property
    def untold(self) -> tuple[Notice, ...]:
        """What the citizen must still be told, the oldest first."""
        return tuple(one for one in self.notices if not one.is_told)

    @property
    def open_tasks(self) -> tuple[Task, ...]:
        return tuple(task for task in self.tasks if task.is_open)

    def task(self, number: int) -> Task | None:
        return next((task for task in self.tasks if task.number == number), None)

    def deadline(self, name: DeadlineName, task: int = 0) -> Deadline | None:
        """The clock of this name: after a redo the newest, the earlier ones stay on record."""
        named = [line for line in self.deadlines if (line.name, line.task) == (name, task)]
        return max(named, key=lambda line: line.redo, default=None)


def answered(case: Case) -> Case:
    """No request waits."""
    return replace(case, asked=None, asked_by=None)


def met(case: Case, name: DeadlineName, at: datetime, task: int = 0) -> Case:
    line = case.deadline(name, task)
    if line is None or not line.is_running:
        return case
    return with_deadline(case, deadline.kept(line, at))


def with_deadline(case: Case, changed: Deadline) -> Case:
    """The case with this clock in place of the same one, or beside the others."""
    others = tuple(line for line in case.deadlines if line.key != changed.key)
    return replace(case, deadlines=(*others, changed))


def again(case: Case, begun: Deadline) -> Case:
    """The case with this clock begun anew, beside those of its name that are on record."""
    earlier = [line.redo for line in case.deadlines if (line.name, line.task) == begun.key[:2]]
    redo = max((case.redo_count, *(one + 1 for one in earlier)))
    return with_deadline(case, replace(begun, redo=redo))


def ended(case: Case, at: datetime) -> Case:
    """Nothing of it runs any more."""
    kept = tuple(deadline.kept(one, at) if one.is_running else one for one in case.deadlines)
    return replace(answered(case), closed_at=at, deadlines=kept)


def with_task(case: Case, task: Task) -> Case:
    """A task has a clock of its own, unless it ends with the case's own promise."""
    others = tuple(held for held in case.tasks if held.number != task.number)
    given = replace(case, tasks=(*others, task))
    promise = case.deadline(DeadlineName.RESOLVE_BY)
    if promise is not None and task.source is Source.JOINT and task.due_at == promise.due_at:
        return given
    clock = Deadline(DeadlineName.TASK_BY, task.given_at, task.due_at, False, task=task.number)
    return with_deadline(given, clock)


def with_supervision(case: Case, changed: Supervision) -> Case:
    """The case with this supervision in place of the same one, or after the others."""
    others = tuple(one for one in case.supervisions if one.number != changed.number)
    return supervised(replace(case, supervisions=(*others, changed)))


def supervised(case: Case) -> Case:
    """Supervisions follow the case to its new hands, and the gravest is told."""
    held = following(case.supervisions, case.parts)
    return replace(case, supervisions=held, supervised=gravest(held))


def reminded_no_more(case: Case, at: datetime) -> Case:
    """What the house reminded of is done: its reminders end with it; what a person demanded, and
    an order, stay until a person lifts them."""
    held = tuple(fallen(one, at) if one.is_reminder_of_house else one for one in case.supervisions)
    for before, after in zip(case.supervisions, held, strict=True):
        if before != after:
            case = met(case, DeadlineName.REPLY_BY, at, before.number)
    return replace(case, supervisions=held)


def with_part(case: Case, changed: Part) -> Case:
    parts = (changed if part.agency_id == changed.agency_id else part for part in case.parts)
    return replace(case, parts=tuple(parts))
