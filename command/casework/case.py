"""A case and how it changes: `evolve` folds what happened through the state table.

Pure. It refuses to know who asked, what the clock says, and where a case is kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce, singledispatch

from command.base.problem import Conflict
from command.base.words import Words
from command.casework import sharing, transitions
from command.casework.happened import (
    CaseAccepted,
    CaseAcknowledged,
    CaseAssigned,
    CaseClosed,
    CaseCopied,
    CaseEscalated,
    CaseId,
    CaseOpened,
    CaseOverdue,
    CaseProgressed,
    CaseResolved,
    CaseReturned,
    CaseSigned,
    CaseVisited,
    Deadline,
    Facts,
    FactsUpdated,
    Happened,
    Part,
    Point,
    Task,
    TaskAnswered,
    TaskGiven,
)
from command.casework.terms import (
    DEEDS,
    STATES,
    Channel,
    DeadlineName,
    Deed,
    Difficulty,
    Kind,
    Level,
    PartKind,
    Satisfaction,
    Source,
    State,
    Term,
)
from command.casework.transitions import TRANSITIONS

__all__ = [
    "TRANSITIONS",
    "Case",
    "CaseId",
    "Deed",
    "Difficulty",
    "Kind",
    "Level",
    "Part",
    "Point",
    "State",
    "WrongState",
    "begin",
    "evolve",
    "fold",
]


class WrongState(Conflict):
    code = "wrong-state"
    zh = "事项当前状态不能这样办理"
    en = "The state of the case does not allow this"


@dataclass(frozen=True, slots=True)
class Case:
    """One case as of `version`; every move makes a new value with a higher version."""

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
    version: int = 1
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
        return self.state is not State.CLOSED

    @property
    def due(self) -> Deadline | None:
        """The nearest running deadline; none once the case is closed."""
        running = [deadline for deadline in self.deadlines if deadline.is_running]
        return min(running, key=lambda deadline: deadline.due_at, default=None)

    @property
    def is_overdue(self) -> bool:
        """A running deadline has passed and the keeper has said so."""
        return any(line.is_running and line.escalated_at is not None for line in self.deadlines)

    def part_of(self, agency_id: str) -> Part | None:
        return next((part for part in self.parts if part.agency_id == agency_id), None)

    @property
    def open_tasks(self) -> tuple[Task, ...]:
        return tuple(task for task in self.tasks if task.is_open)

    def task(self, number: int) -> Task | None:
        return next((task for task in self.tasks if task.number == number), None)

    def deadline(self, name: DeadlineName, task: int = 0) -> Deadline | None:
        clock = (name, task)
        return next((line for line in self.deadlines if (line.name, line.task) == clock), None)


def begin(case_id: CaseId, receipt_number: str, opened_by: int, event: CaseOpened) -> Case:
    """The case that a report opens."""
    incident = event.kind is Kind.INCIDENT
    return Case(
        case_id=case_id,
        receipt_number=receipt_number,
        kind=event.kind,
        channel=event.channel,
        opened_by=opened_by,
        opened_at=event.at,
        changed_at=event.at,
        state=_next_state(None, event),
        facts=event.facts,
        parts=event.parts,
        deadlines=event.deadlines,
        tasks=event.tasks,
        accepted_at=event.at if incident else None,
    )


def evolve(case: Case, event: Happened) -> Case:
    """The case after `event`. Raises WrongState for a move the table does not have."""
    state = _next_state(case.state, event)
    moved = replace(case, state=state, version=case.version + 1, changed_at=event.at)
    return _applied(event, moved)


def fold(case: Case, events: Iterable[Happened]) -> Case:
    return reduce(evolve, events, case)


def wrong_state(state: State | None, deed: Deed) -> WrongState:
    """A refusal that says which state it is and what can be done in it."""
    deeds = transitions.possible(state)
    return WrongState(
        _not_in(STATES[state] if state else Term("未登记", "Not registered"), deed, deeds),
        extra={"state": state, "deed": deed, "possible": list(deeds)},
    )


def _not_in(called: Term, deed: Deed, possible: Iterable[Deed]) -> Words:
    zh = "、".join(DEEDS[one].zh for one in possible) or "无"
    en = ", ".join(DEEDS[one].en for one in possible) or "nothing"
    return Words(
        f"事项{called.zh},不能{DEEDS[deed].zh};现在可以:{zh}",
        f"{DEEDS[deed].en}: not in the state {called.en}. Possible now: {en}",
    )


def _next_state(state: State | None, event: Happened) -> State:
    line = transitions.find(state, event.deed, event.when)
    after = (line.after or state) if line else None
    if after is None:
        raise wrong_state(state, event.deed)
    return after


@singledispatch
def _applied(event: Happened, case: Case) -> Case:
    raise TypeError(f"no rule for {type(event).__name__}")


@_applied.register
def _(event: CaseOpened, case: Case) -> Case:
    raise wrong_state(case.state, event.deed)


@_applied.register
def _(event: CaseAccepted, case: Case) -> Case:
    return _met(replace(case, accepted_at=event.at), DeadlineName.ACCEPT_BY, event.at)


@_applied.register
def _(event: CaseAssigned, case: Case) -> Case:
    """New hands, also by a ruling, up or down: what the old ones alone were asked is withdrawn."""
    tasks = sharing.withdrawn(case.tasks, event.parts, event.at)
    for task in tasks:
        case = case if task.is_open else _met(case, DeadlineName.TASK_BY, event.at, task.number)
    parts = sharing.parts_after(case.parts, event.parts, tasks)
    accepted = replace(case, parts=parts, tasks=tasks, accepted_at=case.accepted_at or event.at)
    asked = reduce(_with_task, event.tasks, accepted)
    return _met(asked, DeadlineName.ACCEPT_BY, event.at)


@_applied.register
def _(event: CaseCopied, case: Case) -> Case:
    return replace(case, parts=(*case.parts, *event.parts))


@_applied.register
def _(event: CaseSigned, case: Case) -> Case:
    part = case.part_of(event.agency_id)
    if part is None or part.part is not event.part:
        raise WrongState(
            Words(
                f"{event.agency_id} 在事项中没有这一职责",
                f"{event.agency_id} has no such part in the case",
            ),
            extra={"deed": event.deed},
        )
    return _with_part(case, replace(part, signed_at=event.at))


@_applied.register
def _(event: CaseReturned, case: Case) -> Case:
    counted = replace(case, why=event.why, return_count=case.return_count + 1)
    return _with_part(counted, replace(case.lead, returned_at=event.at)) if case.lead else counted


@_applied.register
def _(event: FactsUpdated, case: Case) -> Case:
    """Only a person lowers a level; what had raised it is then no longer why it stands there."""
    updated = replace(case, facts=event.facts, deadlines=event.deadlines)
    if event.facts.level == case.facts.level:
        return updated
    return replace(updated, escalated_at=None, why=event.why)


@_applied.register
def _(event: CaseProgressed, case: Case) -> Case:
    return case


@_applied.register
def _(event: CaseEscalated, case: Case) -> Case:
    return _raised(replace(case, facts=replace(case.facts, level=event.level)), event)


@_applied.register
def _(event: CaseAcknowledged, case: Case) -> Case:
    return replace(case, acknowledged_at=event.at)


@_applied.register
def _(event: CaseOverdue, case: Case) -> Case:
    line = case.deadline(event.deadline, event.task)
    if line is not None:
        case = _with_deadline(case, replace(line, escalated_at=event.at))
    return _raised(case, event)


@_applied.register
def _(event: CaseResolved, case: Case) -> Case:
    resolved = _met(replace(case, resolved_at=event.at), DeadlineName.RESOLVE_BY, event.at)
    return _with_deadline(resolved, event.visit_by)


@_applied.register
def _(event: CaseVisited, case: Case) -> Case:
    visited = replace(case, satisfaction=event.satisfaction)
    visited = _met(visited, DeadlineName.VISIT_BY, event.at)
    if event.resolve_by is None:
        return visited
    redone = replace(visited, redo_count=case.redo_count + 1, resolved_at=None)
    return _with_deadline(redone, event.resolve_by)


@_applied.register
def _(event: CaseClosed, case: Case) -> Case:
    met = tuple(replace(line, met_at=line.met_at or event.at) for line in case.deadlines)
    return replace(case, closed_at=event.at, deadlines=met)


@_applied.register
def _(event: TaskGiven, case: Case) -> Case:
    """Whoever is given a task has a part, or they would not see the case."""
    task = event.task
    held = case.part_of(task.agency_id)
    if held is None or held.part is PartKind.COPY:
        others = tuple(part for part in case.parts if part is not held)
        case = replace(case, parts=(*others, sharing.part_for(task, event.at)))
    return _with_task(case, task)


@_applied.register
def _(event: TaskAnswered, case: Case) -> Case:
    task = case.task(event.task)
    if task is None or not task.is_open:
        raise WrongState(
            Words(f"没有待答复的任务 {event.task}", f"There is no open task {event.task}"),
            extra={"deed": event.deed},
        )
    done = replace(task, answered_at=event.at, answered_by=event.by, answer=event.answer)
    tasks = tuple(done if held.number == event.task else held for held in case.tasks)
    return _met(replace(case, tasks=tasks), DeadlineName.TASK_BY, event.at, event.task)


def _with_task(case: Case, task: Task) -> Case:
    """A task has a clock of its own, unless it ends with the case's own promise."""
    others = tuple(held for held in case.tasks if held.number != task.number)
    given = replace(case, tasks=(*others, task))
    promise = case.deadline(DeadlineName.RESOLVE_BY)
    if promise is not None and task.source is Source.JOINT and task.due_at == promise.due_at:
        return given
    clock = Deadline(DeadlineName.TASK_BY, task.given_at, task.due_at, False, task=task.number)
    return _with_deadline(given, clock)


def _raised(case: Case, event: CaseEscalated | CaseOverdue) -> Case:
    """More urgent, for a stated reason, until somebody acknowledges it."""
    return replace(case, escalated_at=event.at, why=event.why, acknowledged_at=None)


def _met(case: Case, name: DeadlineName, at: datetime, task: int = 0) -> Case:
    line = case.deadline(name, task)
    if line is None or not line.is_running:
        return case
    return _with_deadline(case, replace(line, met_at=at))


def _with_deadline(case: Case, deadline: Deadline) -> Case:
    """The case with this clock in place of the same one, or beside the others."""
    clock = (deadline.name, deadline.task)
    others = tuple(line for line in case.deadlines if (line.name, line.task) != clock)
    return replace(case, deadlines=(*others, deadline))


def _with_part(case: Case, changed: Part) -> Case:
    parts = (changed if part.agency_id == changed.agency_id else part for part in case.parts)
    return replace(case, parts=tuple(parts))
